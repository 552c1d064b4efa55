using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CodeExec.IntegrationTests.Sandbox.Attacks;

/// <summary>What a sandbox warns of: no program may bring it to that.</summary>
internal sealed class Complaints : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _heard = [];

    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (_heard.TryDequeue(out var complaint))
        {
            taken.Add(complaint);
        }

        return taken;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _heard.Enqueue(formatter(state, exception));
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void Dispose()
    {
    }
}
