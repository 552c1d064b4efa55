using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.SessionService.Capabilities;

internal static class GetLanguages
{
    public static async Task<Ok<LanguageList>> HandleAsync(LanguageOffer offer) =>
        TypedResults.Ok(new LanguageList { Languages = await offer.ListAsync() });
}

/// <summary>Every language that CodeExec knows.</summary>
internal sealed record LanguageList
{
    /// <summary>By name.</summary>
    public required IReadOnlyList<OfferedLanguage> Languages { get; init; }
}
