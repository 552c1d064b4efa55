namespace CodeExec.RunStore;

/// <summary>One attempt at a run, held by one runner.</summary>
/// <param name="ExecutionId">The execution.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="Token">Fencing token: unique to this claim.</param>
public sealed record RunClaim(Guid ExecutionId, int Attempt, string Token);

/// <summary>One delivery of the message that asks for a run.</summary>
/// <param name="MessageId">Id of the message, the same each time it is delivered.</param>
/// <param name="Token">Unique to this delivery; the fencing token of the claim it may become.</param>
/// <param name="Redelivered">True when the broker has delivered it before and got no answer.</param>
/// <param name="Alone">True when the runner runs nothing beside it.</param>
/// <param name="MaxAttempts">Attempts the run gets in all.</param>
public sealed record RunDelivery(string MessageId, string Token, bool Redelivered, bool Alone, int MaxAttempts);

/// <summary>What a runner is told that asks for a run.</summary>
public enum ClaimOutcome
{
    /// <summary>The run is its own for one attempt.</summary>
    Granted,

    /// <summary>All attempts are used up.</summary>
    UsedUp,

    /// <summary>Another attempt is being made: the message is a duplicate, drop it.</summary>
    Held,

    /// <summary>The execution has its verdict: drop the message.</summary>
    Over,

    /// <summary>Two attempts ended without a report, and the run may be what kills runners: it is to run alone.</summary>
    Suspect,
}

/// <summary>Answer to a runner that asks for a run.</summary>
/// <param name="Outcome">Whether it may, and why not.</param>
/// <param name="Claim">The claim when it may; else null.</param>
public sealed record ClaimAnswer(ClaimOutcome Outcome, RunClaim? Claim);
