using CodeExec.Languages;
using CodeExec.RunStore;
using CodeExec.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.SessionService.Programs;

internal static class ProgramProblems
{
    public static ProblemHttpResult SourceTooLarge(long size, int limit, string field) => Problems.Of(
        "source-too-large", StatusCodes.Status413PayloadTooLarge, "Source too large",
        $"{(field == "files" ? "source_code and files together have" : "The source has")} {size} bytes in UTF-8; the limit is {limit}. Shorten it, or have Limits:SourceBytes raised.",
        new Dictionary<string, object?> { ["field"] = field, ["limit"] = limit });

    public static ProblemHttpResult InvalidFiles(RunFileFault fault) => Problems.Of(
        "invalid-files", StatusCodes.Status422UnprocessableEntity, "Invalid files", fault.Detail,
        new Dictionary<string, object?> { ["field"] = fault.Field });

    public static ProblemHttpResult UnknownEntryPoint(string entryPoint, Language language) => Problems.Of(
        "unknown-entry-point", StatusCodes.Status422UnprocessableEntity, "Unknown entry point",
        $"No file has the name '{(entryPoint.Length > 80 ? entryPoint[..80] + "…" : entryPoint)}'. Name one of files, or {language.SourceFile} or nothing for source_code.",
        new Dictionary<string, object?> { ["field"] = "entry_point" });

    public static ProblemHttpResult FixedEntryPoint(Language language) => Problems.Of(
        "unknown-entry-point", StatusCodes.Status422UnprocessableEntity, "Unknown entry point",
        $"A program in {language.DisplayName} always begins in {language.SourceFile}. Leave entry_point empty.",
        new Dictionary<string, object?> { ["field"] = "entry_point" });
}
