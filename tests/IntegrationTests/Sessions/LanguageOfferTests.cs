using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using CodeExec.RunStore;
using Microsoft.Extensions.DependencyInjection;

namespace CodeExec.IntegrationTests.Sessions;

[Collection(nameof(SessionHost))]
public sealed class LanguageOfferTests(SessionHost host) : IAsyncLifetime
{
    private RunnerRegistry Registry => host.Services.GetRequiredService<RunnerRegistry>();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Registry.WithdrawAsync("test");
        await UntilPythonAsync(language => language.GetProperty("available").ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public async Task A_language_that_every_runner_lacks_is_refused_with_what_to_install()
    {
        await AnnounceAsync(new LanguageStatus { Missing = "apt-get install python3" });
        await UntilPythonAsync(language => language.GetProperty("available").ValueKind == JsonValueKind.False);
        var session = await host.NewSessionAsync(language: null);

        var changed = await host.Http.PatchAsJsonAsync($"code-sessions/{session}", new { language = "python" });
        var run = await host.Http.PostAsync($"code-sessions/{session}/run", null);

        foreach (var response in new[] { changed, run })
        {
            response.StatusCode.Should().Be(HttpStatusCode.UnprocessableEntity);
            (await response.Content.ReadAsStringAsync()).Should().Contain("language-unavailable").And.Contain("apt-get install python3");
        }
    }

    [Fact]
    public async Task A_language_is_listed_with_the_version_that_was_found()
    {
        await AnnounceAsync(new LanguageStatus { Version = "3.11.2" });

        await UntilPythonAsync(language =>
            language.GetProperty("available").ValueKind == JsonValueKind.True && language.GetProperty("versions")[0].GetString() == "3.11.2");
    }

    private Task AnnounceAsync(LanguageStatus python) => Registry.AnnounceAsync(new RunnerStatus
    {
        Runner = "test",
        Slots = 4,
        Isolation = "bubblewrap",
        EnforcedLimits = new Dictionary<string, string> { ["wall"] = "clock" },
        Languages = new Dictionary<string, LanguageStatus> { ["python"] = python },
    });

    // What runners say is asked every two seconds.
    private async Task UntilPythonAsync(Func<JsonElement, bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        do
        {
            var list = await host.Http.GetFromJsonAsync<JsonElement>("languages", patience.Token);
            if (condition(list.GetProperty("languages").EnumerateArray().Single(language => language.GetProperty("name").GetString() == "python")))
            {
                return;
            }
        }
        while (await pause.WaitForNextTickAsync(patience.Token));
    }
}
