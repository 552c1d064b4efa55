using System.Net;

namespace CodeExec.EndToEndTests.Services;

[Collection(nameof(FourProcesses))]
public sealed class RunRequestTests(FourProcesses services)
{
    private readonly Client _client = services.Client;

    [Fact]
    public async Task What_is_saved_after_a_run_was_asked_for_does_not_change_it()
    {
        var session = await _client.CreateSessionAsync("python", "print('asked')");

        var accepted = await _client.RunAsync(session);
        await _client.SaveAsync(session, new { source_code = "print('saved later')" });
        var end = await _client.GetEndAsync(accepted.GetProperty("execution_id").GetString()!);

        end.GetProperty("stdout").GetString().Should().Be("asked\n");
    }

    [Fact]
    public async Task An_accepted_execution_is_known_at_once()
    {
        var session = await _client.CreateSessionAsync("python", "print('known')");

        var statuses = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            var accepted = await _client.RunAsync(session);
            using var known = await _client.Http.GetAsync(new Uri($"/executions/{accepted.GetProperty("execution_id").GetString()}", UriKind.Relative));
            return known.StatusCode;
        }));

        statuses.Should().AllBeEquivalentTo(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_repeat_with_the_same_idempotency_key_is_the_same_execution()
    {
        var session = await _client.CreateSessionAsync("python", "print('once')");

        var first = await _client.RunAsync(session, headers: ("Idempotency-Key", "a key"));
        await _client.GetEndAsync(first.GetProperty("execution_id").GetString()!);
        var repeat = await _client.RunAsync(session, headers: ("Idempotency-Key", "a key"));
        var other = await _client.RunAsync(session, headers: ("Idempotency-Key", "another key"));

        repeat.GetProperty("execution_id").GetString().Should().Be(first.GetProperty("execution_id").GetString());
        other.GetProperty("execution_id").GetString().Should().NotBe(first.GetProperty("execution_id").GetString());
    }

    [Fact]
    public async Task A_client_that_would_rather_wait_gets_the_result()
    {
        var session = await _client.CreateSessionAsync("python", "print(input())");

        var end = await _client.RunAsync(session, new { stdin = "waited for\n" }, ("Prefer", "wait=10"));

        end.GetProperty("status").GetString().Should().Be("COMPLETED");
        end.GetProperty("stdout").GetString().Should().Be("waited for\n");
    }
}
