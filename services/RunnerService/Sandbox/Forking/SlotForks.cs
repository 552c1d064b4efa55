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
}

/// <summary>The factories and templates of one slot, used by its thread alone.</summary>
internal sealed class SlotForks(
    SandboxMachine machine, SystemFiles systemFiles, RunnerOptions options, uint user, TemplateDemand demand, RunGroups groups, TimeProvider clock) : IDisposable
{
    private const int MostFactories = 3; // one for each toolchain folder
    private const int MostTemplates = 3;

    private readonly List<Outer> _factories = []; // used last comes last
    private readonly List<(Template Template, PreparedServer Server)> _templates = [];

    private sealed record Outer(string? Toolchain, ShellFactory Factory, PreparedServer Launcher);

    /// <exception cref="SandboxNotStartedException">It could not be forked; the program has not been started.</exception>
    public (SandboxedProcess Process, IRunGroup Group) Start(SandboxJob job)
    {
        var outer = Factory(job.Toolchain);
        // A template lives in a factory; those of toolchains are few and their languages compiled.
        var template = job is { Forkable: true, Toolchain: null } ? Server(Template.Of(job), outer) : null;
        var description = JobFile.Create(job, whole: template is null, machine);
        try
        {
            return (template ?? outer.Launcher).Start(description, job.Limits);
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
    }

    /// <summary>At the end, and after a failure: the next run starts everything anew.</summary>
    public void Dispose()
    {
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

    private static void Close(Outer outer)
    {
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
