namespace CodeExec.SessionService.Runs;

/// <summary>The Idempotency-Key header: taken as it is, compared as it is.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    public const string Description =
        "Makes a repeat safe: the same key with the same body is the same execution for 24 hours. 1 to 255 printable ASCII characters.";

    public const int MaximumLength = 255;

    public static bool IsValid(string key) => key.Length is >= 1 and <= MaximumLength && key.All(c => c is >= ' ' and <= '~');
}
