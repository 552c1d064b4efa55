using CodeExec.Contracts.Executions;
using MassTransit;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>What is known of one execution. Stored as JSON in Redis; new members are optional, so that older data still reads.</summary>
internal sealed class ExecutionSaga : SagaStateMachineInstance, ISagaVersion
{
    /// <summary>The execution id.</summary>
    public Guid CorrelationId { get; set; }

    public int Version { get; set; }

    /// <summary>One of <see cref="ExecutionStatus"/>.</summary>
    public string CurrentState { get; set; } = null!;

    /// <summary>What was asked for: all that a further dispatch needs.</summary>
    public SubmitExecution Submission { get; set; } = null!;

    /// <summary>The attempt that runs or is awaited, from 1. A fault of an earlier one is stale.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>Every change of status so far.</summary>
    public List<ExecutionTransition> Transitions { get; set; } = [];

    /// <summary>How the program ended. Null until it did.</summary>
    public RunResult? Result { get; set; }

    /// <summary>What went wrong in the latest attempt that faulted. Null when none did.</summary>
    public string? LastFault { get; set; }

    /// <summary>Dispatches since the last sign of a runner.</summary>
    public int UntakenDispatches { get; set; }

    /// <summary>The timer that ends the wait for a runner. Null when none is set.</summary>
    public Guid? QueueTimeoutToken { get; set; }

    /// <summary>The timer that looks whether anybody runs it. Null when none is set.</summary>
    public Guid? LeaseCheckToken { get; set; }

    /// <summary>The timer that ends the pause after a failed attempt. Null when none is set.</summary>
    public Guid? BackOffToken { get; set; }

    /// <summary>True until the first dispatch.</summary>
    public bool IsUnasked() => CurrentState == ExecutionStatus.Queued && Attempt == 1 && UntakenDispatches == 0;

    /// <summary>True once the status can no longer change.</summary>
    public bool IsFinished() => CurrentState is ExecutionStatus.Completed or ExecutionStatus.Failed or ExecutionStatus.Timeout;
}
