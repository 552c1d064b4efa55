using CodeExec.TestKit;

namespace CodeExec.EndToEndTests.Services;

/// <summary>What each service tells of itself under load, as the pages in docs/metrics have it.</summary>
[Collection(nameof(FourProcesses))]
public sealed class MetricsTests(FourProcesses services)
{
    private const int Clients = 8;

    // docs/metrics is made so: CODEEXEC_METRICS_PAGES=docs/metrics ./test --filter MetricsTests
    private static readonly string? Pages = Environment.GetEnvironmentVariable("CODEEXEC_METRICS_PAGES");

    // What happens under a heavier load, or by chance.
    private static readonly string[] Rare =
    [
        "codeexec_dead_letters_recorded_total", "redis_sagas_conflicts_total", "redis_sagas_duplicates_total", "redis_sagas_swept_total", "redis_sagas_delivery_failures_total",
    ];

    private static readonly (string Language, string Source, object Input)[] Programs =
    [
        ("python", "print('hello')", new { }),
        ("python", "raise SystemExit(1)", new { }),
        ("python", "while True: pass", new { limits = new { wall_time_ms = 200 } }),
        ("go", "package main\n\nfunc main() { println(\"hello\") }\n", new { }),
        ("go", "package main\n\nfunc main() { oops }\n", new { }),
    ];

    [Fact]
    public async Task The_page_of_each_service_under_load_has_the_metrics_and_labels_of_the_documents()
    {
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => LoadAsync(Pages is null ? 1 : 40)));

        foreach (var service in services.Deployment.Processes)
        {
            var documented = Path.Combine(Machine.Root, Pages ?? "docs/metrics", $"{service.Name}.txt");
            if (Pages is not null)
            {
                await File.WriteAllLinesAsync(documented, WithoutBuckets(await PageAsync(service)));
            }

            var expected = SeriesIn(await File.ReadAllLinesAsync(documented));
            await Eventually.IsTrueAsync(async () => expected.IsSubsetOf(SeriesIn(await PageAsync(service))));
            SeriesIn(await PageAsync(service)).Should().BeEquivalentTo(expected, "docs/metrics has all that {0} tells", service.Name);
        }
    }

    private async Task LoadAsync(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (language, source, input) in Programs)
            {
                var session = await services.Client.CreateSessionAsync(language, source);
                var accepted = await services.Client.RunAsync(session, input);
                await services.Client.GetEndAsync(accepted.GetProperty("execution_id").GetString()!);
            }
        }
    }

    private static async Task<string[]> PageAsync(ServiceProcess service)
    {
        using var http = new HttpClient();
        return (await http.GetStringAsync(new Uri(service.ManagementUrl, "/metrics"))).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static IEnumerable<string> WithoutBuckets(IEnumerable<string> page) => page.Where(line => !line.Contains("_bucket{", StringComparison.Ordinal));

    // Ours, as metric{label,label}; what the libraries count depends on what else has happened.
    private static HashSet<string> SeriesIn(IEnumerable<string> page) =>
    [
        .. WithoutBuckets(page)
            .Where(line => line.StartsWith("codeexec_", StringComparison.Ordinal) || line.StartsWith("redis_sagas_", StringComparison.Ordinal))
            .Where(line => !Rare.Contains(line.Split('{', ' ')[0]))
            .Select(line => line.Split('{', '}') is [var name, var labels, ..]
                ? $"{name}{{{string.Join(',', labels.Split("\",").Select(label => label.Split('=')[0]).Where(label => !label.StartsWith("otel_", StringComparison.Ordinal)))}}}"
                : line.Split(' ')[0]),
    ];
}
