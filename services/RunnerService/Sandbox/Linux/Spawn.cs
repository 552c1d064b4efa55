using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>posix_spawn(3): System.Diagnostics.Process offers neither extra descriptors nor a wait for all of them together.</summary>
internal static unsafe class Spawn
{
    /// <summary>Starts <paramref name="command"/>, whose first element is a path, with an almost empty environment.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="descriptors">What it gets as its descriptors 0, 1, 2 and so on.</param>
    /// <returns>Its process id.</returns>
    /// <exception cref="Win32Exception">It could not be started.</exception>
    public static int Run(IReadOnlyList<string> command, ReadOnlySpan<int> descriptors)
    {
        byte* actions = stackalloc byte[512]; // posix_spawn_file_actions_t: 80 bytes in glibc and musl
        _ = Posix.posix_spawn_file_actions_init(actions);
        for (var target = 0; target < descriptors.Length; target++)
        {
            _ = Posix.posix_spawn_file_actions_adddup2(actions, descriptors[target], target);
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

    /// <summary>A descriptor from which a child can read a text of at most 64 KiB, what a pipe holds.</summary>
    public static int Text(ReadOnlySpan<byte> text)
    {
        var ends = stackalloc int[2];
        if (Posix.pipe2(ends, Posix.CloseOnExec) < 0)
        {
            throw new Win32Exception();
        }

        Posix.SetNonBlocking(ends[1]);
        nint written;
        fixed (byte* start = text)
        {
            written = Posix.write(ends[1], start, text.Length);
        }

        _ = Posix.close(ends[1]);
        if (written == text.Length)
        {
            return ends[0];
        }

        _ = Posix.close(ends[0]);
        throw new ArgumentException("The text does not fit into a pipe.", nameof(text));
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
