using System.Collections.Concurrent;
using CodeExec.RunnerService.Sandbox.Bubblewrap;
using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.Forking;

/// <summary>What all slots know of templates.</summary>
internal sealed class TemplateDemand
{
    /// <summary>Those that were asked for more than once, so that each slot has them before it is.</summary>
    public ConcurrentDictionary<Template, bool> Wanted { get; } = [];

    /// <summary>Those that do not come to stand still where they should.</summary>
    public ConcurrentDictionary<Template, bool> Unusable { get; } = [];

    /// <summary>What each kind of interpreter that waits took the last time, in bytes.</summary>
    public ConcurrentDictionary<Template, long> Bytes { get; } = [];
}

/// <summary>The factories and templates of one slot, used by its thread alone.</summary>
internal sealed class SlotForks(
    SandboxMachine machine, SystemFiles systemFiles, RunnerOptions options, uint user, TemplateDemand demand, RunGroups groups, TimeProvider clock) : IDisposable
{
    private const int MostFactories = 6; // one for each toolchain folder
    private const int MostTemplates = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20); // for an interpreter's start, on a machine that may be overloaded

    private readonly List<Outer> _factories = []; // used last comes last
    private readonly List<(Template Template, PreparedServer Server)> _templates = [];
    private readonly WaitingInterpreters _waiting = new(options, demand, groups, clock);

    private sealed record Outer(string? Toolchain, ShellFactory Factory, PreparedServer Launcher);

    /// <exception cref="SandboxNotStartedException">It could not be forked; the program has not been started.</exception>
    public (SandboxedProcess Process, IRunGroup Group) Start(SandboxJob job)
    {
        var outer = Factory(job.Toolchain);
        // A template lives in a factory; those of toolchains are few and their languages compiled.
        if (job is { Forkable: true, Toolchain: null } && Server(Template.Of(job), outer) is { } template && template.Takes(job.Arguments))
        {
            return Start(job, "template", template.Start);
        }

        return job.Waitable && _waiting.Take(job, outer.Factory, TimeSpan.Zero) is { } ready
            ? Start(job, "waiting", ready.Start)
            : Start(job, "namespaces", outer.Launcher.Start);
    }

    /// <summary>In an interpreter that waits, even if that must be started first.</summary>
    /// <exception cref="SandboxNotStartedException">It does not come to wait.</exception>
    public (SandboxedProcess Process, IRunGroup Group) StartInWaiting(SandboxJob job) => Start(
        job, "waiting",
        (_waiting.Take(job, Factory(job.Toolchain).Factory, Patience) ?? throw new SandboxNotStartedException("The interpreter does not come to wait for its program.")).Start);

    private (SandboxedProcess Process, IRunGroup Group) Start(SandboxJob job, string from, Func<int, SandboxLimits, (SandboxedProcess, IRunGroup)> start)
    {
        // An interpreter that has started needs no command.
        var description = JobFile.Create(job, whole: from == "namespaces", machine);
        try
        {
            var started = start(description, job.Limits);
            RunnerMetrics.Started(from);
            return started;
        }
        finally
        {
            _ = Posix.close(description);
        }
    }

    /// <summary>Between runs: replaces templates that have served enough, gets ready what other slots were asked for, and forks what comes next.</summary>
    public void Prepare()
    {
        var outer = Factory(null);
        foreach (var (template, server) in _templates.Where(entry => entry.Server.Runs >= options.TemplateRuns || entry.Server.Age >= options.TemplateLifetime).ToList())
        {
            _templates.Remove((template, server));
            server.Dispose();
        }

        foreach (var template in demand.Wanted.Keys.Take(MostTemplates))
        {
            Server(template, outer);
        }

        _templates.ForEach(entry => entry.Server.Prepare());
        _factories.ForEach(entry => entry.Launcher.Prepare());
        _waiting.Prepare();
    }

    /// <summary>At the end, and after a failure: the next run starts everything anew.</summary>
    public void Dispose()
    {
        _waiting.Dispose();
        _templates.ForEach(entry => entry.Server.Dispose());
        _templates.Clear();
        _factories.ForEach(Close);
        _factories.Clear();
    }

    private Outer Factory(string? toolchain)
    {
        var found = _factories.Find(entry => entry.Toolchain == toolchain);
        if (found is null && _factories.Count == MostFactories)
        {
            var last = _factories.First(entry => entry.Toolchain is not null);
            Close(last);
            _factories.Remove(last);
        }

        found ??= Open(toolchain);
        _factories.Remove(found);
        _factories.Add(found);
        return found;
    }

    private Outer Open(string? toolchain)
    {
        var factory = new ShellFactory(machine, systemFiles, toolchain, user, clock);
        return new Outer(toolchain, factory, new PreparedServer(factory.Launcher, factory, groups));
    }

    private void Close(Outer outer)
    {
        _waiting.Forget(outer.Factory);
        outer.Launcher.Dispose();
        outer.Factory.Dispose();
    }

    private PreparedServer? Server(Template template, Outer outer)
    {
        if (_templates.Find(entry => entry.Template == template).Server is { } found)
        {
            demand.Wanted.TryAdd(template, true);
            return found;
        }

        if (demand.Unusable.ContainsKey(template))
        {
            return null;
        }

        if (outer.Factory.StartTemplate(template) is not { } started)
        {
            demand.Unusable[template] = true;
            demand.Wanted.TryRemove(template, out _);
            return null;
        }

        if (_templates.Count == MostTemplates)
        {
            _templates[0].Server.Dispose();
            _templates.RemoveAt(0);
        }

        var server = new PreparedServer(started, outer.Factory, groups);
        _templates.Add((template, server));
        return server;
    }
}
