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
    SandboxMachine machine, SystemFiles systemFiles, RunnerOptions options, uint user, TemplateDemand demand, TimeProvider clock) : IDisposable
{
    private const int MostFactories = 3; // one for each toolchain folder
    private const int MostTemplates = 3;

    private readonly List<(string? Toolchain, ShellFactory Factory)> _factories = []; // used last comes last
    private readonly List<(Template Template, ForkServer Server)> _templates = [];

    /// <exception cref="SandboxNotStartedException">It could not be forked; the program has not been started.</exception>
    public SandboxedProcess Start(SandboxJob job, IReadOnlyList<string> membershipFiles)
    {
        var factory = Factory(job.Toolchain);
        // A template lives in a factory; those of toolchains are few and their languages compiled.
        var template = job is { Forkable: true, Toolchain: null } ? Server(Template.Of(job), factory) : null;
        var description = JobFile.Create(job, whole: template is null, machine);
        try
        {
            return (template ?? factory.Launcher).Start(description, factory.TakeShell(), membershipFiles);
        }
        finally
        {
            _ = Posix.close(description);
        }
    }

    /// <summary>Between runs: replaces templates that have served enough, and gets ready what other slots were asked for.</summary>
    public void Prepare()
    {
        var factory = Factory(null);
        foreach (var (template, server) in _templates.Where(entry => entry.Server.Runs >= options.TemplateRuns || entry.Server.Age >= options.TemplateLifetime).ToList())
        {
            _templates.Remove((template, server));
            server.Dispose();
        }

        foreach (var template in demand.Wanted.Keys.Take(MostTemplates))
        {
            Server(template, factory);
        }
    }

    /// <summary>After a failure: everything anew.</summary>
    public void Dispose()
    {
        _templates.ForEach(entry => entry.Server.Dispose());
        _templates.Clear();
        _factories.ForEach(entry => entry.Factory.Dispose());
        _factories.Clear();
    }

    private ShellFactory Factory(string? toolchain)
    {
        var index = _factories.FindIndex(entry => entry.Toolchain == toolchain);
        if (index < 0 && _factories.Count == MostFactories)
        {
            Forget(_factories.FindIndex(entry => entry.Toolchain is not null));
        }

        var found = index >= 0 ? _factories[index] : (toolchain, new ShellFactory(machine, systemFiles, toolchain, user, clock));
        _factories.Remove(found);
        _factories.Add(found);
        return found.Item2;
    }

    private void Forget(int index)
    {
        _factories[index].Factory.Dispose();
        _factories.RemoveAt(index);
    }

    private ForkServer? Server(Template template, ShellFactory factory)
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

        if (factory.StartTemplate(template) is not { } server)
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

        _templates.Add((template, server));
        return server;
    }
}
