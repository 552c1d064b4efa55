namespace CodeExec.EndToEndTests;

internal static class Eventually
{
    /// <summary>Asks until the answer is yes; throws when it is not within a minute.</summary>
    /// <param name="condition">The question.</param>
    /// <param name="otherwise">What is the case instead, for the exception.</param>
    /// <param name="seconds">How long to ask, where it is not a minute.</param>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, Func<string>? otherwise = null, int seconds = 60)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            if (late.IsCancellationRequested)
            {
                throw new TimeoutException($"It is not so after {seconds} s. {otherwise?.Invoke()}");
            }

            await pause.WaitForNextTickAsync();
        }
    }
}
