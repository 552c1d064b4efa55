using CodeExec.ServiceDefaults;
using CodeExec.SessionService.Capabilities;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.SessionService.CodeSessions;

internal static class CodeSessionProblems
{
    public static ProblemHttpResult NotFound(Guid id) => Problems.Of(
        "session-not-found", StatusCodes.Status404NotFound, "Code session not found",
        $"No code session has the id {id}. Create one with POST /code-sessions.");

    public static ProblemHttpResult NothingToChange() => Problems.Of(
        "nothing-to-change", StatusCodes.Status422UnprocessableEntity, "Nothing to change",
        "Send language, source_code, files, entry_point or several of them.");

    public static ProblemHttpResult UnknownLanguage(string language, IEnumerable<string> known) => Problems.Of(
        "unknown-language", StatusCodes.Status422UnprocessableEntity, "Unknown language",
        $"There is no language '{(language.Length > 40 ? language[..40] + "…" : language)}'. Known: {string.Join(", ", known)}.",
        new Dictionary<string, object?> { ["field"] = "language" });

    public static ProblemHttpResult LanguageUnavailable(OfferedLanguage language) => Problems.Of(
        "language-unavailable", StatusCodes.Status422UnprocessableEntity, "Language not installed",
        $"No runner has {language.DisplayName}. {language.Install}",
        new Dictionary<string, object?> { ["field"] = "language" });
}
