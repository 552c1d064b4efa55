using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.Forking;

/// <summary>A process that forks runs one after another (server.h): the launcher, or an interpreter that has started already.</summary>
/// <param name="socket">Where it listens.</param>
/// <param name="handle">Its pidfd.</param>
/// <param name="clock">Tells its age.</param>
internal sealed class ForkServer(MessageSocket socket, int handle, TimeProvider clock) : IDisposable
{
    private readonly long _startedAt = clock.GetTimestamp();

    public int Handle => handle;

    public int Runs { get; private set; }

    public TimeSpan Age => clock.GetElapsedTime(_startedAt);

    /// <summary>Forks a run into a shell, which is the run's from then on.</summary>
    /// <exception cref="SandboxNotStartedException">The server is gone.</exception>
    public SandboxedProcess Start(int job, int shell, IReadOnlyList<string> membershipFiles)
    {
        Runs++;
        var pipes = new RunPipes();
        var memberships = new List<int>();
        try
        {
            memberships.AddRange(membershipFiles.Select(file => Posix.open(file, Posix.WriteOnly | Posix.CloseOnExec)));
            socket.Send("r"u8, [.. pipes.Theirs, shell, job, .. memberships]);
            pipes.CloseTheirs();
            return new ForkedProcess(pipes, shell, this);
        }
        catch
        {
            pipes.Dispose();
            _ = Posix.close(shell);
            throw;
        }
        finally
        {
            memberships.ForEach(membership => _ = Posix.close(membership));
        }
    }

    public void Dispose()
    {
        PidFd.Kill(handle);
        _ = Posix.close(handle);
        socket.Dispose();
    }
}
