namespace CodeExec.Gateway.ApiKeys;

/// <summary>API keys for the gateway and the standalone host.</summary>
public static class ApiKeyExtensions
{
    /// <summary>Whether clients of this host need one.</summary>
    public static bool HasApiKeys(this WebApplicationBuilder builder) => !string.IsNullOrEmpty(builder.Configuration[$"{ApiKeyOptions.Section}:{nameof(ApiKeyOptions.File)}"]);

    /// <summary>Adds them. Without <see cref="ApiKeyOptions.File"/> every client is served.</summary>
    public static WebApplicationBuilder AddApiKeys(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<ApiKeyOptions>().BindConfiguration(ApiKeyOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<KnownKeys>().AddHostedService(provider => provider.GetRequiredService<KnownKeys>()).AddSingleton<ApiKeyGate>();
        return builder;
    }

    /// <summary>Asks for a key before everything that is mapped and is not open to all.</summary>
    public static WebApplication UseApiKeys(this WebApplication app)
    {
        // Made now: a file that cannot be used ends the process with a sentence.
        app.Services.GetRequiredService<KnownKeys>();
        app.UseMiddleware<ApiKeyGate>();
        return app;
    }
}
