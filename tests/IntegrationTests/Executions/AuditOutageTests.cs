using System.Diagnostics;
using System.Net;

namespace CodeExec.IntegrationTests.Executions;

public sealed class AuditOutageTests(ExecutionServiceHost service) : IClassFixture<ExecutionServiceHost>
{
    [Fact]
    public async Task While_Postgres_hangs_what_only_it_knows_answers_503_in_time()
    {
        var unknown = Guid.NewGuid();
        await service.GetUntilAsync($"/executions/{unknown}", problem => problem["type"]!.GetValue<string>().EndsWith("execution-not-found", StringComparison.Ordinal));
        await ExecutionServiceHost.GetUntilAsync(service.Management, "/dead-letters", page => page.ContainsKey("dead_letters"));

        await service.Postgres.SignalAsync("STOP");
        try
        {
            await AnswersUnavailableAsync(() => service.Http.GetAsync($"/executions/{unknown}"));
            await AnswersUnavailableAsync(() => service.Http.GetAsync($"/executions/{unknown}/history"));
            await AnswersUnavailableAsync(() => service.Management.GetAsync("/dead-letters"));
            await AnswersUnavailableAsync(() => service.Management.GetAsync($"/dead-letters/{unknown}"));
            await AnswersUnavailableAsync(() => service.Management.PostAsync($"/dead-letters/{unknown}/replay", null));
            await AnswersUnavailableAsync(() => service.Management.DeleteAsync($"/dead-letters/{unknown}"));
        }
        finally
        {
            await service.Postgres.SignalAsync("CONT");
        }
    }

    private static async Task AnswersUnavailableAsync(Func<Task<HttpResponseMessage>> request)
    {
        var before = Stopwatch.GetTimestamp();
        using var response = await request();

        Stopwatch.GetElapsedTime(before).Should().BeLessThan(TimeSpan.FromSeconds(3));
        response.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.Should().NotBeNull();
    }
}
