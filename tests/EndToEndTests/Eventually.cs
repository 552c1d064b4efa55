namespace CodeExec.EndToEndTests;

internal static class Eventually
{
    /// <summary>Asks until the answer is yes; throws when it is not within a minute.</summary>
    public static async Task IsTrueAsync(Func<Task<bool>> condition)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            await pause.WaitForNextTickAsync(late.Token);
        }
    }
}
