using System.Diagnostics;
using System.Net;

namespace CodeExec.IntegrationTests.Sessions;

public sealed class StoreOutageTests(SessionHost host) : IClassFixture<SessionHost>
{
    [Fact]
    public async Task While_Postgres_is_dead_sessions_answer_503_and_afterwards_they_are_all_there()
    {
        var session = await host.NewSessionAsync();

        await host.Postgres.KillAsync();
        await AnswersUnavailableAsync(session);
        (await host.Http.GetAsync("languages")).StatusCode.Should().Be(HttpStatusCode.OK);

        await host.Postgres.StartAsync();
        (await host.Http.GetAsync($"code-sessions/{session}")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task While_Postgres_hangs_sessions_answer_503()
    {
        var session = await host.NewSessionAsync();

        await host.Postgres.SignalAsync("STOP");
        try
        {
            await AnswersUnavailableAsync(session);
        }
        finally
        {
            await host.Postgres.SignalAsync("CONT");
        }
    }

    // Two seconds and what a loaded machine adds.
    private async Task AnswersUnavailableAsync(Guid session)
    {
        foreach (var request in new Func<Task<HttpResponseMessage>>[]
        {
            () => host.Http.GetAsync($"code-sessions/{session}"),
            () => host.Http.PostAsync("code-sessions", null),
            () => host.Http.PostAsync($"code-sessions/{session}/run", null),
        })
        {
            var before = Stopwatch.GetTimestamp();
            var response = await request();

            Stopwatch.GetElapsedTime(before).Should().BeLessThan(TimeSpan.FromSeconds(8));
            response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
            response.Headers.RetryAfter.Should().NotBeNull();
            (await response.Content.ReadAsStringAsync()).Should().Contain("urn:codeexec:problem:store-unavailable");
        }
    }
}
