using System.ComponentModel;
using System.Runtime.InteropServices;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>A child that becomes a sandbox with the program in it: the run's pipes on descriptors 0 to 3 and a text waiting on 4.</summary>
internal sealed unsafe class ChildProcess : SandboxedProcess
{
    private static readonly TimeSpan CollectionTime = TimeSpan.FromSeconds(3); // a fork bomb on a busy machine takes more than one

    private readonly int _id;
    private readonly bool _killWhenReported;
    private readonly Action _dispose;

    private ChildProcess(int id, RunPipes pipes, bool killWhenReported, Action dispose)
        : base(pipes, (int)Posix.syscall(Posix.PidFdOpen, id, 0)) => (_id, _killWhenReported, _dispose) = (id, killWhenReported, dispose);

    public override bool IsOverWhenReported => _killWhenReported;

    public override IReadOnlyList<int> Roots => [_id];

    /// <param name="command">Program and arguments.</param>
    /// <param name="text">What it reads from descriptor 4.</param>
    /// <param name="pipes">The run's; they become the child's.</param>
    /// <param name="dispose">Called once when nothing of it is used any more.</param>
    /// <param name="killWhenReported">Whether it need not end by itself once the program's end is known: nothing it does then matters to anyone.</param>
    /// <exception cref="Win32Exception">It could not be spawned.</exception>
    public static ChildProcess Start(IReadOnlyList<string> command, ReadOnlySpan<byte> text, RunPipes pipes, Action dispose, bool killWhenReported = false)
    {
        var waiting = -1;
        try
        {
            waiting = Spawn.Text(text);
            var id = Spawn.Run(command, [.. pipes.Theirs, waiting]);
            pipes.CloseTheirs();
            return new ChildProcess(id, pipes, killWhenReported, dispose);
        }
        catch
        {
            pipes.Dispose();
            throw;
        }
        finally
        {
            _ = Posix.close(waiting);
        }
    }

    public override void Reported()
    {
        if (_killWhenReported)
        {
            Kill();
        }
    }

    public override void Kill()
    {
        // The sandbox's process 1 takes its whole namespace with it. bubblewrap, its parent, must live to collect it: killed at once with
        // it, it would leave a zombie to the machine's process 1, and in a container that may be one that collects nobody.
        var processOne = ProcessTree.Children(_id);
        Array.ForEach(processOne, child => _ = Posix.kill(child, Posix.SigKill));
        if (processOne.Length > 0 && PidFd.Wait(Handle, CollectionTime))
        {
            return;
        }

        foreach (var member in ProcessTree.Of(_id).Reverse())
        {
            _ = Posix.kill(member, Posix.SigKill);
        }
    }

    public override void Reap()
    {
        int status;
        while (Posix.waitpid(_id, &status, 0) < 0 && Marshal.GetLastPInvokeError() == Posix.Interrupted)
        {
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _dispose();
    }
}
