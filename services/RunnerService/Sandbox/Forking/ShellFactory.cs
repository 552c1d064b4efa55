using System.Text;
using CodeExec.RunnerService.Sandbox.Bubblewrap;
using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.Forking;

/// <summary>
/// The outer sandbox of one slot (factory.c): it holds the read-only tree, makes the namespaces of runs, and starts the servers
/// that fork programs into them. It lives as long as the thread that made it, at most.
/// </summary>
internal sealed unsafe class ShellFactory : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20); // milliseconds of work, on a machine that may be overloaded
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(1);
    private const int MostWords = 4096;

    private readonly uint _user;
    private readonly TimeProvider _clock;
    private readonly MessageSocket _orders = new();
    private readonly int _id;
    private readonly int _handle;
    private readonly int _words;

    /// <param name="machine">What this machine has.</param>
    /// <param name="systemFiles">What the sandbox has instead of the host's.</param>
    /// <param name="toolchain">Folder that is /toolchain; null for none.</param>
    /// <param name="user">Who it becomes; 0 to stay who we are.</param>
    /// <param name="clock">Tells the age of servers.</param>
    /// <exception cref="SandboxNotStartedException">It did not come up; the message says why.</exception>
    public ShellFactory(SandboxMachine machine, SystemFiles systemFiles, string? toolchain, uint user, TimeProvider clock)
    {
        (_user, _clock) = (user, clock);
        (_words, var theirWords) = Pipe();
        var nothing = Spawn.Text([]); // a pipe, since launch gives its streams to the user
        var text = Spawn.Text(BubblewrapArguments.Factory(toolchain, systemFiles));
        try
        {
            _id = Spawn.Run(LaunchCommand.Build(machine.Bubblewrap, user, null, 0, [], "/init"), [nothing, theirWords, theirWords, _orders.Theirs, text]);
        }
        catch
        {
            _orders.Dispose();
            _ = Posix.close(_words);
            throw;
        }
        finally
        {
            _orders.CloseTheirs();
            Array.ForEach([nothing, text, theirWords], descriptor => _ = Posix.close(descriptor));
        }

        _handle = (int)Posix.syscall(Posix.PidFdOpen, _id, 0);
        try
        {
            Launcher = StartServer("l"u8);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Executes any command. Whoever uses it ends it.</summary>
    public ForkServer Launcher { get; }

    /// <summary>A shell that no run has been in; it is the caller's.</summary>
    public int MakeShell()
    {
        Order("s"u8);
        return Answer();
    }

    /// <returns>An interpreter that stands still right before the program; null where it does not get there.</returns>
    public ForkServer? StartTemplate(Template template)
    {
        var socket = new MessageSocket();
        var server = StartServer(template.OrderForForks(), socket);
        if (socket.Receive(Patience) is { Word: not 0 } word)
        {
            server.TakesArguments = Template.TakesArguments(word.Word);
            return server;
        }

        server.Dispose();
        return null;
    }

    /// <returns>What keeps an interpreter that will wait (keep.h), for the one run that is forked from it.</returns>
    public ForkServer StartKeeper(Template template) => StartServer(template.OrderForWaiting());

    public void Dispose()
    {
        _orders.Dispose(); // which it takes for the end
        if (!PidFd.Wait(_handle, FarewellTime))
        {
            _ = Posix.kill(_id, Posix.SigKill);
        }

        int status;
        _ = Posix.waitpid(_id, &status, 0);
        _ = Posix.close(_handle);
        _ = Posix.close(_words);
    }

    private ForkServer StartServer(ReadOnlySpan<byte> order, MessageSocket? socket = null)
    {
        socket ??= new MessageSocket();
        try
        {
            Order(order, socket.Theirs);
            socket.CloseTheirs();
            return new ForkServer(socket, Answer(), _user, _clock);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Order(ReadOnlySpan<byte> order, params ReadOnlySpan<int> descriptors)
    {
        try
        {
            _orders.Send(order, descriptors);
        }
        catch (SandboxNotStartedException e)
        {
            throw new SandboxNotStartedException(Words(), e);
        }
    }

    private int Answer() => _orders.Receive(Patience) is { Descriptor: >= 0 and var descriptor } ? descriptor : throw new SandboxNotStartedException(Words());

    private static (int Read, int Write) Pipe()
    {
        var ends = stackalloc int[2];
        _ = Posix.pipe2(ends, Posix.CloseOnExec);
        Posix.SetNonBlocking(ends[0]);
        return (ends[0], ends[1]);
    }

    private string Words()
    {
        var buffer = stackalloc byte[MostWords];
        var count = Posix.read(_words, buffer, MostWords);
        return $"The factory of sandboxes did not start or is gone: {Encoding.UTF8.GetString(buffer, (int)Math.Max(0, count)).Trim()}";
    }
}
