namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>What all processes of a run have used so far.</summary>
/// <param name="CpuTime">Null where it cannot be measured.</param>
/// <param name="PeakMemoryBytes">Null where it cannot be measured.</param>
/// <param name="MemoryLimitHit">True when the memory limit was reached.</param>
internal sealed record RunUsage(TimeSpan? CpuTime, long? PeakMemoryBytes, bool MemoryLimitHit)
{
    /// <summary>True where the peak may have been higher: it is the most that was seen when somebody looked, or without what began before the run.</summary>
    public bool AtLeast { get; init; }
}

/// <summary>All processes of one run: measures them and kills them together.</summary>
internal interface IRunGroup
{
    /// <summary>Files that a process writes "0" to in order to become a member.</summary>
    IReadOnlyList<string> MembershipFiles { get; }

    /// <summary>Sets what the run may use; before that its members are ours.</summary>
    void Limit(SandboxLimits limits);

    /// <summary>Called once, when the program has been started.</summary>
    void Begin(SandboxedProcess process)
    {
    }

    /// <summary>What its members have used of the processor until now is not the run's.</summary>
    void Discount(SandboxedProcess process)
    {
    }

    RunUsage Measure(SandboxedProcess process);

    /// <summary>What they have at this moment, in bytes. Null where it cannot be measured.</summary>
    long? MemoryNow(SandboxedProcess process);

    void Kill(SandboxedProcess process);

    /// <summary>Removes the group once it is empty, which may take a second after a kill.</summary>
    Task RemoveAsync();
}
