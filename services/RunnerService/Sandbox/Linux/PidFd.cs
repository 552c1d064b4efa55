using System.Globalization;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>A process by a descriptor, which never means another one; pidfd_open(2).</summary>
internal static unsafe class PidFd
{
    public static void Kill(int handle) => _ = Posix.syscall(Posix.PidFdSendSignal, handle, Posix.SigKill, 0, 0);

    /// <returns>Its number as we see it; null when it has ended.</returns>
    public static int? Number(int handle)
    {
        var line = File.ReadLines($"/proc/self/fdinfo/{handle}").First(line => line.StartsWith("Pid:", StringComparison.Ordinal));
        // -1 once it has ended, and kill(2) would take that for everybody.
        return int.Parse(line["Pid:".Length..], CultureInfo.InvariantCulture) is var number and > 1 ? number : null;
    }

    /// <returns>Whether it ended in time.</returns>
    public static bool Wait(int handle, TimeSpan patience)
    {
        var wanted = new Posix.PollDescriptor { Descriptor = handle, Wanted = Posix.PollIn };
        return Posix.poll(&wanted, 1, (int)patience.TotalMilliseconds) > 0;
    }
}
