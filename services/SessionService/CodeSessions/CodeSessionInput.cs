using System.Diagnostics.CodeAnalysis;
using System.Text;
using CodeExec.SessionService.Capabilities;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CodeExec.SessionService.CodeSessions;

/// <summary>What a client may say about a session. Either may be left out.</summary>
internal sealed record CodeSessionInput
{
    /// <summary>Name or alias of a language of GET /languages.</summary>
    [DisallowNull]
    public string? Language { get; init; }

    /// <summary>The program's source, whole.</summary>
    [DisallowNull]
    public string? SourceCode { get; init; }
}

/// <summary>Checks a <see cref="CodeSessionInput"/> and turns it into what is stored.</summary>
internal sealed class CodeSessionInputReader(LanguageOffer offer, IOptions<LimitsOptions> limits)
{
    /// <summary>The language's name in the catalogue and the source's bytes, each null when it was left out; or what is wrong.</summary>
    public async Task<(string? Language, byte[]? Source, ProblemHttpResult? Problem)> ReadAsync(CodeSessionInput input)
    {
        var size = input.SourceCode is null ? 0 : Encoding.UTF8.GetByteCount(input.SourceCode);
        if (size > limits.Value.SourceBytes)
        {
            return (null, null, CodeSessionProblems.SourceTooLarge(size, limits.Value.SourceBytes));
        }

        var language = input.Language is null ? null : await offer.FindAsync(input.Language);
        if (input.Language is not null && language is null)
        {
            return (null, null, CodeSessionProblems.UnknownLanguage(input.Language, offer.Names));
        }

        return language is { Available: false }
            ? (null, null, CodeSessionProblems.LanguageUnavailable(language))
            : (language?.Name, input.SourceCode is null ? null : Encoding.UTF8.GetBytes(input.SourceCode), null);
    }
}
