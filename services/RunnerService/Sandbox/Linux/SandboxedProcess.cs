namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>A program in its sandbox, seen from outside, however it came there.</summary>
internal abstract class SandboxedProcess(RunPipes pipes, int handle) : IDisposable
{
    public RunPipes Pipes { get; } = pipes;

    /// <summary>Descriptor (pidfd) that becomes readable when nothing of the run is left.</summary>
    public int Handle { get; } = handle;

    /// <summary>
    /// Whether the run is over as soon as its end is reported and its pipes are closed: what it left is being killed, and nobody need wait
    /// for that but the next run of the slot.
    /// </summary>
    public virtual bool IsOverWhenReported => false;

    /// <summary>The processes that all others of the run descend from.</summary>
    public abstract IReadOnlyList<int> Roots { get; }

    /// <summary>Kills all processes of the run.</summary>
    public abstract void Kill();

    /// <summary>Called once, when the end of the program is known.</summary>
    public virtual void Reported()
    {
    }

    /// <summary>Collects what has ended, so that its numbers can be used again.</summary>
    public abstract void Reap();

    public virtual void Dispose()
    {
        Pipes.Dispose();
        _ = Posix.close(Handle);
    }
}
