using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;

namespace CodeExec.Benchmarks;

/// <summary>What is left of ten thousand runs, one after another in each slot: nothing may grow with their number.</summary>
internal static class EnduranceBenchmark
{
    private const int Runs = 10_000;
    private const int AtOnce = 4;

    public static async Task RunAsync(SandboxJob job)
    {
        await using var host = await SandboxHost.StartAsync(new RunnerOptions());
        await RunAsync(host.Sandbox, job, Runs / 10); // until everything that is kept is there
        var before = await Footprint.TakeAsync(host.StateDirectory);
        await RunAsync(host.Sandbox, job, Runs);
        var after = await Footprint.TakeAsync(host.StateDirectory);
        Console.WriteLine($"{"",6}  {Runs} runs in a row, before and after:");
        foreach (var (what, was) in before)
        {
            Console.WriteLine($"{"",6}    {what}: {was}, {after[what]}");
        }
    }

    private static Task RunAsync(ISandbox sandbox, SandboxJob job, int runs) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
    {
        for (var run = 0; run < runs / AtOnce; run++)
        {
            await SandboxBenchmark.TimeAsync(sandbox, job);
        }
    }));
}
