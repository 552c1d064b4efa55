using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodeExec.TestKit;

namespace CodeExec.EndToEndTests.Services;

public sealed class ApiKeyTests(Servers servers) : IClassFixture<Servers>, IDisposable
{
    private static readonly string AKey = $"a-{Guid.NewGuid()}";
    private static readonly string BKey = $"b-{Guid.NewGuid()}";
    private static readonly string SlowKey = $"slow-{Guid.NewGuid()}";

    private readonly string _folder = Machine.TemporaryDirectory("keys");

    private string File => Path.Combine(_folder, "keys.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_key_opens_what_is_its_tenants_and_nothing_else()
    {
        Write(Entry("a", AKey, queuedRuns: 2), Entry("b", BKey), Entry("slow", SlowKey, requests: 1));
        var settings = new Dictionary<string, string>(servers.Settings) { ["ApiKeys__File"] = File, ["ApiKeys__ReloadInterval"] = "00:00:01" };
        await using var deployment = await Deployment.StartAsync(settings);
        using var nobody = ClientOf(deployment, key: null);
        using var stranger = ClientOf(deployment, "stranger");
        using var a = ClientOf(deployment, AKey);
        using var b = ClientOf(deployment, BKey);
        using var slow = ClientOf(deployment, SlowKey);

        // No key, no service; but its description, which says how to get on.
        foreach (var client in new[] { nobody, stranger })
        {
            using var refused = await client.PostAsync(new Uri("/code-sessions", UriKind.Relative), null);
            refused.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
            refused.Headers.WwwAuthenticate.ToString().Should().Be("Bearer");
            (await StatusAsync(client, "/nothing/here")).Should().Be(HttpStatusCode.Unauthorized);
        }

        (await StatusAsync(nobody, "/openapi/v1.json")).Should().Be(HttpStatusCode.OK);

        // What is one tenant's is not there for another, nor for who pretends to be the gateway.
        var session = await CreateAsync(a, "import time; time.sleep(8)");
        var execution = await RunAsync(a, session);
        foreach (var path in new[] { $"/code-sessions/{session}", $"/executions/{execution}", $"/executions/{execution}/history", $"/EXECUTIONS/{execution.Replace("-", "", StringComparison.Ordinal)}" })
        {
            (await StatusAsync(a, path)).Should().Be(HttpStatusCode.OK);
            (await StatusAsync(b, path)).Should().Be(HttpStatusCode.NotFound);
        }

        b.DefaultRequestHeaders.Add("CodeExec-Tenant", execution[^12..]);
        (await StatusAsync(b, $"/executions/{execution}")).Should().Be(HttpStatusCode.NotFound);
        (await CreateAsync(b, "")).Should().NotEndWith(execution[^12..]);
        (await PostRunAsync(b, session)).StatusCode.Should().Be(HttpStatusCode.NotFound);

        // Two at once are this tenant's; the third waits until one has ended, as the first may have by now.
        var third = await PostRunAsync(a, session);
        for (var accepted = 0; accepted < 2 && third.IsSuccessStatusCode; accepted++)
        {
            third.Dispose();
            third = await PostRunAsync(a, session);
        }

        using (third)
        {
            third.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
            third.Headers.RetryAfter.Should().NotBeNull();
            (await third.Content.ReadAsStringAsync()).Should().Contain("too-many-runs-of-tenant");
        }

        await Eventually.IsTrueAsync(async () => (await PostRunAsync(a, session)).StatusCode == HttpStatusCode.Accepted);

        // One request a minute.
        (await StatusAsync(slow, "/limits")).Should().Be(HttpStatusCode.OK);
        using (var second = await slow.GetAsync(new Uri("/limits", UriKind.Relative)))
        {
            second.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
            second.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(60));
        }

        // Revoked while it runs; a file that cannot be used changes nothing.
        Write(Entry("a", AKey));
        await Eventually.IsTrueAsync(async () => await StatusAsync(b, "/limits") == HttpStatusCode.Unauthorized);
        await System.IO.File.WriteAllTextAsync(File, "{");
        await Eventually.IsTrueAsync(() => Task.FromResult(deployment.Gateways[0].Log.Contains("cannot be used", StringComparison.Ordinal)));
        (await StatusAsync(a, "/limits")).Should().Be(HttpStatusCode.OK);
        deployment.Processes.Should().OnlyContain(process => !process.Log.Contains(AKey) && !process.Log.Contains(BKey));
    }

    [Fact]
    public async Task A_host_that_asks_for_keys_may_listen_beyond_loopback()
    {
        Write(Entry("a", AKey));
        var settings = new Dictionary<string, string> { ["ApiKeys__File"] = File };
        await using var open = await ServiceProcess.LaunchAsync("services/Gateway", new Dictionary<string, string>(), "--urls", $"http://0.0.0.0:{Machine.FreePort()}");
        await open.Process.WaitForExitAsync();
        open.Log.Should().Contain("without API keys");

        await using var guarded = await ServiceProcess.LaunchAsync("services/Gateway", settings, "--urls", $"http://0.0.0.0:{Machine.FreePort()}");
        using var http = new HttpClient();
        await guarded.Process.WaitUntilAsync(async cancellation => await LivesAsync(http, guarded, cancellation), TimeSpan.FromSeconds(60));
    }

    private static async Task<bool> LivesAsync(HttpClient http, ServiceProcess process, CancellationToken cancellation)
    {
        try
        {
            return (await http.GetAsync(new Uri(process.ManagementUrl, "/health/live"), cancellation)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static HttpClient ClientOf(Deployment deployment, string? key)
    {
        var client = new HttpClient { BaseAddress = deployment.Gateways[0].Url };
        client.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static async Task<string> CreateAsync(HttpClient client, string source)
    {
        using var answer = await client.PostAsJsonAsync(new Uri("/code-sessions", UriKind.Relative), new { source_code = source });
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("session_id").GetString()!;
    }

    private static async Task<string> RunAsync(HttpClient client, string session)
    {
        using var answer = await PostRunAsync(client, session);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("execution_id").GetString()!;
    }

    private static Task<HttpResponseMessage> PostRunAsync(HttpClient client, string session) =>
        client.PostAsync(new Uri($"/code-sessions/{session}/run", UriKind.Relative), null);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode;
    }

    private static object Entry(string tenant, string key, int requests = 100_000, int queuedRuns = 100) => new
    {
        tenant,
        sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))),
        requests_per_minute = requests,
        queued_runs = queuedRuns,
    };

    private void Write(params object[] keys) => System.IO.File.WriteAllText(File, JsonSerializer.Serialize(new { keys }));
}
