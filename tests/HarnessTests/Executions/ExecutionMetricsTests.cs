using System.Diagnostics.Metrics;
using CodeExec.Contracts.Executions;
using static CodeExec.HarnessTests.Executions.ExecutionHarness;

namespace CodeExec.HarnessTests.Executions;

public sealed class ExecutionMetricsTests(ExecutionHarness execution) : IClassFixture<ExecutionHarness>
{
    // Meters are the process's: this language tells our executions from those of other tests.
    private const string Language = "metrics-test";

    [Fact]
    public async Task An_execution_is_measured_once_however_often_it_is_told_of()
    {
        var measured = new List<(string Instrument, double Value, IReadOnlyDictionary<string, object?> Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "CodeExec.Executions")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var named = tags.ToArray().ToDictionary();
            if (Equals(named["language"], Language))
            {
                lock (measured)
                {
                    measured.Add((instrument.Name, value, named));
                }
            }
        }

        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();
        var id = Guid.NewGuid();

        await execution.TellAsync(Submission(id, Language));
        await execution.TellAsync(Finished(id, Termination.CpuLimit));
        await execution.TellAsync(Started(id));
        await execution.TellAsync(Finished(id, Termination.CpuLimit));

        measured.Select(measurement => measurement.Instrument).Should().BeEquivalentTo(
            "codeexec.executions.queue_wait", "codeexec.executions.finished", "codeexec.executions.run_time");
        var finished = measured.Single(measurement => measurement.Instrument == "codeexec.executions.finished");
        finished.Tags.Should().BeEquivalentTo(new Dictionary<string, object?> { ["language"] = Language, ["status"] = "TIMEOUT", ["termination"] = "cpu_limit" });
        measured.Single(measurement => measurement.Instrument == "codeexec.executions.run_time").Value.Should().Be(0.5);
    }
}
