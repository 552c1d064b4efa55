using System.Text;
using System.Text.Json;
using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.ExecutionService.Audit;
using CodeExec.RunStore;
using MassTransit;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace CodeExec.ExecutionService.DeadLetters;

internal static class ReplayDeadLetter
{
    private static readonly Uri Execution = new($"exchange:{Queues.Execution}");

    public static async Task<Results<Accepted<ReplayAccepted>, ProblemHttpResult>> HandleAsync(
        Guid id, ReplayInput? input, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        DeadLetterStore letters, DeadLetterReplays replays, ReplayRules rules, RunPayloads payloads, IClientFactory clients,
        IOptions<DeadLetterOptions> options, CancellationToken cancellation)
    {
        input ??= new ReplayInput();
        if (idempotencyKey is not null && !(idempotencyKey.Length is >= 1 and <= 255 && idempotencyKey.All(c => c is >= ' ' and <= '~')))
        {
            return DeadLetterProblems.InvalidIdempotencyKey();
        }

        if (await letters.FindAsync(id, cancellation).InTimeAsync() is not { } letter)
        {
            return DeadLetterProblems.NotFound(id);
        }

        if (await rules.CheckAsync(input, letter) is { } wrong)
        {
            return wrong;
        }

        if (input.FindMissing(letter) is { } field)
        {
            return DeadLetterProblems.Incomplete(field);
        }

        var replay = await replays.PinAsync(id, idempotencyKey, input, cancellation).InTimeAsync();
        if (!replay.InputHash.AsSpan().SequenceEqual(DeadLetterReplays.HashOf(input)))
        {
            return DeadLetterProblems.IdempotencyKeyReused();
        }

        if (replay.AcceptedAt is null)
        {
            var submit = await MakeAsync(replay.ExecutionId, letter, input, payloads);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(options.Value.AcceptTimeout);
            try
            {
                var client = clients.CreateRequestClient<SubmitExecution>(Execution, options.Value.AcceptTimeout);
                await client.GetResponse<ExecutionAccepted>(submit, patience.Token).WaitAsync(patience.Token);
            }
            catch (Exception e) when (e is RequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                return DeadLetterProblems.NotAccepted(replay.ExecutionId);
            }

            await replays.MarkAcceptedAsync(replay, cancellation);
        }

        return TypedResults.Accepted(
            $"/executions/{replay.ExecutionId}",
            new ReplayAccepted { ExecutionId = replay.ExecutionId, Status = ExecutionStatus.Queued, ReplayOf = letter.ExecutionId });
    }

    private static async Task<SubmitExecution> MakeAsync(Guid executionId, DeadLetter letter, ReplayInput input, RunPayloads payloads)
    {
        var source = input.SourceCode is { } changed ? Encoding.UTF8.GetBytes(changed) : letter.Source!;
        var files = input.Files is { } brought ? RunFiles.Write(brought) : letter.Files;
        var name = input.EntryPoint ?? letter.EntryPoint;
        var stdin = input.Stdin is { } typed ? Encoding.UTF8.GetBytes(typed) : letter.Stdin;
        return new SubmitExecution
        {
            ExecutionId = executionId,
            SessionId = letter.SessionId ?? Guid.Empty,
            Language = input.Language ?? letter.Language,
            Source = await payloads.WrapAsync(executionId, "source", source),
            EntryPoint = name is "" ? null : name,
            Files = files is null ? null : await payloads.WrapAsync(executionId, "files", files),
            Stdin = stdin is null ? null : await payloads.WrapAsync(executionId, "stdin", stdin),
            Args = input.Args ?? (letter.Args is null ? null : JsonSerializer.Deserialize<string[]>(letter.Args)),
            Environment = EnvironmentOf(letter, input)?.Select(variable => new EnvironmentVariable { Name = variable.Key, Value = variable.Value ?? "" }).ToArray(),
            Limits = new RunLimits
            {
                WallTime = TimeSpan.FromMilliseconds(input.Limits?.WallTimeMs ?? letter.WallTimeMs ?? 10_000),
                MemoryBytes = input.Limits?.MemoryBytes ?? letter.MemoryBytes ?? 256 << 20,
                OutputBytes = input.Limits?.OutputBytes ?? letter.OutputBytes ?? 1 << 20,
                CpuTime = (input.Limits?.CpuTimeMs ?? letter.CpuTimeMs) is { } cpu ? TimeSpan.FromMilliseconds(cpu) : null,
                Processes = (int?)input.Limits?.Processes ?? letter.Processes,
                FileBytes = input.Limits?.FileBytes ?? letter.FileBytes,
                OpenFiles = (int?)input.Limits?.OpenFiles ?? letter.OpenFiles,
                DiskBytes = input.Limits?.DiskBytes ?? letter.DiskBytes,
                CpuPercent = (int?)input.Limits?.CpuPercent ?? letter.CpuPercent,
            },
            ReplayOf = letter.ExecutionId,
        };
    }

    private static IReadOnlyDictionary<string, string?>? EnvironmentOf(DeadLetter letter, ReplayInput input) =>
        input.Env ?? (letter.Environment is null ? null : JsonSerializer.Deserialize<Dictionary<string, string?>>(letter.Environment));
}

/// <summary>That a replay was accepted.</summary>
internal sealed record ReplayAccepted
{
    /// <summary>The new execution; the same for a repeat.</summary>
    public required Guid ExecutionId { get; init; }

    /// <summary>Always <c>QUEUED</c>, for a repeat too.</summary>
    public required string Status { get; init; }

    /// <summary>The execution that died.</summary>
    public required Guid ReplayOf { get; init; }
}
