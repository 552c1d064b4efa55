using System.Globalization;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>Keeps a run to its share of the processor: in version 2 by its group, in version 1 by a group in another hierarchy, made for this run.</summary>
internal static class CpuShare
{
    private const int PeriodMicroseconds = 100_000; // the kernel's default; the least share, 5 % of it, is above the kernel's least quota of 1 ms
    private const int InvalidArgument = 22; // EINVAL

    /// <returns>Folder of the group that the run must join beside its others. Null where it is in the right one already.</returns>
    public static string? Limit(Cgroups parent, string name, int percent)
    {
        var folder = $"{parent.CpuShares}/{name}";
        var quota = (percent * (PeriodMicroseconds / 100)).ToString(CultureInfo.InvariantCulture);
        if (parent.Version2)
        {
            parent.ShareCpuBelow();
            File.WriteAllText($"{folder}/cpu.max", $"{quota} {PeriodMicroseconds}");
            return null;
        }

        Directory.CreateDirectory(folder);
        try
        {
            File.WriteAllText($"{folder}/cpu.cfs_quota_us", quota);
        }
        catch (IOException e) when (e.HResult == InvalidArgument)
        {
            // Version 1 refuses more than a group above may have, which holds for this one anyway.
        }

        return folder;
    }
}
