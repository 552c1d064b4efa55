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
        var (ours, bare, cpu, shares) = (new List<ControlWindow>(), new Rate(), TimeSpan.Zero, new CpuShares(plane));
        for (var window = 0; window < windows; window++)
        {
            var (used, client) = (account.Own + CpuAccount.Kernel, Environment.CpuUsage.TotalTime);
            shares.Begin();
            ours.Add(await load.RunAsync(length));
            shares.End();
            cpu += account.Own + CpuAccount.Kernel - used - (Environment.CpuUsage.TotalTime - client);
            await bare.MeasureAsync(account, length, Clients, () => Task.Run(() => BareProgram.RunPython(hello)));
        }

        var count = ours.Sum(window => window.Count);
        var perSecond = count / ours.Sum(window => window.Wall.TotalSeconds);
        Report.Rates($"Python hello, {Clients} clients, runs a second", perSecond, bare.PerSecond);
        Report.Cpu($"Python hello, {Clients} clients, CPU a run, kernel threads included", cpu / count, bare.CpuWithKernel);
        shares.Report(cpu);
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
        var (ours, bare, shares) = (new Rate(), new Rate(), new CpuShares(plane));
        for (var window = 0; window < windows; window++)
        {
            shares.Begin();
            await ours.MeasureAsync(account, length, Compilers, RunOneAsync);
            shares.End();
            await bare.MeasureAsync(account, length, Compilers, () => Task.Run(() => CompileBare(folder)));
        }

        Report.Rates($"C hello compiled each time, {Compilers} clients, runs a second", ours.PerSecond, bare.PerSecond);
        Report.Cpu($"C hello compiled each time, {Compilers} clients, CPU a run, kernel threads and the client included", ours.CpuWithKernel, bare.CpuWithKernel);
        shares.Report(ours.CpuOfAll);

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

    /// <summary>Who used the CPU while it counts.</summary>
    private sealed class CpuShares(ControlPlane plane)
    {
        private readonly Dictionary<string, TimeSpan> _parts = [];
        private IReadOnlyDictionary<string, TimeSpan> _before = new Dictionary<string, TimeSpan>();

        public void Begin() => _before = plane.CpuByProcess();

        public void End()
        {
            foreach (var (name, time) in plane.CpuByProcess())
            {
                _parts[name] = _parts.GetValueOrDefault(name) + time - _before[name];
            }
        }

        public void Report(TimeSpan all) => Benchmarks.Report.Shares("CPU by process", new Dictionary<string, TimeSpan>(_parts)
        {
            ["programs, their sandboxes and all else"] = all - _parts.Values.Aggregate(TimeSpan.Zero, (sum, time) => sum + time),
        });
    }

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
