using System.Buffers;
using System.Buffers.Binary;
using System.ComponentModel;
using System.Text;
using CodeExec.RunnerService.Sandbox.Bubblewrap;
using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.Forking;

/// <summary>A run as job.h reads it, in a memory file.</summary>
internal static unsafe class JobFile
{
    private const uint CloseOnExec = 1; // MFD_CLOEXEC

    /// <param name="job">What will run.</param>
    /// <param name="whole">Whether its command and variables are in it; a template has those already.</param>
    /// <param name="machine">Says how limits are enforced.</param>
    /// <returns>The file's descriptor.</returns>
    public static int Create(SandboxJob job, bool whole, SandboxMachine machine)
    {
        var file = Posix.memfd_create("job", CloseOnExec);
        if (file < 0)
        {
            throw new Win32Exception();
        }

        try
        {
            Write(file, Head(job, whole, machine));
            foreach (var part in job.Files)
            {
                Write(file, part.Content.Span);
            }

            return file;
        }
        catch
        {
            _ = Posix.close(file);
            throw;
        }
    }

    private static ReadOnlySpan<byte> Head(SandboxJob job, bool whole, SandboxMachine machine)
    {
        var limits = job.Limits;
        string[] arguments = whole ? [.. job.Command, .. job.Arguments] : [.. job.Arguments];
        string[] variables = whole ? [.. SandboxEnvironment.Strings(job)] : [];
        var links = job.Links;
        var strings = Encoding.UTF8.GetBytes(string.Concat(arguments.Concat(variables).Concat(job.Files.Select(file => file.Name)).Concat(links).Select(text => text + '\0')));
        var head = new ArrayBufferWriter<byte>();
        foreach (var number in (ReadOnlySpan<long>)
        [
            LaunchCommand.WholeSeconds(limits.CpuTime), limits.FileBytes, limits.OpenFiles, machine.DataBytes(limits), SandboxMachine.Processes(limits),
            limits.DiskBytes, arguments.Length, variables.Length, job.Files.Count, links.Count, strings.Length,
            .. job.Files.SelectMany(file => new[] { (long)file.Content.Length, file.Executable ? 1 : 0 }),
        ])
        {
            BinaryPrimitives.WriteInt64LittleEndian(head.GetSpan(sizeof(long)), number);
            head.Advance(sizeof(long));
        }

        head.Write(strings);
        return head.WrittenSpan;
    }

    private static void Write(int file, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (nint written = 0; written < bytes.Length;)
            {
                var count = Posix.write(file, start + written, bytes.Length - written);
                written += count > 0 ? count : throw new Win32Exception();
            }
        }
    }
}
