using CodeExec.TestKit;

namespace CodeExec.Benchmarks;

/// <summary>What a lifecycle costs without the program: from POST run through the gateway to an end that the audit has recorded.</summary>
internal static class ControlBenchmark
{
    private const int Clients = 8;
    private const int BareRuns = 20;

    public static async Task RunAsync(int windows, TimeSpan length)
    {
        var folder = Machine.TemporaryDirectory("bench");
        var hello = Path.Combine(folder, "main.py");
        await File.WriteAllTextAsync(hello, "print('hello')");
        await using var plane = await ControlPlane.StartAsync();
        await using var load = await ControlLoad.PrepareAsync(plane, Clients);
        await using var alone = await ControlLoad.PrepareAsync(plane, clients: 1);
        await load.WarmUpAsync();

        var before = plane.CpuByProcess();
        var bare = new List<(TimeSpan Wall, TimeSpan Cpu)>();
        var (together, single) = (new List<ControlWindow>(), new List<ControlWindow>());
        for (var i = 0; i < windows; i++)
        {
            bare.AddRange(Enumerable.Range(0, BareRuns).Select(_ => BareProgram.RunPython(hello)));
            together.Add(await load.RunAsync(length));
            single.Add(await alone.RunAsync(length));
        }

        foreach (var (clients, measured) in new[] { ($"{Clients} clients", together), ("1 client", single) })
        {
            Report.Ratio($"CPU a lifecycle, no-op runner, {clients}, own processes", [.. measured.Select(window => window.Own / window.Count)], [.. bare.Select(run => run.Cpu)]);
            Report.Ratio($"CPU a lifecycle, no-op runner, {clients}, whole machine", [.. measured.Select(window => window.Machine / window.Count)], [.. bare.Select(run => run.Cpu)]);
            Report.Ratio($"POST run to 202, {clients}, wall", [.. measured.SelectMany(window => window.Accepts)], [.. bare.Select(run => run.Wall)]);
            Report.Count($"runs not accepted in time, {clients}", measured.Sum(window => window.Refused), measured.Sum(window => window.Count));
            Report.Ratio($"wall a lifecycle at full rate, {clients}", [.. measured.Select(window => window.Wall / window.Count)], [.. bare.Select(run => run.Wall)]);
        }

        Report.Shares("CPU by process", plane.CpuByProcess().ToDictionary(process => process.Key, process => process.Value - before[process.Key]));
        Directory.Delete(folder, recursive: true);
    }
}
