using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.RunStore;
using CodeExec.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Options;

namespace CodeExec.ExecutionService.Lifecycle;

/// <summary>The queue <c>execution</c>: how much at once, and what is tried again.</summary>
internal sealed class ExecutionSagaDefinition : SagaDefinition<ExecutionSaga>
{
    private const int Concurrency = 16;

    // Enough that the next message is here when one is done, few enough that another replica gets its share.
    private const int Prefetch = 64;

    private readonly ExecutionMetrics _metrics;
    private readonly IRunAttempts _attempts;
    private readonly IPastExecutions _past;
    private readonly ExecutionOptions _options;
    private readonly ILogger<ExecutionStateMachine> _logger;

    public ExecutionSagaDefinition(
        ExecutionMetrics metrics, IRunAttempts attempts, IPastExecutions past, IOptions<ExecutionOptions> options, ILogger<ExecutionStateMachine> logger)
    {
        (_metrics, _attempts, _past, _options, _logger) = (metrics, attempts, past, options.Value, logger);
        Endpoint(endpoint =>
        {
            endpoint.Name = Queues.Execution;
            endpoint.PrefetchCount = Prefetch;
            endpoint.ConcurrentMessageLimit = Concurrency;
            // Commands and reports are sent here by name, never published.
            endpoint.ConfigureConsumeTopology = false;
        });
    }

    protected override void ConfigureSaga(IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<ExecutionSaga> sagaConfigurator, IRegistrationContext context)
    {
        endpointConfigurator.UseRedisSagaRetry();
        // Runs are dispatched whether or not a runner has ever been there.
        foreach (var queue in _options.RunQueues())
        {
            endpointConfigurator.DeclareWorkQueue(queue, Queues.RunCodeDead);
        }

        sagaConfigurator.Message<SubmitExecution>(message => message.UseFilter(new RefusedSubmission()));
        sagaConfigurator.Message<SubmitExecution>(message => message.UseFilter(new RepeatedSubmission(_past)));
        Report<SubmitExecution>(sagaConfigurator);
        Report<CodeRunStarted>(sagaConfigurator);
        Report<CodeRunFinished>(sagaConfigurator);
        Report<CodeRunFaulted>(sagaConfigurator);
        Report<ExecutionLost>(sagaConfigurator);
        Report<QueueTimeExpired>(sagaConfigurator);
        Report<LeaseCheckDue>(sagaConfigurator);
        Report<BackOffEnded>(sagaConfigurator);
    }

    private void Report<T>(ISagaConfigurator<ExecutionSaga> saga)
        where T : class => saga.Message<T>(message => message.UseFilter(new TransitionReport<T>(_metrics, _attempts, _logger)));
}
