using System.Text;
using CodeExec.RunStore;
using CodeExec.SessionService.Capabilities;
using CodeExec.SessionService.Programs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CodeExec.SessionService.CodeSessions;

/// <summary>Checks a <see cref="CodeSessionInput"/> and turns it into what is stored.</summary>
internal sealed class CodeSessionInputReader(LanguageOffer offer, IOptions<LimitsOptions> limits)
{
    /// <summary>What is to be changed; or what is wrong, as far as the session need not be known for that.</summary>
    public async Task<(CodeSessionChange Change, ProblemHttpResult? Problem)> ReadAsync(CodeSessionInput input)
    {
        var nothing = new CodeSessionChange(null, null, null, null);
        var size = input.SourceCode is null ? 0 : Encoding.UTF8.GetByteCount(input.SourceCode);
        if (size > limits.Value.SourceBytes)
        {
            return (nothing, ProgramProblems.SourceTooLarge(size, limits.Value.SourceBytes, "source_code"));
        }

        if (input.Files is not null && RunFileRules.Find(input.Files) is { } fault)
        {
            return (nothing, ProgramProblems.InvalidFiles(fault));
        }

        var language = input.Language is null ? null : await offer.FindAsync(input.Language);
        if (input.Language is not null && language is null)
        {
            return (nothing, CodeSessionProblems.UnknownLanguage(input.Language, offer.Names));
        }

        return language is { Available: false }
            ? (nothing, CodeSessionProblems.LanguageUnavailable(language))
            : (new(language?.Name, input.SourceCode is null ? null : Encoding.UTF8.GetBytes(input.SourceCode), input.Files, input.EntryPoint), null);
    }
}
