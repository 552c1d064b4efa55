using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace CodeExec.Gateway.ApiKeys;

/// <summary>The keys that count now. A file that became unusable changes nothing until it is usable again.</summary>
internal sealed partial class KnownKeys : BackgroundService
{
    private readonly ApiKeyOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<KnownKeys> _logger;
    private byte[] _content = [];
    private volatile FrozenDictionary<string, ApiKey> _keys = FrozenDictionary<string, ApiKey>.Empty;

    /// <exception cref="OptionsValidationException">The file cannot be used.</exception>
    public KnownKeys(IOptions<ApiKeyOptions> options, TimeProvider clock, ILogger<KnownKeys> logger)
    {
        (_options, _clock, _logger) = (options.Value, clock, logger);
        try
        {
            Load();
        }
        catch (ApiKeyFileException e)
        {
            throw new OptionsValidationException(ApiKeyOptions.Section, typeof(ApiKeyOptions), [$"File: {e.Message}"]);
        }
    }

    /// <summary>Whether clients need one.</summary>
    public bool Required => !string.IsNullOrEmpty(_options.File);

    /// <summary>The entry of the key that a client shows. Null when there is none.</summary>
    public ApiKey? Find(string key) => _keys.GetValueOrDefault(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key))));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.ReloadInterval, _clock);
        while (Required && await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Load();
            }
            catch (ApiKeyFileException e)
            {
                LogUnusable(e.Message);
            }
        }
    }

    // The content and not its time: a mounted Secret is a link to a link.
    private void Load()
    {
        if (!Required || ApiKeyFile.Read(_options.File!) is not { } content || content.AsSpan().SequenceEqual(_content))
        {
            return;
        }

        _keys = ApiKeyFile.Parse(content);
        _content = content;
        LogLoaded(_keys.Count);
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Information, Message = "{Count} API keys count now")]
    private partial void LogLoaded(int count);

    [LoggerMessage(EventId = 4102, Level = LogLevel.Error, Message = "The file of API keys cannot be used, and those before it still count: {Reason}")]
    private partial void LogUnusable(string reason);
}
