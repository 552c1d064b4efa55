using System.Text;
using System.Threading.Channels;
using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.Languages;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Runs;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Toolchains;
using CodeExec.IntegrationTests.RunStore;
using CodeExec.RunStore;
using CodeExec.TestKit;
using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace CodeExec.IntegrationTests.Runner;

public sealed class RunCodeConsumerTests(RedisServer redis) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<object> _reports = Channel.CreateUnbounded<object>();
    private readonly ScriptedSandbox _sandbox = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly Guid _execution = Guid.NewGuid();
    private ServiceProvider _services = null!;
    private ITestHarness _harness = null!;

    private RunClaims Claims => _services.GetRequiredService<RunClaims>();

    public async Task InitializeAsync()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConnectionMultiplexer>(await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString));
        services.AddOptions<RunnerOptions>().Configure(options => options.Name = "runner-a");
        services.AddLogging();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddSingleton<ISandbox>(_sandbox);
        services.AddSingleton(_reports);
        services.AddSingleton(LanguageCatalogue.BuiltIn);
        services.AddSingleton(InstanceDirectory.Open(new RunnerOptions().StateDirectory));
        services.AddSingleton<RunClaims>().AddSingleton<RunSlots>().AddSingleton<RunPayloads>().AddSingleton<ToolchainPreparation>().AddSingleton<ToolchainFinder>().AddSingleton<CompileCache>().AddSingleton<ProgramRunner>().AddSingleton<RunStarter>();
        services.AddMassTransitTestHarness(bus =>
        {
            bus.AddConsumer<RunCodeConsumer, RunCodeConsumerDefinition>().Endpoint(endpoint => endpoint.Name = Queues.RunCode);
            bus.AddConsumer<Suspects>().Endpoint(endpoint => endpoint.Name = Queues.RunCodeSuspect);
            bus.AddConsumer<Reports>().Endpoint(endpoint => endpoint.Name = Queues.Execution);
        });
        _services = services.BuildServiceProvider();
        await _services.GetRequiredService<ToolchainFinder>().FindAllAsync(CancellationToken.None);
        _services.GetRequiredService<RunSlots>().Open();
        _harness = await _services.StartTestHarness();
    }

    public async Task DisposeAsync()
    {
        _services.GetRequiredService<InstanceDirectory>().Dispose();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task A_run_is_claimed_run_and_reported()
    {
        await SendAsync("python", ["a", "b"], stdin: "typed");

        var finished = await ReportAsync<CodeRunFinished>();
        (finished.ExecutionId, finished.Attempt, finished.Runner).Should().Be((_execution, 1, "runner-a"));
        finished.Result.Should().BeEquivalentTo(new RunResult
        {
            Termination = Termination.Exited,
            ExitCode = 0,
            Stdout = new OutputStream { Content = new Payload { Text = "hello\n", LengthBytes = 6 }, Truncated = false, SeenBytes = 6 },
            Stderr = new OutputStream { Content = new Payload { Text = "", LengthBytes = 0 }, Truncated = false, SeenBytes = 0 },
            WallTime = TimeSpan.FromMilliseconds(5),
            LanguageVersion = "3.0",
        });
        var job = _sandbox.Jobs.Should().ContainSingle().Subject;
        job.Command.Concat(job.Arguments).Should().Equal("/usr/bin/python3", "/src/main.py", "a", "b");
        Encoding.UTF8.GetString(job.Files.Single().Content.Span).Should().Be("print()");
        Encoding.UTF8.GetString(job.Stdin.Span).Should().Be("typed");
        job.Limits.Should().Be(new SandboxLimits
        {
            WallTime = TimeSpan.FromSeconds(3), CpuTime = TimeSpan.FromSeconds(6), MemoryBytes = 1 << 26, StdoutBytes = 4096, StderrBytes = 4096,
        });
    }

    [Fact]
    public async Task A_run_that_is_not_over_at_once_has_its_start_reported()
    {
        var end = new TaskCompletionSource();
        _sandbox.Script = async (_, _) =>
        {
            await end.Task;
            return ScriptedSandbox.Exited("");
        };
        var sent = _clock.GetUtcNow();
        await SendAsync("python");

        var report = ReportAsync<CodeRunStarted>();
        while (await Task.WhenAny(report, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None)) != report)
        {
            _clock.Advance(_sandbox.Jobs.Count == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(25));
        }

        var started = await report;
        (started.ExecutionId, started.Attempt, started.Runner, started.StartedAt).Should().Be((_execution, 1, "runner-a", sent));
        end.SetResult();
        (await ReportAsync<CodeRunFinished>()).StartedAt.Should().Be(started.StartedAt);
    }

    [Fact]
    public async Task A_run_that_is_over_at_once_is_one_report()
    {
        await SendAsync("python");
        (await _reports.Reader.ReadAsync().AsTask().WaitAsync(Patience)).Should().BeOfType<CodeRunFinished>();
        _clock.Advance(TimeSpan.FromMinutes(1));

        await _harness.Stop(); // waits for the consumers
        _reports.Writer.Complete();
        (await _reports.Reader.ReadAllAsync().ToListAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Files_environment_and_limits_reach_the_sandbox_and_no_template_learns_of_them()
    {
        var files = new RunFile[] { new() { Name = "lib/large.py", Content = new string('#', 100_000) }, new() { Name = "main.py", Content = "beside" } };
        var payload = await _services.GetRequiredService<RunPayloads>().WrapAsync(_execution, "files", RunFiles.Write(files));

        await SendAsync(Run("python") with
        {
            EntryPoint = "app/start.py",
            Files = payload,
            Environment = [new() { Name = "A", Value = "1" }, new() { Name = "PYTHONDONTWRITEBYTECODE", Value = "" }, new() { Name = "A", Value = "2" }],
            Limits = Run("python").Limits with { CpuTime = TimeSpan.FromSeconds(1), Processes = 5, FileBytes = 6, OpenFiles = 7, DiskBytes = 8, CpuPercent = 9 },
        });

        await ReportAsync<CodeRunFinished>();
        payload.Text.Should().BeNull();
        var job = _sandbox.Jobs.Should().ContainSingle().Subject;
        job.Command.Should().Equal("/usr/bin/python3", "/src/app/start.py");
        job.Links.Should().Equal("lib", "main.py");
        job.Files.Select(file => (file.Name, file.Content.Length)).Should().Equal(("app/start.py", 7), ("lib/large.py", 100_000), ("main.py", 6));
        job.Environment.Should().BeEquivalentTo(new Dictionary<string, string> { ["PYTHONDONTWRITEBYTECODE"] = "1", ["A"] = "1" });
        (job.Limits.CpuTime, job.Limits.Processes, job.Forkable).Should().Be((TimeSpan.FromSeconds(1), 5, false));
        (job.Limits.FileBytes, job.Limits.OpenFiles, job.Limits.DiskBytes, job.Limits.CpuPercent).Should().Be((6, 7, 8, 9));
    }

    [Fact]
    public async Task Limits_that_a_message_of_the_version_before_does_not_have_are_the_usual_ones()
    {
        await SendAsync("python");

        await ReportAsync<CodeRunFinished>();
        var limits = _sandbox.Jobs.Should().ContainSingle().Subject.Limits;
        (limits.CpuTime, limits.Processes, limits.OpenFiles, limits.CpuPercent).Should().Be((TimeSpan.FromSeconds(6), 64, 256, null));
        (limits.FileBytes, limits.DiskBytes).Should().Be((64 << 20, 64 << 20));
    }

    [Fact]
    public async Task Files_that_are_gone_are_our_fault()
    {
        await SendAsync(Run("python") with { Files = new Payload { Key = "run:gone", LengthBytes = 1 } });

        (await ReportAsync<CodeRunFaulted>()).Reason.Should().Be("The program or its input is no longer in Redis.");
    }

    [Fact]
    public async Task Our_own_fault_is_reported_as_one()
    {
        _sandbox.Script = (_, _) => throw new SandboxException("The sandbox did not start.");

        await SendAsync("python");

        var faulted = await ReportAsync<CodeRunFaulted>();
        (faulted.ExecutionId, faulted.Attempt, faulted.Runner, faulted.Reason).Should().Be((_execution, 1, "runner-a", "The sandbox did not start."));
    }

    [Fact]
    public async Task A_language_that_is_not_here_is_our_fault()
    {
        await SendAsync("go");

        (await ReportAsync<CodeRunFaulted>()).Reason.Should().Be("Runner runner-a does not have go.");
    }

    [Fact]
    public async Task A_seventh_attempt_is_refused_and_told()
    {
        for (var attempt = 1; attempt <= RunClaims.UsualAttempts; attempt++)
        {
            var (_, claim) = await Claims.ClaimAsync(_execution, "runner-b", HeldClaim.Lease, redelivered: false);
            await Claims.ReleaseAsync(claim!);
        }

        await SendAsync("python");

        (await ReportAsync<CodeRunFaulted>()).Attempt.Should().Be(7);
        _sandbox.Jobs.Should().BeEmpty();
    }

    [Fact]
    public async Task As_many_attempts_are_made_as_the_message_says()
    {
        var (_, claim) = await Claims.ClaimAsync(_execution, "runner-b", HeldClaim.Lease, redelivered: false);
        await Claims.ReleaseAsync(claim!);

        await SendAsync(Run("python") with { MaxAttempts = 1 });

        (await ReportAsync<CodeRunFaulted>()).Attempt.Should().Be(2);
        _sandbox.Jobs.Should().BeEmpty();
    }

    [Fact]
    public async Task A_duplicate_of_a_run_that_is_held_or_over_is_dropped_without_a_word()
    {
        var (_, held) = await Claims.ClaimAsync(_execution, "runner-b", HeldClaim.Lease, redelivered: false);
        await SendAsync("python");
        await _harness.Consumed.Any<RunCode>();

        await Claims.CloseAsync(held!.ExecutionId);
        await SendAsync("python");

        (await AsyncEnumerable.Take(_harness.Consumed.SelectAsync<RunCode>(), 2).CountAsync()).Should().Be(2);
        await _harness.Stop();
        _reports.Writer.Complete();
        (await _reports.Reader.ReadAllAsync().ToListAsync()).Should().BeEmpty();
        _sandbox.Jobs.Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_asked_for_the_first_time_begins_before_its_claim_is_stored()
    {
        var begun = new TaskCompletionSource();
        _sandbox.Script = (_, _) =>
        {
            begun.SetResult();
            return Task.FromResult(ScriptedSandbox.Exited("hello\n"));
        };
        await using var admin = await PauseWritesAsync();

        await SendAsync(Run("python") with { IsFirst = true });

        await begun.Task.WaitAsync(Patience);
        (await admin.GetDatabase().KeyExistsAsync($"run:{{{_execution:N}}}:claim")).Should().BeFalse();
        await admin.GetServers().Single().ExecuteAsync("CLIENT", "UNPAUSE");
        var finished = await ReportAsync<CodeRunFinished>();
        (finished.Attempt, finished.Result.Stdout.Content.Text).Should().Be((1, "hello\n"));
        (await Claims.FindAsync(_execution)).Made.Should().Be(1);
    }

    [Fact]
    public async Task What_may_have_been_asked_for_before_waits_for_its_claim()
    {
        await using var admin = await PauseWritesAsync();

        await SendAsync(Run("python"));

        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, CancellationToken.None);
        _sandbox.Jobs.Should().BeEmpty();
        await admin.GetServers().Single().ExecuteAsync("CLIENT", "UNPAUSE");
        await ReportAsync<CodeRunFinished>();
        _sandbox.Jobs.Should().ContainSingle();
    }

    [Fact]
    public async Task A_run_that_began_and_is_refused_is_stopped_without_a_word()
    {
        await Claims.ClaimAsync(_execution, "runner-b", HeldClaim.Lease, redelivered: false);
        var stopped = new TaskCompletionSource();
        _sandbox.Script = async (_, cancellation) =>
        {
            cancellation.Register(stopped.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return ScriptedSandbox.Exited("");
        };

        await SendAsync(Run("python") with { IsFirst = true });

        await stopped.Task.WaitAsync(Patience);
        await _harness.Stop(); // waits for the consumers
        _reports.Writer.Complete();
        (await _reports.Reader.ReadAllAsync().ToListAsync()).Should().BeEmpty();
        (await Claims.FindAsync(_execution)).Should().Match<RunAttempts>(attempts => attempts.Made == 1 && attempts.Runner == "runner-b");
    }

    [Fact]
    public async Task A_newer_claim_ends_the_run_without_a_report()
    {
        var started = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        _sandbox.Script = async (_, cancellation) =>
        {
            started.SetResult();
            cancellation.Register(stopped.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
            return ScriptedSandbox.Exited("");
        };
        await SendAsync("python");
        await started.Task.WaitAsync(Patience);

        // As when the runner was cut off until its lease had ended.
        await Claims.BreakLeaseAsync(_execution);
        await Claims.ClaimAsync(_execution, "runner-b", HeldClaim.Lease, redelivered: false);
        _clock.Advance(HeldClaim.Lease / 3);

        await stopped.Task.WaitAsync(Patience);
        await _harness.Stop(); // waits for the consumers
        _reports.Writer.Complete();
        (await _reports.Reader.ReadAllAsync().ToListAsync()).Should().AllBeOfType<CodeRunStarted>();
    }

    [Fact]
    public async Task A_lease_is_renewed_while_the_program_runs()
    {
        var started = new TaskCompletionSource();
        var end = new TaskCompletionSource();
        _sandbox.Script = async (_, _) =>
        {
            started.SetResult();
            await end.Task;
            return ScriptedSandbox.Exited("");
        };
        await SendAsync("python");
        await started.Task.WaitAsync(Patience);
        var lease = new RedisKey($"run:{{{_execution:N}}}:lease");
        var database = _services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();
        await database.KeyExpireAsync(lease, TimeSpan.FromSeconds(2));

        _clock.Advance(HeldClaim.Lease / 3);

        using var late = new CancellationTokenSource(Patience);
        while (await database.KeyTimeToLiveAsync(lease) is not { TotalSeconds: > 3 })
        {
            late.Token.ThrowIfCancellationRequested();
        }

        end.SetResult();
        await ReportAsync<CodeRunFinished>();
    }

    [Fact]
    public async Task A_run_that_ended_stays_held_until_its_report_has_arrived_or_may_be_lost()
    {
        await SendAsync("python");
        await ReportAsync<CodeRunFinished>();

        (await Claims.ClaimAsync(_execution, "runner-b", HeldClaim.Lease, redelivered: false)).Outcome.Should().Be(ClaimOutcome.Held);
        await Claims.BreakLeaseAsync(_execution); // as time does
        (await Claims.ClaimAsync(_execution, "runner-b", HeldClaim.Lease, redelivered: false)).Outcome.Should().Be(ClaimOutcome.Granted);
    }

    [Fact]
    public async Task An_attempt_that_failed_holds_the_run_no_longer()
    {
        _sandbox.Script = (_, _) => throw new SandboxException("The sandbox did not start.");
        await SendAsync("python");

        await ReportAsync<CodeRunFaulted>();

        (await Claims.FindAsync(_execution)).Should().Be(new RunAttempts(1, "runner-a", null));
    }

    [Fact]
    public async Task A_run_whose_attempts_ended_twice_without_a_report_is_left_to_run_alone_and_loses_none_for_it()
    {
        await Claims.ClaimAsync(_execution, "runner-b", HeldClaim.Lease, redelivered: true);
        await Claims.ClaimAsync(_execution, "runner-c", HeldClaim.Lease, redelivered: true);
        await Claims.BreakLeaseAsync(_execution);

        await SendAsync("python");

        (await ReportAsync<RunCode>()).ExecutionId.Should().Be(_execution);
        _sandbox.Jobs.Should().BeEmpty();
        (await Claims.ClaimAsync(_execution, "runner-b", HeldClaim.Lease, redelivered: false)).Claim!.Attempt.Should().Be(3);
    }

    [Fact]
    public async Task A_run_whose_attempts_were_reported_is_no_suspect()
    {
        _sandbox.Script = (_, _) => throw new SandboxException("The sandbox did not start.");
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await SendAsync("python");

            (await ReportAsync<CodeRunFaulted>()).Attempt.Should().Be(attempt);
        }
    }

    // On a connection of its own: what waits for the others holds up whatever comes after it on theirs.
    private async Task<ConnectionMultiplexer> PauseWritesAsync()
    {
        var admin = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        await admin.GetServers().Single().ExecuteAsync("CLIENT", "PAUSE", "20000", "WRITE");
        return admin;
    }

    private Task SendAsync(string language, string[]? args = null, string? stdin = null) =>
        SendAsync(Run(language) with { Args = args, Stdin = stdin is null ? null : new Payload { Text = stdin, LengthBytes = stdin.Length } });

    private async Task SendAsync(RunCode run) => await (await _harness.Bus.GetSendEndpoint(new Uri($"exchange:{Queues.RunCode}"))).Send(run);

    private RunCode Run(string language) => new()
    {
        ExecutionId = _execution,
        Language = language,
        Source = new Payload { Text = "print()", LengthBytes = 7 },
        Limits = new RunLimits { WallTime = TimeSpan.FromSeconds(3), MemoryBytes = 1 << 26, OutputBytes = 4096 },
    };

    private async Task<T> ReportAsync<T>()
    {
        using var late = new CancellationTokenSource(Patience);
        await foreach (var report in _reports.Reader.ReadAllAsync(late.Token))
        {
            if (report is T wanted)
            {
                return wanted;
            }
        }

        throw new InvalidOperationException("The reports ended.");
    }

    private sealed class Reports(Channel<object> reports) : IConsumer<CodeRunStarted>, IConsumer<CodeRunFinished>, IConsumer<CodeRunFaulted>
    {
        public async Task Consume(ConsumeContext<CodeRunStarted> context) => await reports.Writer.WriteAsync(context.Message);

        public async Task Consume(ConsumeContext<CodeRunFinished> context) => await reports.Writer.WriteAsync(context.Message);

        public async Task Consume(ConsumeContext<CodeRunFaulted> context) => await reports.Writer.WriteAsync(context.Message);
    }

    private sealed class Suspects(Channel<object> reports) : IConsumer<RunCode>
    {
        public async Task Consume(ConsumeContext<RunCode> context) => await reports.Writer.WriteAsync(context.Message);
    }
}
