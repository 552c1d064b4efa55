using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using CodeExec.RedisSagas;
using MassTransit;
using StackExchange.Redis;

namespace CodeExec.Tests.RedisSagas;

/// <summary>What the saga repository promises, on whichever store a subclass connects to.</summary>
public abstract class RedisSagaConformance : IAsyncLifetime
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private readonly string _prefix = $"test-{Guid.NewGuid():N}";
    private readonly Guid _id = Guid.NewGuid();
    private readonly List<TicketHost> _hosts = [];
    private ConnectionMultiplexer? _redis;

    /// <summary>A StackExchange.Redis configuration string.</summary>
    protected abstract string Redis { get; }

    protected virtual int Shards => 1;

    protected virtual void UseTransport(IBusRegistrationConfigurator bus) =>
        bus.UsingInMemory((context, configurator) => configurator.ConfigureEndpoints(context));

    public async Task InitializeAsync() => _redis = await ConnectionMultiplexer.ConnectAsync(Redis);

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _redis!.DisposeAsync();
    }

    [Fact]
    public async Task A_transition_stores_its_state_and_then_its_messages_leave()
    {
        var host = await StartAsync();

        var answer = await host.AskAsync(new OpenTicket(_id));

        answer.State.Should().Be("new");
        await UntilAsync(() => host.Records.MessageIds(_id).Count == 2);
        host.Records.Of<TicketOpened>(_id).Should().ContainSingle();
        host.Records.Of<WorkOnTicket>(_id).Should().ContainSingle();
        var ticket = await host.LoadAsync(_id);
        ticket!.CurrentState.Should().Be("Active");
        ticket.Version.Should().Be(1);
        await UntilAsync(async () => await OutstandingAsync() == 0 && await DueAsync() == 0);
    }

    [Fact]
    public async Task A_saga_that_does_not_exist_reads_as_null()
    {
        var host = await StartAsync();

        (await host.LoadAsync(_id)).Should().BeNull();
    }

    [Fact]
    public async Task A_transition_that_throws_stores_and_sends_nothing()
    {
        var host = await StartAsync();
        await host.AskAsync(new OpenTicket(_id));

        await host.SendAsync(new SpoilTicket(_id));
        await UntilAsync(() => host.Records.Of<Fault<SpoilTicket>>(_id).Count == 1);
        await host.SendAsync(new AddToTicket(_id));

        await UntilAsync(() => host.Records.Of<TicketAdded>(_id).Count == 1);
        host.Records.Of<TicketAdded>(_id).Single().Additions.Should().Be(1);
        (await host.LoadAsync(_id))!.Version.Should().Be(2);
    }

    [Fact]
    public async Task Of_two_commits_on_one_version_the_second_changes_nothing()
    {
        var host = await StartAsync();
        var first = Commit(version: 0, "{\"first\":1}", NewId.NextGuid());
        var second = Commit(version: 0, "{\"second\":2}", NewId.NextGuid());

        var done = new[] { await host.Store.CommitAsync(first), await host.Store.CommitAsync(second) };

        done.Should().Equal(true, false);
        (await HashAsync())["s"].Should().Be("{\"first\":1}");
        (await HashAsync()).Keys.Should().NotContain(SagaFields.Inbox(second.MessageId!.Value));
    }

    [Fact]
    public async Task The_same_message_twice_is_one_transition()
    {
        var host = await StartAsync();
        await host.AskAsync(new OpenTicket(_id));
        var messageId = NewId.NextGuid();

        await host.SendAsync(new AddToTicket(_id), messageId);
        await UntilAsync(() => host.Records.Of<TicketAdded>(_id).Count == 1);
        await host.SendAsync(new AddToTicket(_id), messageId);
        await host.SendAsync(new AddToTicket(_id));

        await UntilAsync(() => host.Records.Of<TicketAdded>(_id).Any(added => added.Additions == 2));
        (await host.LoadAsync(_id))!.Additions.Should().Be(2);
        host.Records.Of<TicketAdded>(_id).Should().HaveCount(2);
    }

    [Fact]
    public async Task A_crash_between_commit_and_delivery_is_mended_by_the_sweeper_alone()
    {
        await CrashAfterCommitAsync(new OpenTicket(_id));
        var stored = (await HashAsync()).Where(field => field.Key.StartsWith("o:", StringComparison.Ordinal))
            .Select(field => StoredMessage.Parse(System.Text.Encoding.UTF8.GetBytes(field.Value)).MessageId).ToList();

        var host = await StartAsync(sagas => sagas.SweepGrace = TimeSpan.Zero);

        stored.Should().HaveCount(3);
        await UntilAsync(() => host.Records.MessageIds(_id).Count == 3);
        host.Records.MessageIds(_id).Should().BeEquivalentTo(stored, "the ids are those of the first try");
        (await host.LoadAsync(_id))!.Version.Should().Be(1);
        await UntilAsync(async () => await OutstandingAsync() == 0 && await DueAsync() == 0);
    }

    [Fact]
    public async Task What_the_sweeper_delivers_stays_in_the_trace_of_its_commit()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "MassTransit",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        using var client = new Activity("client").SetIdFormat(ActivityIdFormat.W3C).Start();
        await CrashAfterCommitAsync(new OpenTicket(_id));
        client.Stop();

        await StartAsync(sagas => sagas.SweepGrace = TimeSpan.Zero);

        await UntilAsync(() => spans.Count(span => span.OperationName == "ticket-record receive" && span.TraceId == client.TraceId) == 3);
    }

    [Fact]
    public async Task A_redelivery_of_a_committed_message_delivers_what_is_outstanding_and_no_more()
    {
        var open = NewId.NextGuid();
        await CrashAfterCommitAsync(new OpenTicket(_id, RemindAfter: Never), open, grace: Never);
        var host = await StartAsync(sagas => sagas.SweepGrace = Never);

        await host.SendAsync(new OpenTicket(_id, RemindAfter: Never), open);

        await UntilAsync(() => host.Records.MessageIds(_id).Count == 3);
        await UntilAsync(async () => await OutstandingAsync() == 1);
        await host.SendAsync(new OpenTicket(_id, RemindAfter: Never), open);
        await host.SendAsync(new AddToTicket(_id));
        await UntilAsync(() => host.Records.Of<TicketAdded>(_id).Count == 1);
        host.Records.MessageIds(_id).Should().HaveCount(4).And.OnlyHaveUniqueItems();
        (await host.LoadAsync(_id))!.Version.Should().Be(2);
    }

    [Fact]
    public async Task The_answer_leaves_after_all_other_messages()
    {
        var host = await StartAsync();
        var sends = new SendOrder();
        host.Bus.ConnectSendObserver(sends);

        await host.AskAsync(new OpenTicket(_id));

        await UntilAsync(() => sends.Finished.Count == 3);
        sends.StartedWhenAllOthersFinished(last: 1).Should().BeTrue();
        sends.Finished[2].Should().NotContain("ticket-record").And.NotContain("TicketOpened");
    }

    [Fact]
    public async Task A_timer_fires_when_it_is_due()
    {
        var host = await StartAsync();

        await host.SendAsync(new OpenTicket(_id, TimeSpan.FromMilliseconds(50)));

        await UntilAsync(() => host.Records.Of<TicketReminded>(_id).Count == 1);
        (await host.LoadAsync(_id))!.ReminderToken.Should().BeNull();
        await UntilAsync(async () => await OutstandingAsync() == 0 && await DueAsync() == 0);
    }

    [Fact]
    public async Task A_timer_is_not_due_early_and_its_time_is_that_of_Redis()
    {
        var host = await StartAsync();
        await host.AskAsync(new OpenTicket(_id, Never));
        await UntilAsync(async () => await DueAsync() == 1);

        var due = (await _redis!.GetDatabase().SortedSetRangeByRankWithScoresAsync(DueKey())).Single().Score;

        var now = await RedisTimeAsync();
        due.Should().BeInRange((now + Never - TimeSpan.FromSeconds(30)).ToUnixTimeMilliseconds(), (now + Never).ToUnixTimeMilliseconds());
        (await host.Store.ClaimAsync(ShardOf(DueKey()), 10)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_cancelled_timer_is_gone_with_the_commit_that_cancelled_it()
    {
        var host = await StartAsync();
        await host.AskAsync(new OpenTicket(_id, Never));

        await host.SendAsync(new CancelReminder(_id));

        await UntilAsync(async () => (await host.LoadAsync(_id))!.ReminderToken is null);
        await UntilAsync(async () => await OutstandingAsync() == 0 && await DueAsync() == 0);
        (await HashAsync()).Keys.Should().NotContain(field => field.StartsWith("t:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_timer_that_is_lost_on_its_way_is_delivered_again_until_it_is_consumed()
    {
        var host = await StartAsync();
        var reminders = new LoseFirst<RemindTicket>();
        host.Bus.ConnectConsumeMessageObserver(reminders);

        await host.AskAsync(new OpenTicket(_id, TimeSpan.FromMilliseconds(1)));
        await UntilAsync(async () => reminders.Seen == 1 && await IsPutOffAsync());
        await MakeDueAsync();

        await UntilAsync(() => host.Records.Of<TicketReminded>(_id).Count == 1);
        (await host.LoadAsync(_id))!.ReminderToken.Should().BeNull();
        await UntilAsync(async () => await OutstandingAsync() == 0 && await DueAsync() == 0);
        (await HashAsync()).Keys.Should().NotContain(field => field.StartsWith("t:", StringComparison.Ordinal) || field.StartsWith("d:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_timer_that_is_not_consumed_is_put_off_twice_as_long_each_time_and_at_most_five_minutes()
    {
        var host = await StartAsync(sagas => sagas.SweepInterval = TimeSpan.FromMinutes(1));
        await host.AskAsync(new OpenTicket(_id, Never));
        await UntilAsync(async () => await DueAsync() == 1);
        var timer = (await HashAsync()).Keys.Single(field => field.StartsWith("t:", StringComparison.Ordinal));

        var pauses = new List<double>();
        for (var delivery = 0; delivery < 7; delivery++)
        {
            var before = await RedisTimeAsync();
            await host.Store.PostponeAsync(_id, timer);
            await UntilAsync(async () => (await HashAsync()).GetValueOrDefault($"d:{timer}") == $"{delivery + 1}");
            pauses.Add((await DueAtAsync() - before).TotalSeconds);
        }

        pauses.Zip([10, 20, 40, 80, 160, 300, 300]).Should().OnlyContain(pause => Math.Round(pause.First) >= pause.Second && pause.First < pause.Second + 5);
    }

    [Fact]
    public async Task A_timer_that_its_saga_no_longer_waits_for_is_removed_by_being_ignored()
    {
        var host = await StartAsync(sagas => sagas.SweepGrace = TimeSpan.Zero);
        await host.AskAsync(new OpenTicket(_id, Never));
        await UntilAsync(async () => await DueAsync() == 1);
        var state = JsonNode.Parse((await HashAsync())["s"])!.AsObject();
        state["ReminderToken"] = Guid.NewGuid();
        await _redis!.GetDatabase().HashSetAsync(SagaKey(), "s", state.ToJsonString());

        await MakeDueAsync();

        await UntilAsync(async () => await OutstandingAsync() == 0 && await DueAsync() == 0);
        (await host.LoadAsync(_id))!.Version.Should().Be(1);
        host.Records.Of<TicketReminded>(_id).Should().BeEmpty();
    }

    [Fact]
    public async Task A_timer_that_is_delivered_twice_is_consumed_once()
    {
        var host = await StartAsync();
        await host.AskAsync(new OpenTicket(_id, Never));
        await UntilAsync(async () => await DueAsync() == 1);
        var timer = (await HashAsync()).Single(field => field.Key.StartsWith("t:", StringComparison.Ordinal));
        var message = StoredMessage.Parse(System.Text.Encoding.UTF8.GetBytes(timer.Value));

        await message.DeliverAsync(host.Bus, CancellationToken.None);
        await UntilAsync(async () => host.Records.Of<TicketReminded>(_id).Count == 1 && await OutstandingAsync() == 0 && await DueAsync() == 0);
        await message.DeliverAsync(host.Bus, CancellationToken.None);
        await host.SendAsync(new AddToTicket(_id));

        await UntilAsync(() => host.Records.Of<TicketAdded>(_id).Count == 1);
        host.Records.Of<TicketReminded>(_id).Should().ContainSingle();
        (await host.LoadAsync(_id))!.Version.Should().Be(3);
    }

    [Fact]
    public async Task Messages_around_a_timer_that_is_cancelled_at_once_all_leave_after_a_crash()
    {
        await CrashAfterCommitAsync(new JuggleTicket(_id));

        var host = await StartAsync(sagas => sagas.SweepGrace = TimeSpan.Zero);

        await UntilAsync(() => host.Records.MessageIds(_id).Count == 3);
        host.Records.Of<TicketAdded>(_id).Select(added => added.Additions).Should().BeEquivalentTo([1, 2]);
        await UntilAsync(async () => await OutstandingAsync() == 0 && await DueAsync() == 0);
    }

    [Fact]
    public async Task A_timer_survives_the_process_that_set_it()
    {
        var first = await StartAsync(sagas => sagas.SweepInterval = TimeSpan.FromMinutes(1));
        await first.AskAsync(new OpenTicket(_id, TimeSpan.FromMilliseconds(50)));
        await first.DisposeAsync();
        _hosts.Remove(first);

        var second = await StartAsync();

        await UntilAsync(() => second.Records.Of<TicketReminded>(_id).Count == 1);
    }

    [Fact]
    public async Task What_one_sweeper_took_no_other_takes()
    {
        var host = await StartAsync(sagas => sagas.SweepInterval = TimeSpan.FromMinutes(1));
        await host.AskAsync(new OpenTicket(_id, TimeSpan.FromMilliseconds(1)));
        var shard = ShardOf(DueKey());
        IReadOnlyList<(Guid Id, string Field)> claimed = [];
        await UntilAsync(async () => (claimed = await host.Store.ClaimAsync(shard, 10)).Count > 0);

        var again = await host.Store.ClaimAsync(shard, 10);

        claimed.Should().ContainSingle().Which.Id.Should().Be(_id);
        again.Should().BeEmpty();
    }

    [Fact]
    public async Task Members_that_the_saga_class_does_not_know_are_kept()
    {
        var host = await StartAsync();
        await host.AskAsync(new OpenTicket(_id));
        var state = JsonNode.Parse((await HashAsync())["s"])!.AsObject();
        state["Priority"] = new JsonObject { ["Level"] = 3 };
        state["Notes"] = new JsonArray(new JsonObject { ["Text"] = "hello", ["Author"] = "next version" });
        await _redis!.GetDatabase().HashSetAsync(SagaKey(), "s", state.ToJsonString());

        await host.SendAsync(new AddToTicket(_id));

        await UntilAsync(async () => (await host.LoadAsync(_id))!.Additions == 1);
        var rewritten = JsonNode.Parse((await HashAsync())["s"])!;
        rewritten["Additions"]!.GetValue<int>().Should().Be(1);
        rewritten["Priority"]!["Level"]!.GetValue<int>().Should().Be(3);
        rewritten["Notes"]![0]!["Author"]!.GetValue<string>().Should().Be("next version");
    }

    [Fact]
    public async Task A_send_that_nobody_awaited_throws_instead_of_vanishing()
    {
        var host = await StartAsync();
        await host.AskAsync(new OpenTicket(_id));
        await host.SendAsync(new LeakFromTicket(_id));
        await UntilAsync(async () => (await host.LoadAsync(_id))!.Additions == 1);
        var (go, leak) = TicketStateMachine.Leaks[_id];

        go.SetResult();

        await FluentActions.Awaiting(() => leak).Should().ThrowAsync<InvalidOperationException>().WithMessage("*after the saga was committed*");
    }

    [Fact]
    public async Task A_finished_saga_gets_its_time_to_live_when_its_last_message_is_delivered()
    {
        var host = await StartAsync(sagas => sagas.Expiry = Never);
        await host.AskAsync(new OpenTicket(_id, TimeSpan.FromMinutes(30)));
        await host.SendAsync(new CloseTicket(_id));
        await UntilAsync(() => host.Records.Of<TicketClosed>(_id).Count == 1);
        await UntilAsync(async () => await OutstandingAsync() == 1);

        var withTimer = await TimeToLiveAsync();
        await host.Store.AcknowledgeAsync(_id, (await HashAsync()).Keys.Where(field => field.StartsWith("t:", StringComparison.Ordinal)));

        withTimer.Should().BeNull();
        await UntilAsync(async () => await TimeToLiveAsync() is { } left && left > TimeSpan.FromMinutes(50));
        (await host.LoadAsync(_id))!.CurrentState.Should().Be("Closed");
    }

    [Fact]
    public async Task An_unfinished_saga_never_expires_even_when_told_to()
    {
        var host = await StartAsync();
        await host.AskAsync(new OpenTicket(_id));
        await UntilAsync(async () => await OutstandingAsync() == 0);

        (await host.Sagas.ExpireAsync(_id, Never)).Should().BeTrue();
        await host.SendAsync(new AddToTicket(_id));

        await UntilAsync(() => host.Records.Of<TicketAdded>(_id).Count == 1);
        await UntilAsync(async () => await OutstandingAsync() == 0);
        (await TimeToLiveAsync()).Should().BeNull();
    }

    [Fact]
    public async Task Without_an_expiry_a_finished_saga_stays_until_it_is_let_go()
    {
        var host = await StartAsync(sagas => sagas.Expiry = null);
        await host.AskAsync(new OpenTicket(_id));
        await host.SendAsync(new CloseTicket(_id));
        await UntilAsync(async () => (await host.LoadAsync(_id))!.CurrentState == "Closed" && await OutstandingAsync() == 0);

        var before = await TimeToLiveAsync();
        var known = await host.Sagas.ExpireAsync(_id, Never);

        before.Should().BeNull();
        known.Should().BeTrue();
        (await TimeToLiveAsync()).Should().NotBeNull();
        (await host.Sagas.ExpireAsync(Guid.NewGuid(), Never)).Should().BeFalse();
    }

    [Fact]
    public async Task What_nobody_has_let_go_is_found_by_one_at_a_time()
    {
        var host = await StartAsync(sagas => sagas.Expiry = null);
        await host.AskAsync(new OpenTicket(_id));
        var open = await host.Sagas.TakeKeptAsync(TimeSpan.Zero, 10);
        await host.SendAsync(new CloseTicket(_id));
        await UntilAsync(async () => (await host.LoadAsync(_id))!.CurrentState == "Closed");

        var young = await host.Sagas.TakeKeptAsync(Never, 10);
        IReadOnlyList<Guid> taken = [];
        await UntilAsync(async () => (taken = await host.Sagas.TakeKeptAsync(TimeSpan.FromMilliseconds(1), 10)).Count > 0);
        var again = await host.Sagas.TakeKeptAsync(Never, 10);
        var kept = await host.Sagas.CountKeptAsync();
        await host.Sagas.ExpireAsync(_id, Never);

        open.Should().BeEmpty();
        young.Should().BeEmpty();
        taken.Should().Equal(_id);
        again.Should().BeEmpty("it was taken just now");
        kept.Should().BePositive();
        (await host.Sagas.CountKeptAsync()).Should().Be(kept - 1);
        (await host.Sagas.TakeKeptAsync(TimeSpan.Zero, 10)).Should().BeEmpty("it was let go");
        (await host.Sagas.ExistsAsync(_id)).Should().BeTrue();
        (await host.Sagas.ExistsAsync(Guid.NewGuid())).Should().BeFalse();
    }

    [Fact]
    public async Task Stored_and_unfinished_sagas_are_counted_and_listed()
    {
        var host = await StartAsync();
        var other = Guid.NewGuid();
        await host.AskAsync(new OpenTicket(_id));
        await host.AskAsync(new OpenTicket(other));

        var before = await host.Sagas.CountUnfinishedAsync();
        await host.SendAsync(new CloseTicket(other));
        await UntilAsync(async () => (await host.LoadAsync(other))!.CurrentState == "Closed");
        var unfinished = await host.Sagas.ListUnfinishedAsync().ToListAsync();
        var stored = await host.Sagas.ListAsync().Distinct().ToListAsync();

        before.Should().Be(2);
        unfinished.Should().Equal(_id);
        stored.Should().BeEquivalentTo([_id, other]);
        (await host.Sagas.CountUnfinishedAsync()).Should().Be(1);
    }

    [Fact]
    public async Task An_unfinished_saga_without_a_timer_or_a_message_to_deliver_is_listed_as_idle()
    {
        var host = await StartAsync();
        var (waiting, ended) = (Guid.NewGuid(), Guid.NewGuid());
        await host.AskAsync(new OpenTicket(_id));
        await host.AskAsync(new OpenTicket(waiting, Never));
        await host.AskAsync(new OpenTicket(ended));
        await host.SendAsync(new CloseTicket(ended));
        await UntilAsync(async () => (await host.LoadAsync(ended))!.CurrentState == "Closed" && await OutstandingAsync() == 0);

        var idle = await host.Sagas.ListIdleAsync().ToListAsync();

        idle.Should().Equal(_id);
    }

    [Fact]
    public async Task A_hundred_concurrent_updates_from_two_processes_all_count_once()
    {
        var hosts = new[] { await StartAsync(), await StartAsync() };
        await hosts[0].AskAsync(new OpenTicket(_id));

        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => hosts[n % 2].SendAsync(new AddToTicket(_id))));

        await UntilAsync(() => hosts.Sum(host => host.Records.Of<TicketAdded>(_id).Count) == 100);
        hosts.SelectMany(host => host.Records.Of<TicketAdded>(_id)).Select(added => added.Additions)
            .Should().BeEquivalentTo(Enumerable.Range(1, 100));
        (await hosts[0].LoadAsync(_id))!.Version.Should().Be(101);
    }

    [Fact]
    public async Task An_ignored_event_and_a_repeated_question_write_nothing()
    {
        var host = await StartAsync(sagas => sagas.Expiry = null);
        await host.AskAsync(new OpenTicket(_id));
        await UntilAsync(async () => await OutstandingAsync() == 0);
        var before = await HashAsync();

        var answer = await host.AskAsync(new OpenTicket(_id));

        answer.State.Should().Be("Active");
        (await HashAsync()).Should().BeEquivalentTo(before);
    }

    [Fact]
    public async Task Messages_sent_for_a_missing_saga_leave_although_nothing_is_stored()
    {
        var host = await StartAsync();

        await host.SendAsync(new AddToTicket(_id));

        await UntilAsync(() => host.Records.Of<TicketMissing>(_id).Count == 1);
        (await HashAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Every_commit_is_announced_once_to_subscribers_of_every_process_and_its_own_has_the_saga_with_it()
    {
        var (own, other) = (await StartAsync(), await StartAsync());
        var (here, there) = (new ConcurrentQueue<(Guid, string?)>(), new ConcurrentQueue<(Guid, string?)>());
        await using (await own.Sagas.SubscribeAsync((id, saga) => here.Enqueue((id, saga?.CurrentState))))
        await using (await other.Sagas.SubscribeAsync((id, saga) => there.Enqueue((id, saga?.CurrentState))))
        {
            await own.Store.CommitAsync(Commit(version: 0, "{}", NewId.NextGuid()), new Ticket { CorrelationId = _id, CurrentState = "Active" });
            await other.Store.CommitAsync(Commit(version: 1, "{}", NewId.NextGuid()), new Ticket { CorrelationId = _id, CurrentState = "Closed" });

            await UntilAsync(() => (here.Count, there.Count) == (2, 2));
        }

        here.Should().Equal((_id, "Active"), (_id, null));
        there.Should().BeEquivalentTo([(_id, (string?)null), (_id, "Closed")]);
    }

    [Fact]
    public async Task What_begins_a_saga_and_finds_one_is_read_after_all()
    {
        var host = await StartAsync(sagas => sagas.BegunBy<OpenTicket>(_ => true));
        var messageId = NewId.NextGuid();
        await host.SendAsync(new OpenTicket(_id), messageId);
        await UntilAsync(() => host.Records.Of<TicketOpened>(_id).Count == 1);

        await host.SendAsync(new OpenTicket(_id), messageId);
        var answer = await host.AskAsync(new OpenTicket(_id));

        answer.State.Should().Be("Active");
        host.Records.Of<TicketOpened>(_id).Should().ContainSingle();
        (await host.LoadAsync(_id))!.Version.Should().Be(1);
    }

    [Fact]
    public async Task A_saga_and_the_messages_it_waits_to_send_share_a_hash_slot()
    {
        var host = await StartAsync();
        var ids = Enumerable.Range(0, 64).Select(_ => Guid.NewGuid()).ToList();

        await Task.WhenAll(ids.Select(id => host.AskAsync(new OpenTicket(id, Never))));

        var shards = Enumerable.Range(0, Shards).ToDictionary(shard => shard, shard => $"{{{_prefix}:{shard}}}:due");
        var due = 0L;
        foreach (var (shard, key) in shards)
        {
            var members = await _redis!.GetDatabase().SortedSetRangeByRankAsync(key);
            due += members.Length;
            foreach (var member in members)
            {
                var saga = $"{{{_prefix}:{shard}}}:{((string)member!).Split('/')[0]}";
                (await _redis.GetDatabase().KeyExistsAsync(saga)).Should().BeTrue();
                _redis.HashSlot(saga).Should().Be(_redis.HashSlot(key));
            }

            (Shards == 1 || members.Length < 64).Should().BeTrue("sagas are spread");
        }

        due.Should().BeGreaterOrEqualTo(64);
    }

    private protected async Task<TicketHost> StartAsync(Action<IRedisSagaRepositoryConfigurator<Ticket>>? configure = null, Func<Guid, Task>? committed = null)
    {
        var host = await TicketHost.StartAsync(
            _redis!,
            sagas =>
            {
                sagas.KeyPrefix = _prefix;
                sagas.Shards(_ => Shards);
                sagas.SweepInterval = TimeSpan.FromMilliseconds(20);
                sagas.FinishedWhen(ticket => ticket.CurrentState == "Closed");
                configure?.Invoke(sagas);
            },
            UseTransport,
            committed);
        _hosts.Add(host);
        return host;
    }

    /// <summary>Leaves the store as a process does that is killed after the commit, before it has sent anything.</summary>
    private async Task CrashAfterCommitAsync<T>(T message, Guid? messageId = null, TimeSpan grace = default)
        where T : class
    {
        var crashed = new TaskCompletionSource();
        var host = await StartAsync(
            sagas =>
            {
                sagas.SweepGrace = grace;
                sagas.SweepInterval = TimeSpan.FromMinutes(1);
            },
            _ =>
            {
                crashed.TrySetResult();
                throw new InvalidOperationException("crashed on purpose");
            });
        await host.SendAsync(message, messageId);
        await crashed.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await host.DisposeAsync();
        _hosts.Remove(host);
        host.Records.MessageIds(_id).Should().BeEmpty();
    }

    private SagaCommit Commit(int version, string state, Guid messageId) => new()
    {
        Id = _id,
        MessageId = messageId,
        Version = version,
        State = System.Text.Encoding.UTF8.GetBytes(state),
        Finished = false,
        Messages = [],
        EndedTimers = [],
    };

    private string SagaKey() => Enumerable.Range(0, Shards).Select(shard => $"{{{_prefix}:{shard}}}:{_id:N}")
        .FirstOrDefault(key => _redis!.GetDatabase().KeyExists(key)) ?? $"{{{_prefix}:0}}:{_id:N}";

    private string DueKey() => $"{SagaKey().Split('}')[0]}}}:due";

    private static int ShardOf(string key) => int.Parse(key.Split('}')[0].Split(':')[^1]);

    private async Task<Dictionary<string, string>> HashAsync() =>
        (await _redis!.GetDatabase().HashGetAllAsync(SagaKey())).ToDictionary(field => (string)field.Name!, field => (string)field.Value!);

    private async Task<int> OutstandingAsync() => (await HashAsync()) is { Count: > 0 } hash ? int.Parse(hash["n"]) : 0;

    private Task<long> DueAsync() => _redis!.GetDatabase().SortedSetLengthAsync(DueKey());

    /// <summary>When what is due first is due.</summary>
    private async Task<DateTimeOffset> DueAtAsync() => DateTimeOffset.FromUnixTimeMilliseconds(
        (long)(await _redis!.GetDatabase().SortedSetRangeByRankWithScoresAsync(DueKey(), 0, 0)).Single().Score);

    private async Task<bool> IsPutOffAsync() => (await HashAsync()).Keys.Any(field => field.StartsWith("d:", StringComparison.Ordinal));

    /// <summary>Has the time of whatever waits come.</summary>
    private async Task MakeDueAsync()
    {
        foreach (var member in await _redis!.GetDatabase().SortedSetRangeByRankAsync(DueKey()))
        {
            await _redis.GetDatabase().SortedSetAddAsync(DueKey(), member, 0, When.Exists);
        }
    }

    private Task<TimeSpan?> TimeToLiveAsync() => _redis!.GetDatabase().KeyTimeToLiveAsync(SagaKey());

    private async Task<DateTimeOffset> RedisTimeAsync() => await _redis!.GetServer(_redis.GetEndPoints()[0]).TimeAsync();

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static Task UntilAsync(Func<Task<bool>> condition) => Eventually.BecomesTrueAsync(condition);
}
