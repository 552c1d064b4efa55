using Microsoft.Net.Http.Headers;

namespace CodeExec.SessionService.Runs;

/// <summary>The preference <c>wait</c> of RFC 7240, in seconds.</summary>
internal static class PreferWait
{
    public const string Header = "Prefer";

    public const string Description =
        "wait=N answers 200 with the finished execution when it ends within N seconds, 1 to 30, and 202 otherwise.";

    /// <summary>Longest wait; a client that asks for more gets this, and Preference-Applied says so.</summary>
    public static readonly TimeSpan Maximum = TimeSpan.FromSeconds(30);

    /// <summary>How long the client would wait. Null when it does not say, or in a way that RFC 7240 lets us ignore.</summary>
    public static TimeSpan? Parse(string? prefer)
    {
        foreach (var preference in (prefer ?? "").Split(',', ';'))
        {
            if (NameValueHeaderValue.TryParse(preference.Trim(), out var pair)
                && pair.Name.Equals("wait", StringComparison.OrdinalIgnoreCase)
                && HeaderUtilities.TryParseNonNegativeInt64(HeaderUtilities.RemoveQuotes(pair.Value), out var seconds)
                && seconds > 0)
            {
                return TimeSpan.FromSeconds(Math.Min(seconds, (long)Maximum.TotalSeconds));
            }
        }

        return null;
    }

    public static string Format(TimeSpan wait) => $"wait={(int)wait.TotalSeconds}";
}
