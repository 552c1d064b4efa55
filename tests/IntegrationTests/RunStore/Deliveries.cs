using CodeExec.RunStore;

namespace CodeExec.IntegrationTests.RunStore;

internal static class Deliveries
{
    private const string Message = "the message";

    /// <summary>Claims for a new delivery of always the same message.</summary>
    public static Task<ClaimAnswer> ClaimAsync(this RunClaims claims, Guid run, string runner, TimeSpan lease, bool redelivered) =>
        claims.ClaimAsync(run, runner, lease, Delivery(Message, redelivered));

    public static RunDelivery Delivery(string message, bool redelivered, bool alone = true, int maxAttempts = RunClaims.UsualAttempts) =>
        new(message, $"{Guid.NewGuid():N}", redelivered, alone, maxAttempts);
}
