using System.Diagnostics.Metrics;

namespace CodeExec.RedisSagas;

/// <summary>Meter <c>CodeExec.RedisSagas</c>; every instrument is tagged with the saga's type name alone.</summary>
internal sealed class RedisSagaMetrics : IDisposable
{
    private readonly Meter _meter = new("CodeExec.RedisSagas");
    private readonly Counter<long> _commits;
    private readonly Counter<long> _conflicts;
    private readonly Counter<long> _duplicates;
    private readonly Counter<long> _swept;
    private readonly Counter<long> _failures;
    private readonly Gauge<double> _lateness;

    public RedisSagaMetrics()
    {
        _commits = _meter.CreateCounter<long>("redis_sagas.commits", description: "Transitions committed.");
        _conflicts = _meter.CreateCounter<long>("redis_sagas.conflicts", description: "Transitions refused because the saga had changed.");
        _duplicates = _meter.CreateCounter<long>("redis_sagas.duplicates", description: "Messages that had been consumed before.");
        _swept = _meter.CreateCounter<long>("redis_sagas.swept", description: "Timers, and messages that a crash had left, delivered.");
        _failures = _meter.CreateCounter<long>("redis_sagas.delivery_failures", description: "Deliveries that failed and will be tried again.");
        _lateness = _meter.CreateGauge<double>("redis_sagas.outbox.lateness", "s", "By how much the oldest due message is late.");
    }

    public void Committed<TSaga>(bool done) => (done ? _commits : _conflicts).Add(1, Saga<TSaga>());

    public void Duplicate<TSaga>() => _duplicates.Add(1, Saga<TSaga>());

    public void Swept<TSaga>(int count) => _swept.Add(count, Saga<TSaga>());

    public void DeliveryFailed<TSaga>() => _failures.Add(1, Saga<TSaga>());

    public void Late<TSaga>(TimeSpan by) => _lateness.Record(by.TotalSeconds, Saga<TSaga>());

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Saga<TSaga>() => new("saga", typeof(TSaga).Name);
}
