using CodeExec.ExecutionService;
using CodeExec.RedisSagas;
using CodeExec.ServiceDefaults;

// The execution service with a crash point that the shipped one does not have: between the commit of a saga and the delivery of its
// messages, after so many commits. Without the setting it never crashes.
var commitsLeft = long.TryParse(Environment.GetEnvironmentVariable("CRASH_AFTER_COMMITS"), out var commits) ? commits : long.MaxValue;

return ServiceProgram.Run(args, () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults("execution-service", "http://127.0.0.1:8084").AddRedis().AddExecutionService();
    builder.AddMessageBus(bus => bus.AddExecutionConsumers());
    builder.Services.AddSingleton(new CommitHook(_ => Interlocked.Decrement(ref commitsLeft) == 0 ? CrashAsync() : Task.CompletedTask));

    var app = builder.Build();
    app.MapServiceDefaults();
    app.MapExecutionService();
    return app;
});

// SIGKILL, as a power cut would: no handler runs and nothing is flushed.
static Task CrashAsync()
{
    using var self = System.Diagnostics.Process.GetCurrentProcess();
    self.Kill();
    return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
}
