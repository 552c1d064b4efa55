using CodeExec.Contracts.Executions;
using CodeExec.RunStore;
using MassTransit;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>
/// Logs and counts the transitions that a message caused, once they are committed: what a version conflict threw away
/// is told by nobody, and what the second try did is told once. An end is told to the runners, too.
/// </summary>
internal sealed partial class TransitionReport<TMessage>(ExecutionMetrics metrics, IRunAttempts attempts, ILogger logger) : IFilter<ConsumeContext<TMessage>>
    where TMessage : class
{
    public async Task Send(ConsumeContext<TMessage> context, IPipe<ConsumeContext<TMessage>> next)
    {
        var entered = new EnteredTransitions();
        context.AddOrUpdatePayload(() => entered, _ => entered);
        await next.Send(context);
        foreach (var (saga, transition) in entered)
        {
            metrics.Count(saga, transition);
            LogEntered(saga.CorrelationId, transition.Status, transition.Seq, transition.Attempt, transition.Runner, saga.Result?.Termination, transition.Reason);
        }

        // Lost in a crash, it costs a run in vain: the verdict stands.
        if (entered.Count > 0 && entered[^1].Saga.IsFinished())
        {
            await attempts.CloseAsync(entered[^1].Saga.CorrelationId);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("transitionReport");

    [LoggerMessage(EventId = 2001, Level = LogLevel.Information,
        Message = "Execution {ExecutionId} is {Status} ({Seq}; attempt {Attempt} on {Runner}; {Termination}; {Reason})")]
    private partial void LogEntered(Guid executionId, string status, int seq, int? attempt, string? runner, string? termination, string? reason);
}

internal sealed class EnteredTransitions : List<(ExecutionSaga Saga, ExecutionTransition Transition)>;

internal static class TransitionReports
{
    /// <summary>Has the saga's latest transition reported after the commit.</summary>
    public static void ReportOnceCommitted(this BehaviorContext<ExecutionSaga> context)
    {
        if (context.TryGetPayload<EnteredTransitions>(out var entered))
        {
            entered.Add((context.Saga, context.Saga.Transitions[^1]));
        }
    }
}
