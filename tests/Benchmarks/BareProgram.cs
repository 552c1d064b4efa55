using System.Diagnostics;
using System.Runtime.InteropServices;
using CodeExec.TestKit;
using Microsoft.Win32.SafeHandles;

namespace CodeExec.Benchmarks;

/// <summary>
/// The baseline: the same program started by posix_spawn(3) with a pipe for its output. No server, no sandbox, and none of the
/// bookkeeping of System.Diagnostics.Process, which would make the baseline slower than it is.
/// </summary>
internal static partial class BareProgram
{
    private const int FileActionsBytes = 128; // posix_spawn_file_actions_t has 80 on x86_64 and arm64 with glibc
    private const int UsageLongs = 18; // struct rusage, 64-bit: user's and system's seconds and microseconds, then 14 more

    /// <summary>Runs <c>python3 FILE</c> to its end and returns what it took, process start included.</summary>
    public static (TimeSpan Wall, TimeSpan Cpu) RunPython(string file) => Run("python3", file);

    /// <summary>Runs a program to its end and returns what it took, process start and children included.</summary>
    public static (TimeSpan Wall, TimeSpan Cpu) Run(string program, params string[] arguments)
    {
        var path = Machine.Find(program);
        var began = Stopwatch.GetTimestamp();
        Check(pipe2(out var ends, CloseOnExec));
        using var output = new SafeFileHandle(ends.Read, ownsHandle: true);
        var actions = new byte[FileActionsBytes];
        Check(posix_spawn_file_actions_init(actions));
        Check(posix_spawn_file_actions_adddup2(actions, (int)ends.Write, 1));
        Check(posix_spawn(out var child, path, actions, 0, [path, .. arguments, null], [$"PATH={Environment.GetEnvironmentVariable("PATH")}", null]));
        new SafeFileHandle(ends.Write, ownsHandle: true).Dispose();
        using (var stream = new FileStream(output, FileAccess.Read, bufferSize: 0))
        {
            stream.CopyTo(Stream.Null);
        }

        var usage = new long[UsageLongs];
        Check(wait4(child, out var status, 0, usage) == child && status == 0 ? 0 : 1);
        var took = Stopwatch.GetElapsedTime(began);
        Check(posix_spawn_file_actions_destroy(actions));
        return (took, TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]));
    }

    private const int CloseOnExec = 0x80000; // O_CLOEXEC, fcntl.h

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new InvalidOperationException($"The bare program could not be run: {result}.");
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PipeEnds
    {
        private readonly int _read;
        private readonly int _write;

        public readonly nint Read => _read;

        public readonly nint Write => _write;
    }

    [LibraryImport("libc")]
    private static partial int pipe2(out PipeEnds ends, int flags);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte[] actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte[] actions, int from, int to);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte[] actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(out int child, string path, byte[] actions, nint attributes, string?[] args, string?[] environment);

    [LibraryImport("libc")]
    private static partial int wait4(int child, out int status, int options, [In, Out] long[] usage);
}
