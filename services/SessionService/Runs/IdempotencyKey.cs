namespace CodeExec.SessionService.Runs;

/// <summary>The Idempotency-Key header: taken as it is, compared as it is.</summary>
internal static class IdempotencyKey
{
    public const int MaximumLength = 255;

    /// <summary>False when there are several or one that is no key. <paramref name="key"/> is null when there is none.</summary>
    public static bool TryRead(IHeaderDictionary headers, out string? key)
    {
        var values = headers["Idempotency-Key"];
        key = values.Count == 0 ? null : values.ToString();
        return key is null || (values.Count == 1 && key.Length is >= 1 and <= MaximumLength && key.All(c => c is >= ' ' and <= '~'));
    }
}
