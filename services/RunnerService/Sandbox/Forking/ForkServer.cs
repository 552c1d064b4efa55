using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.Forking;

/// <summary>A process that forks runs (server.h), the next one when the last has ended: the launcher, or an interpreter that has started already.</summary>
/// <param name="socket">Where it listens.</param>
/// <param name="handle">Its pidfd.</param>
/// <param name="user">Whose it is outside; 0 for ours.</param>
/// <param name="clock">Tells its age.</param>
internal sealed class ForkServer(MessageSocket socket, int handle, uint user, TimeProvider clock) : IDisposable
{
    private readonly long _startedAt = clock.GetTimestamp();

    public int Handle => handle;

    /// <summary>How many it has forked.</summary>
    public int Runs { get; private set; }

    public TimeSpan Age => clock.GetElapsedTime(_startedAt);

    /// <summary>Whether a run may bring arguments beside those of the server's own command.</summary>
    public bool TakesArguments { get; set; } = true;

    /// <summary>Forks a process into a shell, which is the run's from then on, to wait for its job.</summary>
    /// <param name="shell">Descriptor of the shell's process 1, which is closed with the run.</param>
    /// <param name="membershipFiles">cgroup.procs files to join by.</param>
    /// <param name="last">Whether the server ends with it.</param>
    /// <exception cref="SandboxNotStartedException">The server is gone.</exception>
    public ForkedProcess Fork(int shell, IReadOnlyList<string> membershipFiles, bool last = false)
    {
        Runs++;
        var pipes = new RunPipes();
        var orders = new MessageSocket();
        var memberships = new List<int>();
        try
        {
            // The pipes are root's, and a program that opens /dev/stdin or /dev/stdout by name must be allowed to.
            foreach (var stream in user == 0 ? [] : pipes.Theirs[..3])
            {
                _ = Posix.fchown(stream, user, user);
            }

            memberships.AddRange(membershipFiles.Select(file => Posix.open(file, Posix.WriteOnly | Posix.CloseOnExec)));
            socket.Send("r"u8, [.. pipes.Theirs, shell, orders.Theirs, .. memberships]);
            pipes.CloseTheirs();
            orders.CloseTheirs();
            return new ForkedProcess(pipes, shell, orders, this, last);
        }
        catch
        {
            pipes.Dispose();
            orders.Dispose();
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
