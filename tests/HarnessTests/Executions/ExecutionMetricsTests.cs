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

        var end = Finished(id, Termination.CpuLimit);
        end = end with { Result = end.Result with { CpuTime = TimeSpan.FromSeconds(0.25), PeakMemoryBytes = 5 << 20 } };

        await execution.TellAsync(Submission(id, Language));
        await execution.TellAsync(end);
        await execution.TellAsync(Started(id));
        await execution.TellAsync(end);

        measured.Select(measurement => measurement.Instrument).Should().BeEquivalentTo(
            "codeexec.executions.queue_wait", "codeexec.executions.finished", "codeexec.executions.run_time", "codeexec.executions.cpu_time", "codeexec.executions.memory");
        var finished = measured.Single(measurement => measurement.Instrument == "codeexec.executions.finished");
        finished.Tags.Should().BeEquivalentTo(new Dictionary<string, object?> { ["language"] = Language, ["status"] = "TIMEOUT", ["termination"] = "cpu_limit" });
        measured.Single(measurement => measurement.Instrument == "codeexec.executions.run_time").Value.Should().Be(0.5);
        measured.Single(measurement => measurement.Instrument == "codeexec.executions.cpu_time").Value.Should().Be(0.25);
        measured.Single(measurement => measurement.Instrument == "codeexec.executions.memory").Value.Should().Be(5 << 20);
    }
}
