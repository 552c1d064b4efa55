using System.Globalization;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>
/// How runs share the processor: each counts as much as another, however many processes and sessions it makes, and no more than it was given.
/// </summary>
/// <param name="folder">A group of the cpu controller.</param>
/// <param name="version2">Its version.</param>
internal sealed class CpuShare(string folder, bool version2)
{
    // Of the kernel's default for any other group: by that alone all runs together would be no more than one process of the machine.
    private const int AllTogether = 16;
    private const int Weight = 100; // cpu.weight's default
    private const int Shares = 1024; // cpu.shares' default

    private const int PeriodMicroseconds = 100_000; // the kernel's default; the least share, 5 % of it, is above the kernel's least quota of 1 ms
    private const int InvalidArgument = 22; // EINVAL

    public void FavourAll() => File.WriteAllText(
        version2 ? $"{folder}/cpu.weight" : $"{folder}/cpu.shares", (AllTogether * (version2 ? Weight : Shares)).ToString(CultureInfo.InvariantCulture));

    public void Limit(int percent)
    {
        var quota = (percent * (PeriodMicroseconds / 100)).ToString(CultureInfo.InvariantCulture);
        try
        {
            File.WriteAllText(version2 ? $"{folder}/cpu.max" : $"{folder}/cpu.cfs_quota_us", version2 ? $"{quota} {PeriodMicroseconds}" : quota);
        }
        catch (IOException e) when (e.HResult == InvalidArgument)
        {
            // Version 1 refuses more than a group above may have, which holds for this one anyway.
        }
    }
}
