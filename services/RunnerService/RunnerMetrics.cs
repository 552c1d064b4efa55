using System.Diagnostics.Metrics;

namespace CodeExec.RunnerService;

/// <summary>The meter <c>CodeExec.Runner</c>, one for the process as its trace source is.</summary>
internal static class RunnerMetrics
{
    private static readonly Meter Meter = new("CodeExec.Runner");

    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>(
        "codeexec.runner.deliveries", "{delivery}", "Runs taken from the queue, by what came of the claim and whether the broker had delivered them before.");

    private static readonly Counter<long> Starts = Meter.CreateCounter<long>(
        "codeexec.runner.starts", "{start}", "Programs and compilers started, by what was ready for them.");

    private static readonly Counter<long> Compilations = Meter.CreateCounter<long>(
        "codeexec.runner.compilations", "{program}", "Programs that must be compiled, by whether that was done before.");

    /// <param name="claim">Granted, held, over, used_up or suspect.</param>
    /// <param name="redelivered">Whether the broker says that it was delivered before.</param>
    public static void Delivered(string claim, bool redelivered) =>
        Deliveries.Add(1, new KeyValuePair<string, object?>("claim", claim), new("redelivered", redelivered ? "true" : "false"));

    /// <param name="from">template or waiting: an interpreter that had started; namespaces: an empty sandbox; nothing: all was made for this run.</param>
    public static void Started(string from) => Starts.Add(1, new KeyValuePair<string, object?>("from", from));

    /// <param name="cached">Whether the compiled program was kept from before.</param>
    public static void Compiled(bool cached) => Compilations.Add(1, new KeyValuePair<string, object?>("cached", cached ? "true" : "false"));
}
