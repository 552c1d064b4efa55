using System.Globalization;

namespace CodeExec.Benchmarks;

/// <summary>One line a measurement, the ratio first.</summary>
internal static class Report
{
    public static void Heading() => Console.WriteLine($"{"ratio",6}  {"what",-60} {"ours p50",10} {"p95",10} {"base p50",10} {"p95",10} {"pairs",6}");

    /// <summary>Prints p50 of ours over p50 of the baseline, taken in turns.</summary>
    public static void Ratio(string what, IReadOnlyCollection<TimeSpan> ours, IReadOnlyCollection<TimeSpan> bare) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{At(ours, 50) / At(bare, 50),6:0.00}  {what,-60} {Ms(ours, 50),10} {Ms(ours, 95),10} {Ms(bare, 50),10} {Ms(bare, 95),10} {ours.Count,6}"));

    /// <summary>Prints ours over the baseline's, a second.</summary>
    public static void Rates(string what, double ours, double bare) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{ours / bare,6:0.00}  {what}: {ours:0.0} of ours, {bare:0.0} bare"));

    /// <summary>Prints ours over the baseline's, each a mean.</summary>
    public static void Cpu(string what, TimeSpan ours, TimeSpan bare) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{ours / bare,6:0.00}  {what}: {ours.TotalMilliseconds:0.0} ms of ours, {bare.TotalMilliseconds:0.0} ms bare"));

    /// <summary>Prints how many of how many, unless there are none.</summary>
    public static void Count(string what, int count, int of)
    {
        if (count > 0)
        {
            Console.WriteLine($"{"",6}  {what}: {count} of {of + count}");
        }
    }

    /// <summary>Prints what part of a sum each has, the largest first.</summary>
    public static void Shares(string what, IReadOnlyDictionary<string, TimeSpan> parts) => Console.WriteLine($"{"",6}  {what}: " + string.Join(", ", parts
        .OrderByDescending(part => part.Value)
        .Select(part => string.Create(CultureInfo.InvariantCulture, $"{part.Key} {100 * part.Value / parts.Values.Aggregate(TimeSpan.Zero, (sum, value) => sum + value):0} %"))));

    private static string Ms(IReadOnlyCollection<TimeSpan> times, int percentile) =>
        string.Create(CultureInfo.InvariantCulture, $"{At(times, percentile).TotalMilliseconds:0.0} ms");

    // Nearest rank: a time that was measured.
    private static TimeSpan At(IReadOnlyCollection<TimeSpan> times, int percentile) =>
        times.Order().ElementAt((int)Math.Ceiling(times.Count * percentile / 100.0) - 1);
}
