using CodeExec.Benchmarks;

if (args is ["sandbox"])
{
    await SandboxBenchmark.RunAsync();
    return 0;
}

var verb = args.FirstOrDefault("http");
Report.Heading();
switch (verb)
{
    case "http":
        await HttpBenchmark.RunAsync(pairs: 200);
        return 0;
    default:
        Console.Error.WriteLine($"There is no benchmark {verb}. There is: http.");
        return 2;
}
