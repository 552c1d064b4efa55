using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.Forking;

/// <summary>An interpreter that was started ahead, in the shell and the cgroup of one run, and waits for it where it opens its program (keep.h).</summary>
internal sealed class WaitingInterpreter : IDisposable
{
    private const int LeastOpenFiles = 32; // Node has 17 open where it waits, and takes one for its job

    private readonly RunGroups _groups;
    private readonly IRunGroup _group;
    private readonly ForkServer _keeper;
    private readonly ForkedProcess _process;
    private bool _takesArguments;

    /// <summary>Starts it, and does not wait for it.</summary>
    /// <exception cref="SandboxNotStartedException">The factory is gone.</exception>
    public WaitingInterpreter(Template template, ShellFactory factory, RunGroups groups)
    {
        (_groups, _group) = (groups, groups.Create());
        try
        {
            _keeper = factory.StartKeeper(template);
            _process = _keeper.Fork(factory.MakeShell(), _group.MembershipFiles, last: true);
        }
        catch
        {
            _keeper?.Dispose();
            groups.RemoveLater(_group);
            throw;
        }
    }

    public TimeSpan Age => _keeper.Age;

    /// <summary>True once it has come to where it opens its program.</summary>
    public bool HasWaited { get; private set; }

    /// <summary>True when it is no more.</summary>
    public bool IsGone { get; private set; }

    /// <summary>What it had for itself when it came to wait; 0 before.</summary>
    public long Bytes { get; private set; }

    /// <summary>Hears what it has said meanwhile, within <paramref name="patience"/>.</summary>
    public void Listen(TimeSpan patience)
    {
        if (IsGone || _process.Listen(HasWaited ? TimeSpan.Zero : patience) is not { } said)
        {
            return;
        }

        IsGone = said.Word == 0;
        if (IsGone)
        {
            return;
        }

        (HasWaited, _takesArguments, Bytes) = (true, Template.TakesArguments(said.Word), _process.Roots.SelectMany(ProcessTree.Of).Sum(PolledRunGroup.Resident));
    }

    /// <summary>Whether the run would go as in one that is started for it.</summary>
    public bool Suits(SandboxJob job) =>
        HasWaited && !IsGone
        && (_takesArguments || job.Arguments.Count == 0)
        // It remembers which settings it has looked for beside its program, such as Node's package.json.
        && !job.Files.Any(file => file.Name.EndsWith(".json", StringComparison.Ordinal))
        // Limits below what is in use already cannot be set everywhere, or end it without a word.
        && job.Limits.MemoryBytes >= 2 * Bytes
        && job.Limits.OpenFiles >= LeastOpenFiles;

    /// <summary>Hands it over to its run.</summary>
    /// <exception cref="SandboxNotStartedException">It is gone.</exception>
    public (SandboxedProcess Process, IRunGroup Group) Start(int job, SandboxLimits limits)
    {
        try
        {
            _group.Limit(limits);
            _group.Discount(_process);
            _process.Start(job);
            return (_process, _group);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
        _groups.RemoveLater(_group);
    }
}
