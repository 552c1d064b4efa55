using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>
/// A child with pipes on descriptors 0 to 3 and a text waiting on 4. System.Diagnostics.Process offers neither the extra
/// descriptors nor a wait for all of them together.
/// </summary>
internal sealed unsafe class ChildProcess : IDisposable
{
    private const int Pipes = 5;

    private ChildProcess(int id, int handle, int[] ours)
    {
        Id = id;
        Handle = handle;
        (Stdin, Stdout, Stderr, Status) = (ours[0], ours[1], ours[2], ours[3]);
    }

    public int Id { get; }

    /// <summary>Descriptor (pidfd) that becomes readable when the process has ended.</summary>
    public int Handle { get; }

    public int Stdin { get; private set; }

    public int Stdout { get; private set; }

    public int Stderr { get; private set; }

    /// <summary>The child's descriptor 3.</summary>
    public int Status { get; private set; }

    /// <summary>Spawns <paramref name="command"/>, whose first element is a path, with an almost empty environment.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="text">What the child reads from descriptor 4; at most 64 KiB, what a pipe holds.</param>
    /// <exception cref="Win32Exception">It could not be spawned.</exception>
    public static ChildProcess Spawn(IReadOnlyList<string> command, ReadOnlySpan<byte> text)
    {
        var ours = new int[Pipes];
        var theirs = new int[Pipes];
        var opened = 0;
        var ends = stackalloc int[2];
        try
        {
            for (; opened < Pipes; opened++)
            {
                Check(Posix.pipe2(ends, Posix.CloseOnExec));
                var childReads = opened is 0 or 4;
                (theirs[opened], ours[opened]) = childReads ? (ends[0], ends[1]) : (ends[1], ends[0]);
                Posix.SetNonBlocking(ours[opened]);
            }

            fixed (byte* start = text)
            {
                if (Posix.write(ours[4], start, text.Length) != text.Length)
                {
                    throw new ArgumentException("The text does not fit into a pipe.", nameof(text));
                }
            }

            var id = Spawn(command, theirs);
            _ = Posix.close(ours[4]);
            return new ChildProcess(id, (int)Posix.syscall(Posix.PidFdOpen, id, 0), ours);
        }
        catch
        {
            Array.ForEach(ours[..opened], descriptor => _ = Posix.close(descriptor));
            throw;
        }
        finally
        {
            Array.ForEach(theirs[..opened], descriptor => _ = Posix.close(descriptor));
        }
    }

    public void CloseStdin() => Stdin = Close(Stdin);

    public void CloseStdout() => Stdout = Close(Stdout);

    public void CloseStderr() => Stderr = Close(Stderr);

    public void CloseStatus() => Status = Close(Status);

    /// <summary>Collects the ended process, so that its id can be used again.</summary>
    public void Reap()
    {
        int status;
        while (Posix.waitpid(Id, &status, 0) < 0 && Marshal.GetLastPInvokeError() == Posix.Interrupted)
        {
        }
    }

    public void Dispose()
    {
        CloseStdin();
        CloseStdout();
        CloseStderr();
        CloseStatus();
        Close(Handle);
    }

    private static int Spawn(IReadOnlyList<string> command, int[] theirs)
    {
        byte* actions = stackalloc byte[512]; // posix_spawn_file_actions_t: 80 bytes in glibc and musl
        _ = Posix.posix_spawn_file_actions_init(actions);
        for (var target = 0; target < Pipes; target++)
        {
            _ = Posix.posix_spawn_file_actions_adddup2(actions, theirs[target], target);
        }

        var arguments = Strings(command);
        var environment = Strings(["PATH=/usr/bin:/bin", "LANG=C.UTF-8"]);
        try
        {
            int id;
            var error = Posix.posix_spawn(&id, arguments[0], actions, null, arguments, environment);
            return error == 0 ? id : throw new Win32Exception(error, $"{command[0]}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
        finally
        {
            Free(arguments);
            Free(environment);
            _ = Posix.posix_spawn_file_actions_destroy(actions);
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

    private static void Check(int result)
    {
        if (result < 0)
        {
            throw new Win32Exception();
        }
    }

    private static byte** Strings(IReadOnlyList<string> strings)
    {
        var array = (byte**)NativeMemory.AllocZeroed((nuint)strings.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < strings.Count; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(strings[i]);
            array[i] = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(array[i], bytes.Length));
        }

        return array;
    }

    private static void Free(byte** array)
    {
        for (var i = 0; array[i] != null; i++)
        {
            NativeMemory.Free(array[i]);
        }

        NativeMemory.Free(array);
    }
}
