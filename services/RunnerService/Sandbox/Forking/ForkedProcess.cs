using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.Forking;

/// <summary>A program that a fork server forked into a shell. The shell's process 1 takes everything in it with it.</summary>
internal sealed class ForkedProcess(RunPipes pipes, int shell, ForkServer server) : SandboxedProcess(pipes, shell)
{
    // The program is its server's only child; who loses his parent inside becomes a child of the shell's process 1.
    public override IReadOnlyList<int> Roots =>
    [
        .. PidFd.Number(server.Handle) is { } parent ? ProcessTree.Children(parent) : [],
        .. PidFd.Number(Handle) is { } shell ? [shell] : (int[])[],
    ];

    public override void Kill() => PidFd.Kill(Handle);

    public override void Reap()
    {
        // The server has waited for the program, and nobody need wait for the shell.
    }
}
