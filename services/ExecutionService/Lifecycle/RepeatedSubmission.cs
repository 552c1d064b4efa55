using CodeExec.Contracts.Executions;
using MassTransit;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>
/// Answers a submission, repeated by the client or by the broker, whose execution has ended and left the store: the saga would take it for
/// a new one and run it again. When the audit does not answer the question is open, so the submission fails and may be repeated.
/// </summary>
internal sealed class RepeatedSubmission(IPastExecutions past) : IFilter<ConsumeContext<SubmitExecution>>
{
    /// <summary>Whether the id may have been submitted before.</summary>
    public static bool MayBe(ConsumeContext<SubmitExecution> context) => context.Message.IsRepeat || context.ReceiveContext.Redelivered;

    public async Task Send(ConsumeContext<SubmitExecution> context, IPipe<ConsumeContext<SubmitExecution>> next)
    {
        var submission = context.Message;
        if (MayBe(context) && await past.FindEndAsync(submission.ExecutionId, context.CancellationToken) is { } status)
        {
            await context.RespondAsync(new ExecutionAccepted { ExecutionId = submission.ExecutionId, Status = status });
            return;
        }

        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("repeatedSubmission");
}
