using System.Globalization;

namespace CodeExec.EndToEndTests.Faults;

/// <summary>A row a fault for the table in docs/reliability.md, appended to the file that <c>./test faults</c> names.</summary>
internal static class FaultReport
{
    private static readonly string? File = Environment.GetEnvironmentVariable("CODEEXEC_FAULT_REPORT");

    public static void Row(string fault, int inFlight, FormattableString seen)
    {
        if (File is not null)
        {
            System.IO.File.AppendAllText(File, $"| {fault} | {inFlight:N0} | {seen.ToString(CultureInfo.InvariantCulture)} |\n");
        }
    }
}
