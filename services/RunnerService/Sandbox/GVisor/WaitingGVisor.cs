using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.GVisor;

/// <summary>A gVisor whose interpreter was started ahead, and waits for its one run where it opens its program (ahead.h).</summary>
internal sealed unsafe class WaitingGVisor : IDisposable
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(5);

    private readonly RunGroups _groups;
    private readonly GVisorRunGroup _group;
    private readonly SandboxedProcess _process;
    private readonly string _file;
    private readonly TimeProvider _clock;
    private readonly long _startedAt;

    /// <summary>Starts it, and does not wait for it.</summary>
    /// <param name="job">A run of its kind; what is in its files does not matter.</param>
    /// <param name="start">Starts the process with these cgroup.procs files to join by, and tells where its files are.</param>
    /// <param name="groups">Where its cgroup comes from.</param>
    /// <param name="clock">Tells its age.</param>
    public WaitingGVisor(SandboxJob job, Func<IReadOnlyList<string>, (SandboxedProcess, string)> start, RunGroups groups, TimeProvider clock)
    {
        (_groups, _group, _clock, _startedAt) = (groups, new GVisorRunGroup(groups.Create()), clock, clock.GetTimestamp());
        try
        {
            _group.Limit(job.Limits);
            (_process, var source) = start(_group.MembershipFiles);
            _file = $"{source}/{job.Files[0].Name}";
        }
        catch
        {
            groups.RemoveLater(_group);
            throw;
        }
    }

    public TimeSpan Age => _clock.GetElapsedTime(_startedAt);

    /// <summary>True once it has come to where it opens its program.</summary>
    public bool HasWaited { get; private set; }

    /// <summary>True when it is no more.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Hears what it has said meanwhile, within <paramref name="patience"/>.</summary>
    public void Listen(TimeSpan patience)
    {
        var status = new Posix.PollDescriptor { Descriptor = _process.Pipes.Status, Wanted = Posix.PollIn };
        if (IsGone || Posix.poll(&status, 1, HasWaited ? 0 : (int)patience.TotalMilliseconds) <= 0)
        {
            return;
        }

        byte word;
        // It says one word; what comes after that is the end of the stream.
        IsGone = HasWaited || Posix.read(_process.Pipes.Status, &word, 1) <= 0;
        HasWaited |= !IsGone;
    }

    /// <summary>Hands it over to its run.</summary>
    /// <exception cref="SandboxNotStartedException">It is gone.</exception>
    public (SandboxedProcess Process, GVisorRunGroup Group) Start(ReadOnlySpan<byte> program)
    {
        try
        {
            using (var file = new FileStream(_file, FileMode.Open, FileAccess.Write)) // which nobody but us can change
            {
                file.Write(program);
            }

            byte word = 0;
            return Posix.write(_process.Pipes.Stdin, &word, 1) == 1 ? (_process, _group) : throw new SandboxNotStartedException("A gVisor that waited is gone.");
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
        PidFd.Wait(_process.Handle, FarewellTime);
        _process.Reap();
        _process.Dispose();
        _groups.RemoveLater(_group);
    }
}
