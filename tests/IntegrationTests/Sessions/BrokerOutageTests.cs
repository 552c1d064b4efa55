using System.Diagnostics;
using System.Net;
using CodeExec.TestKit;

namespace CodeExec.IntegrationTests.Sessions;

public sealed class BrokerOutageTests(BrokerOutageTests.HostWithoutBroker host) : IClassFixture<BrokerOutageTests.HostWithoutBroker>
{
    [Fact]
    public async Task Without_a_broker_runs_are_refused_in_time_and_sessions_are_served()
    {
        var session = await host.NewSessionAsync();

        var before = Stopwatch.GetTimestamp();
        var run = await host.Http.PostAsync($"code-sessions/{session}/run", null);

        Stopwatch.GetElapsedTime(before).Should().BeLessThan(TimeSpan.FromSeconds(8)); // two, and what a loaded machine adds
        run.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await run.Content.ReadAsStringAsync()).Should().Contain("urn:codeexec:problem:not-accepted");
        (await host.Http.GetAsync($"code-sessions/{session}")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    public sealed class HostWithoutBroker : SessionHost
    {
        protected override string[] MessageBus => ["--MessageBus:Transport=RabbitMq", $"--MessageBus:Port={Machine.FreePort()}", "--Shutdown:DrainTime=00:00:05"];
    }
}
