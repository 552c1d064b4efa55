using System.ComponentModel;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>The pipes between a program and whoever watches it: its standard streams, and the status that its sandbox reports.</summary>
internal sealed unsafe class RunPipes : IDisposable
{
    private const int Count = 4;

    private readonly int[] _ours = new int[Count];
    private readonly int[] _theirs = new int[Count];
    private readonly bool _statusOverStdin;

    /// <param name="statusOverStdin">
    /// Whether standard input is a socket that the status comes back by, for a sandbox that takes in three descriptors and no more.
    /// </param>
    /// <exception cref="Win32Exception">There are no more descriptors.</exception>
    public RunPipes(bool statusOverStdin = false)
    {
        _statusOverStdin = statusOverStdin;
        Array.Fill(_ours, -1);
        Array.Fill(_theirs, -1);
        try
        {
            MakeAll();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Stdin => _ours[0];

    public int Stdout => _ours[1];

    public int Stderr => _ours[2];

    public int Status => _ours[3];

    /// <summary>The other ends, as the descriptors 0 to 3 of the program's process.</summary>
    public ReadOnlySpan<int> Theirs => _theirs;

    public void CloseStdin()
    {
        if (_statusOverStdin)
        {
            _ = Posix.shutdown(_ours[0], Posix.ShutWrite); // the other direction stays open
        }

        _ours[0] = Close(_ours[0]);
    }

    public void CloseStdout() => _ours[1] = Close(_ours[1]);

    public void CloseStderr() => _ours[2] = Close(_ours[2]);

    /// <summary>Once they were handed over: a pipe ends when nobody has its other end.</summary>
    public void CloseTheirs() => CloseAll(_theirs);

    public void Dispose()
    {
        CloseTheirs();
        CloseAll(_ours);
    }

    private void MakeAll()
    {
        var ends = stackalloc int[2];
        for (var number = 0; number < Count; number++)
        {
            Check((number, _statusOverStdin) switch
            {
                (0, true) => Posix.socketpair(Posix.Unix, Posix.Stream | Posix.CloseOnExec, 0, ends),
                (Count - 1, true) => Duplicate(ends),
                _ => Posix.pipe2(ends, Posix.CloseOnExec),
            });
            (_theirs[number], _ours[number]) = number == 0 ? (ends[0], ends[1]) : (ends[1], ends[0]);
            Posix.SetNonBlocking(_ours[number]);
        }
    }

    private int Duplicate(int* ends)
    {
        (ends[0], ends[1]) = (Posix.Duplicate(_ours[0]), Posix.Duplicate(_theirs[0]));
        return Math.Min(ends[0], ends[1]);
    }

    private static void Check(int result)
    {
        if (result < 0)
        {
            throw new Win32Exception();
        }
    }

    private static void CloseAll(int[] descriptors)
    {
        for (var number = 0; number < Count; number++)
        {
            descriptors[number] = Close(descriptors[number]);
        }
    }

    private static int Close(int descriptor)
    {
        if (descriptor >= 0)
        {
            _ = Posix.close(descriptor);
        }

        return -1;
    }
}
