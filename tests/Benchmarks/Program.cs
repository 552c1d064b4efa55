using CodeExec.Benchmarks;

if (args is ["sandbox"])
{
    await SandboxBenchmark.RunAsync();
    return 0;
}

if (args is ["compile"])
{
    await CompileBenchmark.RunAsync();
    return 0;
}

if (args is ["endurance"])
{
    await SandboxBenchmark.EndureAsync();
    return 0;
}

var verb = args.FirstOrDefault("");
if (verb is not ("" or "http" or "service" or "control" or "history"))
{
    Console.Error.WriteLine($"There is no benchmark {verb}. There are: http, service, sandbox, compile, endurance, control, history.");
    return 2;
}

Report.Heading();
if (verb is "" or "http")
{
    await HttpBenchmark.RunAsync(pairs: 200);
}

if (verb is "service")
{
    await ServiceBenchmark.RunAsync(windows: 5, length: TimeSpan.FromSeconds(5));
}

if (verb is "" or "control")
{
    await ControlBenchmark.RunAsync(windows: 5, length: TimeSpan.FromSeconds(5));
}

if (verb is "history")
{
    await HistoryBenchmark.RunAsync(pairs: 10, length: TimeSpan.FromSeconds(5));
}

return 0;
