using CodeExec.RunStore;
using CodeExec.TestKit;
using CodeExec.Tests.RedisSagas;
using StackExchange.Redis;

namespace CodeExec.IntegrationTests.RunStore;

public sealed class RunClaimsTests(RedisServer redis) : IClassFixture<RedisServer>, IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly Guid _run = Guid.NewGuid();
    private ConnectionMultiplexer _connection = null!;
    private RunClaims _claims = null!;

    public async Task InitializeAsync()
    {
        _connection = await ConnectionMultiplexer.ConnectAsync(redis.ConnectionString);
        _claims = new RunClaims(_connection);
    }

    public async Task DisposeAsync() => await _connection.DisposeAsync();

    [Fact]
    public async Task Of_many_duplicates_at_once_one_is_run_and_one_attempt_counted()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(n => _claims.ClaimAsync(_run, $"runner-{n}", Lease, redelivered: false)));

        answers.Where(answer => answer.Outcome == ClaimOutcome.Granted).Should().ContainSingle().Which.Claim!.Attempt.Should().Be(1);
        answers.Should().HaveCount(50).And.OnlyContain(answer => answer.Outcome == ClaimOutcome.Granted || answer.Outcome == ClaimOutcome.Held);
        (await _claims.FindAsync(_run)).Made.Should().Be(1);
    }

    [Fact]
    public async Task A_redelivery_takes_a_held_run_over_and_fences_its_holder()
    {
        var (_, first) = await _claims.ClaimAsync(_run, "runner-a", Lease, redelivered: false);

        var (_, second) = await _claims.ClaimAsync(_run, "runner-b", Lease, redelivered: true);

        second!.Attempt.Should().Be(2);
        (await _claims.RenewAsync(first!, Lease)).Should().BeFalse();
        (await _claims.RenewAsync(second, Lease)).Should().BeTrue();
        await _claims.ReleaseAsync(first!);
        var found = await _claims.FindAsync(_run);
        (found.Made, found.Runner).Should().Be((2, "runner-b"));
        found.LeaseLeft.Should().BePositive("the fenced holder's release is not its business");
    }

    [Fact]
    public async Task A_redelivered_duplicate_takes_nothing_from_the_holder_of_another_message()
    {
        var (_, first) = await _claims.ClaimAsync(_run, "runner-a", Lease, Deliveries.Delivery("first", redelivered: false));

        var (outcome, _) = await _claims.ClaimAsync(_run, "runner-b", Lease, Deliveries.Delivery("second", redelivered: true));

        outcome.Should().Be(ClaimOutcome.Held);
        (await _claims.RenewAsync(first!, Lease)).Should().BeTrue();
    }

    [Fact]
    public async Task A_claim_asked_again_for_the_same_delivery_is_one_attempt()
    {
        var delivery = Deliveries.Delivery("first", redelivered: false);
        await _claims.ClaimAsync(_run, "runner-a", Lease, delivery);

        var (outcome, claim) = await _claims.ClaimAsync(_run, "runner-a", Lease, delivery);

        (outcome, claim!.Attempt).Should().Be((ClaimOutcome.Granted, 1));
        (await _claims.FindAsync(_run)).Made.Should().Be(1);
    }

    [Fact]
    public async Task The_last_attempt_is_left_alone_while_it_is_held()
    {
        for (var attempt = 1; attempt < RunClaims.UsualAttempts; attempt++)
        {
            await _claims.ClaimAsync(_run, "runner-a", Lease, redelivered: true);
        }

        var (_, last) = await _claims.ClaimAsync(_run, "runner-b", Lease, redelivered: true);

        (await _claims.ClaimAsync(_run, "runner-c", Lease, redelivered: true)).Outcome.Should().Be(ClaimOutcome.Held);
        (await _claims.RenewAsync(last!, Lease)).Should().BeTrue();
        await _claims.BreakLeaseAsync(_run);
        (await _claims.ClaimAsync(_run, "runner-c", Lease, redelivered: true)).Outcome.Should().Be(ClaimOutcome.UsedUp);
    }

    [Fact]
    public async Task A_full_Redis_grants_renews_and_closes()
    {
        await _connection.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "1");
        try
        {
            var (outcome, claim) = await _claims.ClaimAsync(_run, "runner-a", Lease, redelivered: false);
            outcome.Should().Be(ClaimOutcome.Granted);
            (await _claims.RenewAsync(claim!, Lease)).Should().BeTrue();
            await _claims.CloseAsync(_run);
            (await _claims.RenewAsync(claim!, Lease)).Should().BeFalse();
        }
        finally
        {
            await _connection.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "0");
        }
    }

    [Fact]
    public async Task A_dead_lease_is_claimed_anew_by_any_message()
    {
        await _claims.ClaimAsync(_run, "runner-a", TimeSpan.FromMilliseconds(1), redelivered: false);
        await Eventually.BecomesTrueAsync(async () => (await _claims.FindAsync(_run)).LeaseLeft is null);

        var (outcome, claim) = await _claims.ClaimAsync(_run, "runner-b", Lease, redelivered: false);

        (outcome, claim!.Attempt).Should().Be((ClaimOutcome.Granted, 2));
    }

    [Fact]
    public async Task A_lease_that_is_broken_lets_the_next_claim_in()
    {
        await _claims.ClaimAsync(_run, "runner-a", Lease, redelivered: false);

        await _claims.BreakLeaseAsync(_run);

        (await _claims.ClaimAsync(_run, "runner-b", Lease, redelivered: false)).Claim!.Attempt.Should().Be(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_over_is_never_run_again_and_its_holder_stops(bool redelivered)
    {
        var (_, claim) = await _claims.ClaimAsync(_run, "runner-a", Lease, redelivered: false);

        await _claims.CloseAsync(_run);

        (await _claims.RenewAsync(claim!, Lease)).Should().BeFalse();
        (await _claims.ClaimAsync(_run, "runner-b", Lease, redelivered)).Outcome.Should().Be(ClaimOutcome.Over);
        (await _claims.FindAsync(_run)).LeaseLeft.Should().BeNull();
    }

    [Fact]
    public async Task A_run_that_ended_two_runners_is_for_who_runs_it_alone_and_being_told_so_costs_no_attempt()
    {
        for (var attempt = 1; attempt <= 2; attempt++)
        {
            (await _claims.ClaimAsync(_run, "runner-a", Lease, Deliveries.Delivery("first", redelivered: true, alone: false))).Outcome.Should().Be(ClaimOutcome.Granted);
        }

        for (var times = 0; times < 10; times++)
        {
            (await _claims.ClaimAsync(_run, "runner-b", Lease, Deliveries.Delivery("first", redelivered: true, alone: false)))
                .Should().Be(new ClaimAnswer(ClaimOutcome.Suspect, null));
        }

        (await _claims.ClaimAsync(_run, "runner-b", Lease, Deliveries.Delivery("second", redelivered: false))).Claim!.Attempt.Should().Be(3);
    }

    [Fact]
    public async Task What_was_never_claimed_has_no_attempts()
    {
        (await _claims.FindAsync(_run)).Should().Be(new RunAttempts(0, null, null));
    }
}
