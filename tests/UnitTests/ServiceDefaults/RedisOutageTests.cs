using System.IO.Pipelines;
using CodeExec.ServiceDefaults;
using StackExchange.Redis;

namespace CodeExec.UnitTests.ServiceDefaults;

public sealed class RedisOutageTests
{
    [Fact]
    public async Task A_command_that_the_client_gave_up_is_an_outage()
    {
        var command = new TaskCompletionSource();
        command.TrySetCanceled(); // as StackExchange.Redis does with one that it could not write in time

        var thrown = await FluentActions.Awaiting(() => AskAsync(command.Task)).Should().ThrowAsync<TaskCanceledException>();

        thrown.Which.IsRedisOutage().Should().BeTrue();
    }

    [Fact]
    public async Task What_somebody_cancelled_is_none()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        var thrown = await FluentActions.Awaiting(() => AskAsync(Task.FromCanceled(cancelled.Token))).Should().ThrowAsync<TaskCanceledException>();

        thrown.Which.IsRedisOutage().Should().BeFalse();
    }

    [Fact]
    public async Task A_connection_that_is_closed_under_its_reader_is_an_outage()
    {
        var connection = new Pipe();
        await connection.Writer.WriteAsync("+OK"u8.ToArray());
        var answer = await connection.Reader.ReadAsync();
        await connection.Reader.CompleteAsync(); // as StackExchange.Redis does from another thread

        var thrown = FluentActions.Invoking(() => connection.Reader.AdvanceTo(answer.Buffer.End)).Should().Throw<InvalidOperationException>();

        thrown.Which.IsRedisOutage().Should().BeTrue();
    }

    [Fact]
    public void Errors_and_timeouts_are_and_others_are_not()
    {
        new Exception[] { new RedisException(""), new RedisConnectionException(ConnectionFailureType.SocketFailure, ""), new TimeoutException() }
            .Should().OnlyContain(exception => exception.IsRedisOutage());
        new InvalidOperationException().IsRedisOutage().Should().BeFalse();
    }

    private static async Task AskAsync(Task task) => await task;
}
