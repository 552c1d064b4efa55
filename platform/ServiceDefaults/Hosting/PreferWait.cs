using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace CodeExec.ExecutionService.Executions;

/// <summary>The preference <c>wait</c> of RFC 7240: how many seconds the client would rather wait than ask again.</summary>
internal static class PreferWait
{
    public const string Applied = "Preference-Applied";

    /// <summary>Longest wait that is granted: 30 s, below what proxies commonly allow a silent response.</summary>
    public const int MaxSeconds = 30;

    /// <returns>1 to <see cref="MaxSeconds"/>; null when the client named no wait, or none that makes sense (a preference is never an error).</returns>
    public static int? Seconds(StringValues prefer)
    {
        var preferences = prefer.SelectMany(line => line?.Split(',', StringSplitOptions.TrimEntries) ?? []);
        foreach (var preference in preferences)
        {
            // Parameters after a semicolon belong to no preference that we know.
            if (preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries) is [var name, var value]
                && name.Equals("wait", StringComparison.OrdinalIgnoreCase))
            {
                // The first one counts (RFC 7240, section 2).
                return int.TryParse(value.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0
                    ? Math.Min(seconds, MaxSeconds)
                    : null;
            }
        }

        return null;
    }
}
