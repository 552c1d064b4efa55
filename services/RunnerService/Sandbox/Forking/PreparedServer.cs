using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.Forking;

/// <summary>A fork server with the next run forked already: it waits in its shell and its cgroup, and lacks only its job.</summary>
internal sealed class PreparedServer(ForkServer server, ShellFactory factory, RunGroups groups) : IDisposable
{
    private (ForkedProcess Process, IRunGroup Group)? _next;

    public TimeSpan Age => server.Age;

    /// <summary>Whether it can serve a run with these arguments.</summary>
    public bool Takes(IReadOnlyList<string> arguments) => server.TakesArguments || arguments.Count == 0;

    /// <summary>Runs that it has served.</summary>
    public int Runs => server.Runs - (_next is null ? 0 : 1);

    /// <summary>Forks the next run, if that is not done.</summary>
    /// <exception cref="SandboxNotStartedException">The server or its factory is gone.</exception>
    public void Prepare()
    {
        if (_next is not null)
        {
            return;
        }

        var group = groups.Create();
        try
        {
            _next = (server.Fork(factory.MakeShell(), group.MembershipFiles), group);
        }
        catch
        {
            groups.RemoveLater(group);
            throw;
        }
    }

    /// <exception cref="SandboxNotStartedException">The server, its factory or what it has forked is gone.</exception>
    public (SandboxedProcess Process, IRunGroup Group) Start(int job, SandboxLimits limits)
    {
        Prepare();
        var next = _next!.Value;
        next.Group.Limit(limits);
        next.Process.Start(job);
        _next = null;
        return next;
    }

    public void Dispose()
    {
        server.Dispose();
        if (_next is { } next)
        {
            next.Process.Kill();
            next.Process.Dispose();
            groups.RemoveLater(next.Group);
            _next = null;
        }
    }
}
