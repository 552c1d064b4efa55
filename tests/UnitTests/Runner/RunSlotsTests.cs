using CodeExec.RunnerService;
using CodeExec.RunnerService.Runs;
using Microsoft.Extensions.Options;

namespace CodeExec.UnitTests.Runner;

public sealed class RunSlotsTests : IDisposable
{
    private readonly RunSlots _slots = new(Options.Create(new RunnerOptions { Slots = 2 }));

    public RunSlotsTests() => _slots.Open();

    public void Dispose() => _slots.Dispose();

    [Fact]
    public async Task One_that_runs_alone_waits_for_all_others_and_all_others_for_it()
    {
        var first = await _slots.TakeAsync(alone: false, default);
        var second = await _slots.TakeAsync(alone: false, default);

        var alone = _slots.TakeAsync(alone: true, default);
        var later = _slots.TakeAsync(alone: false, default);
        first.Dispose();
        alone.IsCompleted.Should().BeFalse();
        later.IsCompleted.Should().BeFalse();

        second.Dispose();
        var taken = await alone.WaitAsync(TimeSpan.FromSeconds(10));
        later.IsCompleted.Should().BeFalse("it came later");
        taken.Dispose();
        (await later.WaitAsync(TimeSpan.FromSeconds(10))).Dispose();
    }

    [Fact]
    public async Task Nobody_gets_one_before_they_are_opened()
    {
        using var closed = new RunSlots(Options.Create(new RunnerOptions { Slots = 2 }));
        var early = closed.TakeAsync(alone: true, default);
        early.IsCompleted.Should().BeFalse();

        closed.Open();
        (await early.WaitAsync(TimeSpan.FromSeconds(10))).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_no_slot_taken()
    {
        using var impatience = new CancellationTokenSource();
        var first = await _slots.TakeAsync(alone: false, default);

        var alone = _slots.TakeAsync(alone: true, impatience.Token);
        await impatience.CancelAsync();

        await alone.Invoking(waiting => waiting).Should().ThrowAsync<OperationCanceledException>();
        first.Dispose();
        (await _slots.TakeAsync(alone: true, default)).Dispose();
    }
}
