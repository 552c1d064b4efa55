using CodeExec.EndToEndTests.Telemetry;
using CodeExec.TestKit;

namespace CodeExec.EndToEndTests.Services;

[Collection(nameof(FourProcesses))]
public sealed class TraceTests(FourProcesses services)
{
    private const string ClientsSpan = "00f067aa0ba902b7";

    private static readonly string? Picture = Environment.GetEnvironmentVariable("CODEEXEC_TRACE_PICTURE");

    private readonly string _traceId = $"{Guid.NewGuid():N}";

    [Fact]
    public async Task One_trace_leads_from_the_request_through_the_saga_and_the_runner_to_the_records_of_its_end()
    {
        await WarmAsync();
        await RunAsync("python", "print('traced')");

        await Eventually.IsTrueAsync(() => Task.FromResult(Ends().Count() == 2 && Ends().All(end => PathTo(end).First() == ClientsSpan)));

        string[] toTheEnd =
        [
            ClientsSpan,
            "gateway: POST /code-sessions/{**rest}",
            "gateway: POST",
            "session-service: POST /code-sessions/{id}/run",
            "session-service: execution send",
            "execution-service: execution receive",
            "execution-service: run-code send",
            "runner-service: run-code receive",
            "runner-service: run-code process",
            "runner-service: execution send",
            "execution-service: execution receive",
            "execution-service: CodeExec.Contracts.Executions:ExecutionCompleted send",
        ];
        PathTo(Ends().First(end => end.Service == "execution-service")).Should()
            .Equal([.. toTheEnd, "execution-service: audit receive", "execution-service: audit process"]);
        PathTo(Ends().First(end => end.Service == "session-service")).Should()
            .Equal([.. toTheEnd, "session-service: record-last-run receive", "session-service: record-last-run process"]);
        PathTo(RunnerSpans().Single()).Should().Equal([.. toTheEnd[..9], "runner-service: run program"]);
        Draw();
    }

    [Fact]
    public async Task A_compiled_program_has_spans_of_its_compilation_and_its_run_without_what_it_says()
    {
        // One that was compiled before would not be compiled again.
        await RunAsync("go", $"package main\n\nfunc main() {{ println(\"very secret {Guid.NewGuid()}\") }}\n");

        await Eventually.IsTrueAsync(() => Task.FromResult(RunnerSpans().Count() == 2));

        RunnerSpans().Select(span => span.Name).Should().Equal("compile program", "run program");
        RunnerSpans().Should().OnlyContain(span => span.Tags["codeexec.language"] == "go" && span.Tags["codeexec.termination"] == "exited");
        services.Traces.SpansOf(_traceId).SelectMany(span => span.Tags.Values).Should().NotContain(value => value.Contains("secret"));
    }

    [Fact]
    public async Task Every_service_logs_the_trace_id()
    {
        await RunAsync("python", "print('logged')");

        foreach (var process in services.Deployment.Processes)
        {
            await Eventually.IsTrueAsync(() => Task.FromResult(process.Log.Contains($"\"@tr\":\"{_traceId}\"", StringComparison.Ordinal)));
        }
    }

    // docs/trace.svg is made so: CODEEXEC_TRACE_PICTURE=docs/trace.svg ./test --filter One_trace
    private void Draw()
    {
        if (Picture is not null)
        {
            File.WriteAllText(Path.Combine(Machine.Root, Picture), TracePicture.Draw(services.Traces.SpansOf(_traceId)));
        }
    }

    // A picture is of a run as they are, not of the first one after a start.
    private async Task WarmAsync()
    {
        var session = await services.Client.CreateSessionAsync("python", "print('warm')");
        for (var run = 0; Picture is not null && run < 300; run++)
        {
            await services.Client.RunAsync(session, headers: ("Prefer", "wait=10"));
        }
    }

    private async Task RunAsync(string language, string source)
    {
        var session = await services.Client.CreateSessionAsync(language, source);
        var accepted = await services.Client.RunAsync(session, headers: ("traceparent", $"00-{_traceId}-{ClientsSpan}-01"));
        await services.Client.GetEndAsync(accepted.GetProperty("execution_id").GetString()!);
    }

    private IEnumerable<Span> Ends() => services.Traces.SpansOf(_traceId).Where(span =>
        span.Name is "audit process" or "record-last-run process"
        && span.Tags.GetValueOrDefault("messaging.masstransit.message_types", "").Contains("ExecutionCompleted", StringComparison.Ordinal));

    private IEnumerable<Span> RunnerSpans() => services.Traces.SpansOf(_traceId).Where(span => span.Source == "CodeExec.Runner");

    // From the client's own span down.
    private IEnumerable<string> PathTo(Span span)
    {
        var parent = services.Traces.SpansOf(_traceId).SingleOrDefault(other => other.Id == span.ParentId);
        return (parent is null ? [span.ParentId] : PathTo(parent)).Append($"{span.Service}: {span.Name}");
    }
}
