using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.Forking;

/// <summary>A process that a fork server forked into a shell, and that waits there for its job. The shell's process 1 takes everything in it with it.</summary>
internal sealed class ForkedProcess(RunPipes pipes, int shell, MessageSocket orders, ForkServer server, bool last) : SandboxedProcess(pipes, shell)
{
    public override bool IsOverWhenReported => true; // the server kills the shell right after it has reported

    // The program is its server's only child; who loses his parent inside becomes a child of the shell's process 1, which is ours.
    public override IReadOnlyList<int> Roots =>
        [.. new[] { server.Handle, Handle }.Select(PidFd.Number).OfType<int>().SelectMany(ProcessTree.Children)];

    /// <summary>Lets it become the program.</summary>
    /// <param name="job">A file as <see cref="JobFile"/> makes it.</param>
    /// <exception cref="SandboxNotStartedException">It is gone.</exception>
    public void Start(int job) => orders.Send("j"u8, job);

    /// <summary>What it says of itself while it waits; see <see cref="MessageSocket.Receive"/>.</summary>
    public Received? Listen(TimeSpan patience) => orders.Receive(patience);

    public override void Kill() => PidFd.Kill(Handle);

    public override void Reap()
    {
        // The server has waited for the program, and nobody need wait for the shell.
    }

    public override void Dispose()
    {
        base.Dispose();
        orders.Dispose();
        if (last)
        {
            server.Dispose();
        }
    }
}
