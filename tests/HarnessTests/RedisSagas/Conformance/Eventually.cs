namespace CodeExec.Tests.RedisSagas;

internal static class Eventually
{
    /// <summary>Asks until the answer is yes; throws <see cref="OperationCanceledException"/> after 20 s.</summary>
    public static async Task BecomesTrueAsync(Func<Task<bool>> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
