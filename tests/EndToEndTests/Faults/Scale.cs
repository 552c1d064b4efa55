namespace CodeExec.EndToEndTests.Faults;

/// <summary>How hard a fault is tried: once with a few runs in every test run, or as <c>./test faults</c> does.</summary>
internal static class Scale
{
    public static bool Full { get; } = Environment.GetEnvironmentVariable("CODEEXEC_FAULTS") == "full";

    /// <summary>Runs in flight when every fault is tried once.</summary>
    public const int FewRuns = 20;

    /// <summary>The number for this scale.</summary>
    public static int Of(int once, int full) => Full ? full : once;
}
