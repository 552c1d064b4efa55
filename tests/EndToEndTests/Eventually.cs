namespace CodeExec.EndToEndTests;

internal static class Eventually
{
    /// <summary>Asks until the answer is yes; throws when it is not within a minute.</summary>
    /// <param name="condition">The question.</param>
    /// <param name="otherwise">What is the case instead, for the exception.</param>
    public static async Task IsTrueAsync(Func<Task<bool>> condition, Func<string>? otherwise = null)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            if (late.IsCancellationRequested)
            {
                throw new TimeoutException($"It is not so after a minute. {otherwise?.Invoke()}");
            }

            await pause.WaitForNextTickAsync();
        }
    }
}
