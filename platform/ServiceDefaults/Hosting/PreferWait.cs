using Microsoft.Net.Http.Headers;

namespace CodeExec.ServiceDefaults;

/// <summary>The preference <c>wait</c> of RFC 7240: how many seconds the client would rather wait than ask again.</summary>
public static class PreferWait
{
    /// <summary>Header of the request.</summary>
    public const string Header = "Prefer";

    /// <summary>Header of the response that tells the wait granted, which may be shorter than the one asked for.</summary>
    public const string Applied = "Preference-Applied";

    /// <summary>Longest wait that is granted: 30 s, below what proxies commonly allow a silent response.</summary>
    public static readonly TimeSpan Maximum = TimeSpan.FromSeconds(30);

    /// <param name="prefer">The header's value; several headers joined by commas. Null when there is none.</param>
    /// <returns>1 s to <see cref="Maximum"/>; null when the client named no wait, or none that makes sense (a preference is never an error).</returns>
    public static TimeSpan? Parse(string? prefer)
    {
        foreach (var preference in (prefer ?? "").Split(','))
        {
            // Parameters after a semicolon belong to no preference that we know.
            if (NameValueHeaderValue.TryParse(preference.Split(';')[0].Trim(), out var pair)
                && pair.Name.Equals("wait", StringComparison.OrdinalIgnoreCase))
            {
                // The first one counts (RFC 7240, section 2).
                return HeaderUtilities.TryParseNonNegativeInt64(HeaderUtilities.RemoveQuotes(pair.Value), out var seconds) && seconds > 0
                    ? TimeSpan.FromSeconds(Math.Min(seconds, (long)Maximum.TotalSeconds))
                    : null;
            }
        }

        return null;
    }

    /// <summary>Writes a wait as either header has it.</summary>
    public static string Format(TimeSpan wait) => $"wait={(int)wait.TotalSeconds}";
}
