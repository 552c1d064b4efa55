using System.Collections.Concurrent;
using CodeExec.RunStore;

namespace CodeExec.HarnessTests.Executions;

/// <summary>Claims as a test says they are: none unless told.</summary>
internal sealed class ScriptedAttempts : IRunAttempts
{
    private readonly ConcurrentDictionary<Guid, RunAttempts> _attempts = new();
    private readonly ConcurrentDictionary<Guid, bool> _closed = new();

    public void Set(Guid executionId, int made, bool held) =>
        _attempts[executionId] = new RunAttempts(made, made == 0 ? null : $"runner-{made}", held ? TimeSpan.FromSeconds(7) : null);

    public bool IsClosed(Guid executionId) => _closed.ContainsKey(executionId);

    public Task<RunAttempts> FindAsync(Guid executionId) => Task.FromResult(_attempts.GetValueOrDefault(executionId, new RunAttempts(0, null, null)));

    public Task CloseAsync(Guid executionId)
    {
        _closed[executionId] = true;
        return Task.CompletedTask;
    }
}
