using System.Net.Http.Json;
using System.Text.Json;
using CodeExec.TestKit;

namespace CodeExec.Benchmarks;

/// <summary>The whole service with the real sandbox, every part of it on this machine beside the bare programs.</summary>
internal static class ServiceBenchmark
{
    private const int Clients = 8;
    private const int Compilers = 4;
    private const int Pairs = 200;

    public static async Task RunAsync(int windows, TimeSpan length)
    {
        var folder = Machine.TemporaryDirectory("bench");
        using var account = new CpuAccount();
        await using (var plane = await ControlPlane.StartAsync("services/RunnerService"))
        {
            await HelloAsync(plane, account, folder, windows, length);
            await HttpBenchmark.RunAsync("real servers", plane.Url, Pairs);
            await CompileAsync(plane, account, folder, windows, length);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task HelloAsync(ControlPlane plane, CpuAccount account, string folder, int windows, TimeSpan length)
    {
        var hello = Path.Combine(folder, "main.py");
        await File.WriteAllTextAsync(hello, "print('hello')");
        await using var load = await ControlLoad.PrepareAsync(plane, Clients);
        await load.WarmUpAsync();
        var (ours, bare, cpu, before) = (new List<ControlWindow>(), new Rate(), TimeSpan.Zero, plane.CpuByProcess());
        for (var window = 0; window < windows; window++)
        {
            var (used, client) = (account.Own + CpuAccount.Kernel, Environment.CpuUsage.TotalTime);
            ours.Add(await load.RunAsync(length));
            cpu += account.Own + CpuAccount.Kernel - used - (Environment.CpuUsage.TotalTime - client);
            await bare.MeasureAsync(account, length, Clients, () => Task.Run(() => BareProgram.RunPython(hello)));
        }

        var count = ours.Sum(window => window.Count);
        var perSecond = count / ours.Sum(window => window.Wall.TotalSeconds);
        Report.Rates($"Python hello, {Clients} clients, runs a second", perSecond, bare.PerSecond);
        Report.Cpu($"Python hello, {Clients} clients, CPU a run, kernel threads included", cpu / count, bare.CpuWithKernel);
        ReportShares(plane, before);
        Report.Count("runs not accepted in time", ours.Sum(window => window.Refused), count);
    }

    // A program that was never compiled before, each time.
    private static async Task CompileAsync(ControlPlane plane, CpuAccount account, string folder, int windows, TimeSpan length)
    {
        using var http = new HttpClient { BaseAddress = plane.Url };
        var free = new System.Collections.Concurrent.ConcurrentBag<string>();
        for (var client = 0; client < Compilers; client++)
        {
            using var created = await http.PostAsync("/code-sessions", null);
            free.Add((await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("session_id").GetString()!);
        }

        await new Rate().MeasureAsync(account, ControlLoad.WarmUp, Compilers, RunOneAsync);
        var (ours, bare, before) = (new Rate(), new Rate(), plane.CpuByProcess());
        for (var window = 0; window < windows; window++)
        {
            await ours.MeasureAsync(account, length, Compilers, RunOneAsync);
            await bare.MeasureAsync(account, length, Compilers, () => Task.Run(() => CompileBare(folder)));
        }

        Report.Rates($"C hello compiled each time, {Compilers} clients, runs a second", ours.PerSecond, bare.PerSecond);
        Report.Cpu($"C hello compiled each time, {Compilers} clients, CPU a run, kernel threads and the client included", ours.CpuWithKernel, bare.CpuWithKernel);
        ReportShares(plane, before);

        async Task RunOneAsync()
        {
            free.TryTake(out var session);
            await RunAsync(http, $"/code-sessions/{session}");
            free.Add(session!);
        }
    }

    private static async Task RunAsync(HttpClient http, string session)
    {
        using var saved = await http.PatchAsJsonAsync(session, new { language = "c", source_code = Hello() });
        saved.EnsureSuccessStatusCode();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{session}/run") { Headers = { { "Prefer", "wait=30" } } };
        using var response = await http.SendAsync(request);
        var execution = await response.Content.ReadFromJsonAsync<JsonElement>();
        if (execution.GetProperty("stdout").GetString() != "hello\n")
        {
            throw new InvalidOperationException($"The run failed: {execution}");
        }
    }

    private static void ReportShares(ControlPlane plane, IReadOnlyDictionary<string, TimeSpan> before) =>
        Report.Shares("CPU by process", plane.CpuByProcess().ToDictionary(process => process.Key, process => process.Value - before[process.Key]));

    private static void CompileBare(string folder)
    {
        var name = Path.Combine(folder, $"{Guid.NewGuid():N}");
        File.WriteAllText($"{name}.c", Hello());
        BareProgram.Run("gcc", "-O2", "-o", name, $"{name}.c");
        BareProgram.Run(name);
        File.Delete($"{name}.c");
        File.Delete(name);
    }

    private static string Hello() => $"#include <stdio.h>\nint main(void) {{ puts(\"hello\"); }} /* {Guid.NewGuid()} */\n";
}
