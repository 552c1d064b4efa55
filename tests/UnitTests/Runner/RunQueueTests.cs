using CodeExec.RunnerService.Sandbox.Bubblewrap;

namespace CodeExec.UnitTests.Runner;

public sealed class RunQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly RunQueue<string> _queue = new();

    [Fact]
    public void Who_came_first_is_taken_first()
    {
        _queue.Add("a");
        _queue.Add("b");

        (_queue.Take(Patience), _queue.Take(Patience), _queue.Take(TimeSpan.Zero)).Should().Be(("a", "b", null));
    }

    [Fact]
    public async Task Each_of_many_is_taken_once_by_whoever_waits()
    {
        var takers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            var taken = new List<string>();
            while (!_queue.IsOver)
            {
                if (_queue.Take(Patience) is { } run)
                {
                    taken.Add(run);
                }
            }

            return taken;
        })).ToList();
        var runs = Enumerable.Range(0, 1000).Select(number => $"{number}").ToList();
        runs.ForEach(_queue.Add);
        _queue.Close();

        (await Task.WhenAll(takers)).SelectMany(taken => taken).Should().BeEquivalentTo(runs);
    }

    [Fact]
    public async Task Who_waits_for_one_returns_when_it_comes_and_leaves_it_there()
    {
        var waiting = Task.Run(() => _queue.WaitForOne(Timeout.InfiniteTimeSpan));
        _queue.Add("a");

        await waiting.WaitAsync(Patience);
        _queue.Take(TimeSpan.Zero).Should().Be("a");
        _queue.WaitForOne(TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void What_was_added_before_the_end_is_still_taken_and_nothing_after()
    {
        _queue.Add("a");
        _queue.Close();
        var add = () => _queue.Add("b");

        add.Should().Throw<ObjectDisposedException>();
        (_queue.IsOver, _queue.Take(Patience), _queue.Take(Patience), _queue.IsOver).Should().Be((false, "a", null, true));
    }
}
