using System.ComponentModel;
using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.RunStore;
using CodeExec.SessionService.Capabilities;
using CodeExec.SessionService.Runs;
using MassTransit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace CodeExec.SessionService.CodeSessions;

internal static class RunCodeSession
{
    public static async Task<IResult> HandleAsync(
        Guid id, RunInput? input,
        [FromHeader(Name = IdempotencyKey.Header), Description(IdempotencyKey.Description)] string? idempotencyKey,
        [FromHeader(Name = PreferWait.Header), Description(PreferWait.Description)] string? prefer,
        PinnedRuns pins, LanguageOffer offer, RunPayloads payloads, IRequestClient<SubmitExecution> executions, IExecutionWait ends,
        IOptions<LimitsOptions> limits, IOptions<SessionOptions> options, HttpResponse response, CancellationToken cancellation)
    {
        input ??= new RunInput();
        if (RunInputRules.Check(input, limits.Value) is { } wrong)
        {
            return wrong;
        }

        if (idempotencyKey is not null && !IdempotencyKey.IsValid(idempotencyKey))
        {
            return RunProblems.BadIdempotencyKey();
        }

        if (await pins.PinAsync(id, idempotencyKey, input, cancellation) is not { } run)
        {
            return CodeSessionProblems.NotFound(id);
        }

        if (!run.IsAskedBy(input))
        {
            return RunProblems.IdempotencyKeyReused();
        }

        if (await offer.FindAsync(run.Language) is { Available: false } missing)
        {
            return CodeSessionProblems.LanguageUnavailable(missing);
        }

        var submit = new SubmitExecution
        {
            ExecutionId = run.ExecutionId,
            SessionId = id,
            Language = run.Language,
            Source = await payloads.WrapAsync(run.ExecutionId, "source", run.Source),
            Stdin = input.Stdin is null ? null : await payloads.WrapAsync(run.ExecutionId, "stdin", Encoding.UTF8.GetBytes(input.Stdin)),
            Args = input.Args,
            Limits = RunInputRules.Resolve(input.Limits, limits.Value),
        };
        try
        {
            await executions.GetResponse<ExecutionAccepted>(submit, cancellation, options.Value.AcceptTimeout);
        }
        catch (RequestException) when (!cancellation.IsCancellationRequested)
        {
            return RunProblems.NotAccepted(run.ExecutionId);
        }

        return await AnswerAsync(run.ExecutionId, PreferWait.Parse(prefer), ends, response.Headers, cancellation);
    }

    private static async Task<IResult> AnswerAsync(
        Guid execution, TimeSpan? wait, IExecutionWait ends, IHeaderDictionary headers, CancellationToken cancellation)
    {
        if (wait is not null)
        {
            headers["Preference-Applied"] = PreferWait.Format(wait.Value);
            if (await ends.ForEndAsync(execution, wait.Value, cancellation) is { } finished)
            {
                headers.ContentLocation = $"/executions/{execution}";
                return finished;
            }
        }

        headers.RetryAfter = "1";
        return TypedResults.Accepted($"/executions/{execution}", new RunAccepted { ExecutionId = execution, Status = ExecutionStatus.Queued });
    }
}

/// <summary>That a run was accepted. It will reach an end whatever happens.</summary>
internal sealed record RunAccepted
{
    /// <summary>The execution. Who knows this id may read its result.</summary>
    public required Guid ExecutionId { get; init; }

    /// <summary>Always <c>QUEUED</c>, for a repeat with the same Idempotency-Key too.</summary>
    public required string Status { get; init; }
}
