using System.Text.Json;
using MassTransit;

namespace CodeExec.RedisSagas;

/// <summary>The settings that <see cref="IRedisSagaRepositoryConfigurator{TSaga}"/> describes, checked.</summary>
internal sealed record RedisSagaOptions<TSaga>
{
    /// <summary>How long a sweeper has to deliver what it took before another may.</summary>
    public static readonly TimeSpan SweepLease = TimeSpan.FromSeconds(10);

    /// <summary>How long a delivered timer may go unconsumed before it is delivered again; twice as long each time.</summary>
    public static readonly TimeSpan TimerPatience = TimeSpan.FromSeconds(10);

    /// <summary>The end of the doubling: a queue that stands still for hours is not filled with timers.</summary>
    public static readonly TimeSpan MostTimerPatience = TimeSpan.FromMinutes(5);

    /// <summary>How long a commit waits for its replicas. Below the 2 s in which who asked wants an answer.</summary>
    public static readonly TimeSpan ReplicaPatience = TimeSpan.FromSeconds(1);

    public required string KeyPrefix { get; init; }

    public required TimeSpan? Expiry { get; init; }

    public required int Shards { get; init; }

    public required TimeSpan SweepInterval { get; init; }

    public required TimeSpan SweepGrace { get; init; }

    public required int WaitForReplicas { get; init; }

    public required bool NotifyChanges { get; init; }

    public required bool ContinueWhenFull { get; init; }

    public required JsonSerializerOptions SerializerOptions { get; init; }

    public required Func<TSaga, bool> IsFinished { get; init; }

    public required Predicate<ConsumeContext> Begins { get; init; }
}
