using CodeExec.RedisSagas;

namespace MassTransit;

/// <summary>Puts sagas into Redis.</summary>
public static class RedisSagaRegistrationExtensions
{
    /// <summary>Stores the saga in Redis: state, inbox, outgoing messages and timers in one commit.</summary>
    /// <param name="configurator">The saga's registration.</param>
    /// <param name="configure">Settings; null keeps the defaults.</param>
    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    public static ISagaRegistrationConfigurator<T> RedisRepository<T>(
        this ISagaRegistrationConfigurator<T> configurator, Action<IRedisSagaRepositoryConfigurator<T>>? configure = null)
        where T : class, ISagaVersion
    {
        var repository = new RedisSagaRepositoryConfigurator<T>();
        configure?.Invoke(repository);
        configurator.Repository(repository.Register);
        return configurator;
    }

    /// <summary>Stores the saga in the Redis that a StackExchange.Redis configuration string names.</summary>
    /// <inheritdoc cref="RedisRepository{T}(ISagaRegistrationConfigurator{T}, Action{IRedisSagaRepositoryConfigurator{T}})"/>
    public static ISagaRegistrationConfigurator<T> RedisRepository<T>(
        this ISagaRegistrationConfigurator<T> configurator,
        string configuration,
        Action<IRedisSagaRepositoryConfigurator<T>>? configure = null)
        where T : class, ISagaVersion => configurator.RedisRepository(repository =>
        {
            repository.DatabaseConfiguration(configuration);
            configure?.Invoke(repository);
        });

    /// <summary>
    /// Retries what a saga's endpoint should: conflicts between processes within half a second, and a Redis that is away
    /// for half an hour, so that no message ends in the error queue because of it. Within a process messages to one
    /// saga wait for one another and do not conflict.
    /// </summary>
    public static void UseRedisSagaRetry(this IReceiveEndpointConfigurator endpoint)
    {
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(RedisOutage.Is);
            retry.Intervals([.. Milliseconds(100, 200, 500, 1000, 2000), .. Enumerable.Repeat(TimeSpan.FromSeconds(5), 360)]);
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<SagaConflictException>();
            retry.Intervals(Milliseconds(5, 10, 20, 50, 100, 200, 200, 200));
        });
    }

    private static TimeSpan[] Milliseconds(params int[] values) => [.. values.Select(value => TimeSpan.FromMilliseconds(value))];
}
