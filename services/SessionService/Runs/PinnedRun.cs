using System.Security.Cryptography;
using System.Text.Json;

namespace CodeExec.SessionService.Runs;

/// <summary>What a run was asked with, kept for a day under its Idempotency-Key, so that a repeat asks for the same again.</summary>
internal sealed class PinnedRun
{
    public required Guid SessionId { get; init; }

    /// <summary>The Idempotency-Key.</summary>
    public required string Key { get; init; }

    /// <summary>Random: who knows it may read the result, if it is of nobody or of its own tenant.</summary>
    public required Guid ExecutionId { get; init; }

    /// <summary>SHA-256 of the run's body, as <see cref="HashOf"/> writes it.</summary>
    public required byte[] InputHash { get; init; }

    public required string Language { get; init; }

    public required byte[] Source { get; init; }

    /// <summary>What the source's file is called. Null: as the language calls its main file.</summary>
    public string? EntryPoint { get; init; }

    /// <summary>The files beside it, as <see cref="RunStore.RunFiles"/> writes them. Null for none.</summary>
    public byte[]? Files { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool IsAskedBy(RunInput input) => InputHash.AsSpan().SequenceEqual(HashOf(input));

    /// <summary>The same for bodies that differ in white space or order alone.</summary>
    public static byte[] HashOf(RunInput input) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(input with
    {
        Env = input.Env?.OrderBy(variable => variable.Key, StringComparer.Ordinal).ToDictionary(),
    }));
}
