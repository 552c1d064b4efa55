using CodeExec.Contracts.Executions;
using MassTransit;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>
/// Answers a submission for which the store has no room, and is done with it: who asked knows and may ask again. As a fault of the endpoint
/// every refusal would be kept in its error queue, which nobody reads.
/// </summary>
internal sealed class RefusedSubmission : IFilter<ConsumeContext<SubmitExecution>>
{
    public async Task Send(ConsumeContext<SubmitExecution> context, IPipe<ConsumeContext<SubmitExecution>> next)
    {
        try
        {
            await next.Send(context);
        }
        catch (SagaStoreFullException full)
        {
            // Without the message: it may be large, and who asked has it.
            await context.RespondAsync<Fault<SubmitExecution>>(new
            {
                FaultId = NewId.NextGuid(),
                FaultedMessageId = context.MessageId,
                context.Host,
                Exceptions = new[] { new { ExceptionType = full.GetType().FullName, full.Message } },
            });
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("refusedSubmission");
}
