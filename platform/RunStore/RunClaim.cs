namespace CodeExec.RunStore;

/// <summary>One attempt at a run, held by one runner.</summary>
/// <param name="ExecutionId">The execution.</param>
/// <param name="Attempt">Which attempt this is, 1 to 6.</param>
/// <param name="Token">Fencing token: unique to this claim.</param>
public sealed record RunClaim(Guid ExecutionId, int Attempt, string Token);
