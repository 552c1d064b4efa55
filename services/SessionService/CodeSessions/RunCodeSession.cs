using System.ComponentModel;
using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.Languages;
using CodeExec.RunStore;
using CodeExec.ServiceDefaults;
using CodeExec.SessionService.Capabilities;
using CodeExec.SessionService.Programs;
using CodeExec.SessionService.Runs;
using CodeExec.SessionService.Schema;
using MassTransit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CodeExec.SessionService.CodeSessions;

internal static class RunCodeSession
{
    private const string WaitDescription =
        "wait=N answers 200 with the finished execution when it ends within N seconds, 1 to 30, and 202 otherwise.";

    public static async Task<IResult> HandleAsync(
        Guid id, RunInput? input,
        [FromHeader(Name = IdempotencyKey.Header), Description(IdempotencyKey.Description)] string? idempotencyKey,
        [FromHeader(Name = PreferWait.Header), Description(WaitDescription)] string? prefer,
        SessionDatabase database, PinnedRuns pins, RunAdmission admission, LanguageCatalogue catalogue, LanguageOffer offer, RunPayloads payloads,
        IRequestClient<SubmitExecution> executions, IExecutionWait ends, IOptions<LimitsOptions> limits, IOptions<SessionOptions> options, HttpContext context, CancellationToken cancellation)
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

        // The client waits for the stores too, where they are slow.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(options.Value.AcceptTimeout);
        var run = await pins.FindAsync(id, idempotencyKey, cancellation);
        var isRepeat = run is not null;
        if (run is null)
        {
            var backlog = admission.AskAsync();
            var session = await database.AskAsync(
                (db, token) => db.CodeSessions.AsNoTracking().FirstOrDefaultAsync(session => session.Id == id, token), cancellation);
            if (session is null)
            {
                return CodeSessionProblems.NotFound(id);
            }

            if (catalogue.Find(session.Language) is not { } language)
            {
                return CodeSessionProblems.UnknownLanguage(session.Language, offer.Names);
            }

            if (RunInputRules.Check(input.Limits, limits.Value.For(language.Name)) is { } beyond)
            {
                return beyond;
            }

            if (await offer.FindAsync(session.Language) is { Available: false } missing)
            {
                return CodeSessionProblems.LanguageUnavailable(missing);
            }

            var parts = new ProgramParts(language, session.Source.Length, input.Files ?? RunFiles.Read(session.Files), input.EntryPoint ?? session.EntryPoint);
            if (parts.FindProblem(limits.Value.SourceBytes) is { } unfit)
            {
                return unfit;
            }

            // Only here: what was accepted before is answered again, however full it is.
            var executionId = TenantMark.NewIdBeside(id);
            if (await admission.RefuseAsync(executionId, backlog, context) is { } full)
            {
                return full;
            }

            run = await pins.PinAsync(id, executionId, parts.ToRun(session.Source), idempotencyKey, input, cancellation);
            if (run.ExecutionId != executionId)
            {
                await admission.TakeBackAsync(executionId);
            }
        }

        if (!run.IsAskedBy(input))
        {
            return RunProblems.IdempotencyKeyReused();
        }

        var submit = await RunSubmission.MakeAsync(run, input, payloads, limits.Value, isRepeat);

        try
        {
            // Its own time limit counts from when it is sent; without a broker it is never sent, nor does it give up.
            await executions.GetResponse<ExecutionAccepted>(submit, patience.Token, options.Value.AcceptTimeout).WaitAsync(patience.Token);
        }
        catch (Exception e) when (e is RequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            // A repeat may be of a run that goes on.
            if (!isRepeat)
            {
                await admission.TakeBackAsync(run.ExecutionId);
            }

            return RunProblems.NotAccepted(run.ExecutionId);
        }

        return await AnswerAsync(run.ExecutionId, PreferWait.Parse(prefer), ends, context.Response.Headers, cancellation);
    }

    private static async Task<IResult> AnswerAsync(
        Guid execution, TimeSpan? wait, IExecutionWait ends, IHeaderDictionary headers, CancellationToken cancellation)
    {
        if (wait is not null)
        {
            headers[PreferWait.Applied] = PreferWait.Format(wait.Value);
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
