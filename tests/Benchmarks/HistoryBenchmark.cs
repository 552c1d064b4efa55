namespace CodeExec.Benchmarks;

/// <summary>What finished executions cost those to come: a deployment that has many of them beside one that has none, in turns.</summary>
internal static class HistoryBenchmark
{
    private const int Clients = 8;
    private const int Finished = 100_000;

    public static async Task RunAsync(int pairs, TimeSpan length)
    {
        await using var emptyPlane = await ControlPlane.StartAsync();
        await using var filledPlane = await ControlPlane.StartAsync();
        await using var empty = await ControlLoad.PrepareAsync(emptyPlane, Clients);
        await using var filled = await ControlLoad.PrepareAsync(filledPlane, Clients);
        await Task.WhenAll(empty.WarmUpAsync(), filled.WarmUpAsync());
        await FinishedExecutions.FillAsync(filledPlane, await filled.RunOnceAsync(), Finished);

        var (with, without) = (new List<ControlWindow>(), new List<ControlWindow>());
        for (var i = 0; i < pairs; i++)
        {
            // Each goes first every other time, so that what changes meanwhile changes both alike.
            await TakeAsync(i % 2 == 0 ? (empty, without) : (filled, with), length);
            await TakeAsync(i % 2 == 0 ? (filled, with) : (empty, without), length);
        }

        Report.Ratio($"CPU a lifecycle, {Finished:N0} finished / none, own processes", [.. with.Select(window => window.Own / window.Count)], [.. without.Select(window => window.Own / window.Count)]);
        Report.Ratio($"POST run to 202, {Finished:N0} finished / none, wall", [.. with.SelectMany(window => window.Accepts)], [.. without.SelectMany(window => window.Accepts)]);
        Report.Ratio($"wall a lifecycle, {Finished:N0} finished / none", [.. with.Select(window => window.Wall / window.Count)], [.. without.Select(window => window.Wall / window.Count)]);
        Report.Count("runs not accepted in time", with.Concat(without).Sum(window => window.Refused), with.Concat(without).Sum(window => window.Count));
    }

    private static async Task TakeAsync((ControlLoad Load, List<ControlWindow> Windows) side, TimeSpan length) =>
        side.Windows.Add(await side.Load.RunAsync(length));
}
