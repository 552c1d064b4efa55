using CodeExec.EndToEndTests.Services;

namespace CodeExec.EndToEndTests.Faults;

[Collection(nameof(FaultServers))]
public sealed class ClockFaults(Servers servers)
{
    private static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, IgnoreInaccessible = true };

    /// <summary>Of ExecutionService and of the runner; the other way round only in full.</summary>
    public static TheoryData<string, string> Offsets() => Scale.Full ? new() { { "+1h", "-1h" }, { "-1h", "+1h" } } : new() { { "+1h", "-1h" } };

    [Theory]
    [MemberData(nameof(Offsets))]
    public async Task A_clock_that_is_an_hour_off_ends_no_run_early(string executionService, string runner)
    {
        var runs = Scale.Of(Scale.FewRuns, 50);
        await using var system = await FaultySystem.StartAsync(servers, new Replicas
        {
            ExecutionSettings = Clock(executionService),
            RunnerSettings = Clock(runner),
        });

        await system.SubmitAsync(await system.CreateSessionAsync(seconds: 2), runs);
        await system.AllEndAsync(TimeSpan.FromSeconds(180));

        await system.HoldsAsync();
        system.CountOf("COMPLETED").Should().Be(runs);
        FaultReport.Row($"clock of ExecutionService {executionService}, of the runner {runner}", runs, $"all COMPLETED; no early TIMEOUT or FAILED");
    }

    // The monotonic clock runs as ever: a wrong time of day is what happens to machines.
    private static IReadOnlyList<(string Name, string Value)> Clock(string offset) =>
    [
        ("LD_PRELOAD", Directory.EnumerateFiles("/usr/lib", "libfaketime.so.1", Everywhere).First()),
        ("FAKETIME", offset),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
    ];
}
