using System.Collections.Concurrent;
using CodeExec.Contracts.Executions;
using MassTransit;
using Microsoft.AspNetCore.Http;

namespace CodeExec.IntegrationTests.Sessions;

/// <summary>Plays ExecutionService: keeps what was submitted and accepts it, unless told to stay silent.</summary>
internal sealed class ScriptedExecutions : IConsumer<SubmitExecution>
{
    public ConcurrentQueue<SubmitExecution> Submitted { get; } = new();

    public bool IsSilent { get; set; }

    public Task Consume(ConsumeContext<SubmitExecution> context)
    {
        Submitted.Enqueue(context.Message);
        return IsSilent ? Task.CompletedTask : context.RespondAsync(new ExecutionAccepted
        {
            ExecutionId = context.Message.ExecutionId,
            Status = ExecutionStatus.Queued,
        });
    }

    public IEnumerable<SubmitExecution> Of(Guid session) => Submitted.Where(run => run.SessionId == session);

    /// <summary>Plays GET /executions/{id}: finished for a wait of 10 s, still running for a wait of 1 s.</summary>
    public static IResult Answer(Guid id, HttpRequest request) => request.Headers["Prefer"].ToString() == "wait=1"
        ? Results.Text($$"""{"execution_id":"{{id}}","status":"RUNNING"}""", "application/json")
        : Results.Text($$"""{"execution_id":"{{id}}","status":"COMPLETED","stdout":"{{new string('x', 100_000)}}"}""", "application/json");
}
