using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunStore;
using CodeExec.ServiceDefaults;
using MassTransit;
using MassTransit.RetryPolicies;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService.Runs;

/// <summary>Claims a run, runs its program and reports the end to the execution saga. A suspect is run on a queue of its own, alone.</summary>
internal sealed partial class RunCodeConsumer(
    RunSlots slots,
    RunClaims claims,
    RunStarter starter,
    RunPayloads payloads,
    IOptions<RunnerOptions> options,
    TimeProvider clock,
    ILogger<RunCodeConsumer> logger) : IConsumer<RunCode>
{
    private static readonly Uri Execution = new($"exchange:{Queues.Execution}");

    // The report of the end tells the start of a shorter run too, in one message and one commit instead of two of each.
    private static readonly TimeSpan WorthTelling = TimeSpan.FromMilliseconds(25);

    // A broker that restarts is back within it, and what cannot be told then is asked for again.
    private static readonly IRetryPolicy ReportAgain = Retry.Interval(60, TimeSpan.FromSeconds(1));

    // A Redis that restarts is back within it; one that is full has room again when the audit has what ended before.
    private static readonly IRetryPolicy StoreAgain = Retry.Filter<Exception>(e => e.IsRedisOutage()).Interval(60, TimeSpan.FromSeconds(1));

    private string Runner => options.Value.Name;

    public async Task Consume(ConsumeContext<RunCode> context)
    {
        var run = context.Message;
        var alone = context.ReceiveContext.InputAddress.IsOfSuspects();
        using var slot = await slots.TakeAsync(alone, context.CancellationToken);
        var saga = await context.GetSendEndpoint(Execution);
        var delivery = DeliveryOf(context, alone);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken);
        var claiming = claims.ClaimAsync(run.ExecutionId, Runner, HeldClaim.Lease, delivery);
        var started = MayStartUnclaimed(context, delivery) ? starter.Start(run, stop.Token) : null;
        RunClaim? claim = null;
        try
        {
            (var outcome, claim) = await claiming;
            RunnerMetrics.Delivered(Word(outcome), delivery.Redelivered);
            if (claim is null)
            {
                await PassOnAsync(context, saga, outcome);
                return;
            }

            started ??= starter.Start(run, stop.Token);
            await FinishAsync(context, saga, claim, started, stop);
        }
        catch (OperationCanceledException) when (claim is not null && context.CancellationToken.IsCancellationRequested)
        {
            // The time to drain is over. The message goes back to the queue, as if this runner had never taken it.
            LogHandedBack(run.ExecutionId, claim.Attempt);
            await claims.HandBackAsync(claim);
            throw;
        }
        finally
        {
            // A slot is free once nothing runs in it.
            if (started is { End.IsCompleted: false })
            {
                await stop.CancelAsync();
                await ((Task)started.End).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    // What is asked for the first time is granted, so its program need not wait until the disk has the claim. Were it refused after all, the
    // program is stopped and nobody hears of it.
    private static bool MayStartUnclaimed(ConsumeContext<RunCode> context, RunDelivery delivery) =>
        context.Message.IsFirst && !delivery.Redelivered && !delivery.Alone && context.GetRetryAttempt() == 0;

    private async Task PassOnAsync(ConsumeContext<RunCode> context, ISendEndpoint saga, ClaimOutcome outcome)
    {
        var run = context.Message;
        if (outcome == ClaimOutcome.UsedUp)
        {
            var attempts = MaxAttempts(run);
            var refused = Faulted(run, attempts + 1, $"All {attempts} attempts ended without a result.");
            await saga.Send(refused, context.CancellationToken);
        }

        if (outcome == ClaimOutcome.Suspect)
        {
            LogSuspect(run.ExecutionId);
            await context.Send(new Uri($"exchange:{Queues.RunCodeSuspectOf(options.Value.Pool)}"), run);
        }

        LogNotRun(run.ExecutionId, outcome);
    }

    private static string Word(ClaimOutcome outcome) => outcome switch
    {
        ClaimOutcome.Granted => "granted",
        ClaimOutcome.Held => "held",
        ClaimOutcome.Over => "over",
        ClaimOutcome.UsedUp => "used_up",
        _ => "suspect",
    };

    // One for all tries at the same delivery, so that a claim whose answer was lost is not counted twice.
    private static RunDelivery DeliveryOf(ConsumeContext<RunCode> context, bool alone) => context.ReceiveContext.GetOrAddPayload(() =>
        new RunDelivery($"{context.MessageId:N}", $"{Guid.NewGuid():N}", context.ReceiveContext.Redelivered, alone, MaxAttempts(context.Message)));

    private static int MaxAttempts(RunCode run) => run.MaxAttempts ?? RunClaims.UsualAttempts;

    private async Task FinishAsync(ConsumeContext<RunCode> context, ISendEndpoint saga, RunClaim claim, StartedRun started, CancellationTokenSource stop)
    {
        await using var held = new HeldClaim(claims, claim, clock);
        await using var lost = held.Lost.Register(stop.Cancel);
        using var worthTelling = new PeriodicTimer(WorthTelling, clock);
        var told = TellStartAsync(saga, Started(claim, started), worthTelling);
        var report = await ReportAsync(context.Message, claim, started, held.Lost, stop.Token);
        worthTelling.Dispose(); // ends the wait without an exception
        await told;
        if (report is CodeRunFaulted)
        {
            await ReleaseAsync(claim);
        }

        if (report is not null)
        {
            // The lease of a run that ended stays, and refuses duplicates until the saga has the verdict and closes the run;
            // should the report be lost, it ends, and the run is asked for again.
            // Not the context's token: a run that is over is reported even while the process shuts down.
            await ReportAgain.Retry(() => saga.Send(report, report.GetType(), CancellationToken.None), stop.Token);
        }
    }

    // The report of the end says it too, so nothing waits for this one and nothing fails with it.
    private async Task TellStartAsync(ISendEndpoint saga, CodeRunStarted start, PeriodicTimer worthTelling)
    {
        try
        {
            if (await worthTelling.WaitForNextTickAsync())
            {
                await saga.Send(start, CancellationToken.None);
            }
        }
#pragma warning disable CA1031 // Any transport's any error.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogStartUntold(e, start.ExecutionId);
        }
    }

    // First the lease: the next attempt may be asked for as soon as this one is reported. Without Redis the lease ends by itself.
    private async Task ReleaseAsync(RunClaim claim)
    {
        try
        {
            await claims.ReleaseAsync(claim);
        }
        catch (Exception e) when (e.IsRedisOutage())
        {
            LogNotReleased(e, claim.ExecutionId);
        }
    }

    /// <summary>Turns our own faults into a report; the one place that catches everything.</summary>
    /// <returns>Null when the run belongs to another runner by now.</returns>
    /// <exception cref="OperationCanceledException">The process shuts down: the message goes back to the queue.</exception>
    private async Task<object?> ReportAsync(RunCode run, RunClaim claim, StartedRun started, CancellationToken lost, CancellationToken stop)
    {
        try
        {
            var ended = await started.End;
            var result = ended.Program.Result;
            LogFinished(run.ExecutionId, run.Language, result.Termination, result.ExitCode, result.WallTime.TotalMilliseconds);
            var stdout = await StoreAgain.Retry(() => WrapAsync(claim, "stdout", result.Stdout), stop);
            var stderr = await StoreAgain.Retry(() => WrapAsync(claim, "stderr", result.Stderr), stop);
            return Finished(claim, started, ended, stdout, stderr);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            LogLost(run.ExecutionId, claim.Attempt);
            return null;
        }
        catch (Exception e) when (!(e is OperationCanceledException && stop.IsCancellationRequested))
        {
            LogFaulted(e, run.ExecutionId, claim.Attempt);
            return Faulted(run, claim.Attempt, e.Message);
        }
    }

    // A key of its own for each attempt: a fenced runner cannot write over the output of the one that counts.
    private async Task<OutputStream> WrapAsync(RunClaim claim, string name, CapturedStream stream) => new()
    {
        Content = await payloads.WrapAsync(claim.ExecutionId, $"{claim.Attempt}:{name}", stream.Content),
        Truncated = stream.Truncated,
        SeenBytes = stream.SeenBytes,
    };

    private CodeRunStarted Started(RunClaim claim, StartedRun started) =>
        new() { ExecutionId = claim.ExecutionId, Attempt = claim.Attempt, Runner = Runner, StartedAt = started.At };

    private CodeRunFinished Finished(RunClaim claim, StartedRun started, EndedRun ended, OutputStream stdout, OutputStream stderr) => new()
    {
        ExecutionId = claim.ExecutionId,
        Attempt = claim.Attempt,
        Runner = Runner,
        StartedAt = started.At,
        FinishedAt = ended.At,
        Result = new RunResult
        {
            Termination = ended.Program.Result.Termination,
            ExitCode = ended.Program.Result.ExitCode,
            Signal = ended.Program.Result.Signal,
            Stdout = stdout,
            Stderr = stderr,
            WallTime = ended.Program.Result.WallTime,
            CpuTime = ended.Program.Result.CpuTime,
            PeakMemoryBytes = ended.Program.Result.PeakMemoryBytes,
            CompileTime = ended.Program.CompileTime,
            LanguageVersion = ended.LanguageVersion,
        },
    };

    private CodeRunFaulted Faulted(RunCode run, int attempt, string reason) =>
        new() { ExecutionId = run.ExecutionId, Attempt = attempt, Runner = Runner, FaultedAt = clock.GetUtcNow(), Reason = reason };

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "Run {ExecutionId} in {Language} ended with {Termination} {ExitCode} after {WallTimeMs} ms")]
    private partial void LogFinished(Guid executionId, string language, string termination, int? exitCode, double wallTimeMs);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Debug, Message = "Run {ExecutionId} is not run here: {Outcome}")]
    private partial void LogNotRun(Guid executionId, ClaimOutcome outcome);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "Run {ExecutionId} was taken by a newer claim; attempt {Attempt} is stopped and not reported")]
    private partial void LogLost(Guid executionId, int attempt);

    [LoggerMessage(EventId = 3007, Level = LogLevel.Warning, Message = "The start of run {ExecutionId} could not be told; its end will tell it")]
    private partial void LogStartUntold(Exception exception, Guid executionId);

    [LoggerMessage(EventId = 3008, Level = LogLevel.Warning, Message = "The lease of run {ExecutionId} could not be ended; it ends by itself")]
    private partial void LogNotReleased(Exception exception, Guid executionId);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Error, Message = "Attempt {Attempt} at run {ExecutionId} failed")]
    private partial void LogFaulted(Exception exception, Guid executionId, int attempt);

    [LoggerMessage(EventId = 3005, Level = LogLevel.Warning, Message = "Run {ExecutionId} may be what ended its last two runners; it is to run alone")]
    private partial void LogSuspect(Guid executionId);

    [LoggerMessage(EventId = 3006, Level = LogLevel.Information, Message = "Run {ExecutionId} is handed back: the runner stops before attempt {Attempt} has ended")]
    private partial void LogHandedBack(Guid executionId, int attempt);
}
