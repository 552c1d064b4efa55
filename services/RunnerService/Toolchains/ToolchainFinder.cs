using System.Security.Cryptography;
using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.Languages;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunStore;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService.Toolchains;

/// <summary>Finds out which languages of the catalogue this machine can run, by running each in the sandbox.</summary>
internal sealed partial class ToolchainFinder(
    ISandbox sandbox, ToolchainPreparation preparation, LanguageCatalogue catalogue, IOptions<RunnerOptions> options, ILogger<ToolchainFinder> logger)
{
    private static readonly SandboxLimits VersionLimits = new()
    {
        WallTime = TimeSpan.FromSeconds(20),
        CpuTime = TimeSpan.FromSeconds(20),
        MemoryBytes = 512 << 20,
        StdoutBytes = 16 << 10,
        StderrBytes = 16 << 10,
    };

    private readonly Dictionary<string, Toolchain> _found = [];
    private readonly Dictionary<string, LanguageStatus> _statuses = [];

    /// <summary>Every language of the catalogue, as it was found.</summary>
    public IReadOnlyDictionary<string, LanguageStatus> Statuses => _statuses;

    /// <summary>The toolchain of a language. Null when it is missing here or unknown.</summary>
    public Toolchain? Find(string language) => _found.GetValueOrDefault(language);

    public async Task FindAllAsync(CancellationToken cancellation)
    {
        foreach (var language in catalogue.All)
        {
            try
            {
                await FindAsync(language, cancellation);
            }
            catch (ToolchainException e)
            {
                LogNotPrepared(language.DisplayName, e.Message);
                _statuses[language.Name] = new LanguageStatus { Missing = $"It is installed and cannot be prepared: {e.Message}" };
            }
        }
    }

    private async Task FindAsync(Language language, CancellationToken cancellation)
    {
        if (await VersionAsync(language, cancellation) is not { } version)
        {
            var missing = $"apt-get install {string.Join(' ', language.DebianPackages)}";
            LogMissing(language.DisplayName, missing);
            _statuses[language.Name] = new LanguageStatus { Missing = missing };
            return;
        }

        var folder = language.PrepareScript is { } script ? await PrepareAsync(language, version, script, cancellation) : null;
        _found[language.Name] = new Toolchain(language, version, folder);
        _statuses[language.Name] = new LanguageStatus { Version = version };
        LogFound(language.DisplayName, version);
    }

    private async Task<string?> VersionAsync(Language language, CancellationToken cancellation)
    {
        var result = await sandbox.RunAsync(
            new SandboxJob { Command = language.VersionCommand, Environment = language.Environment, Limits = VersionLimits }, cancellation);
        // Some write it to standard error.
        var text = Encoding.UTF8.GetString(result.Stdout.Content.Span) + Encoding.UTF8.GetString(result.Stderr.Content.Span);
        var line = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
        return result is { Termination: Termination.Exited, ExitCode: 0 } ? line : null;
    }

    private async Task<string> PrepareAsync(Language language, string version, string script, CancellationToken cancellation)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(version + script)))[..16];
        var folder = $"{options.Value.StateDirectory}/toolchains/{language.Name}-{hash}";
        if (!Directory.Exists(folder))
        {
            LogPreparing(language.DisplayName);
            await preparation.RunAsync(script, folder, cancellation);
        }

        return folder;
    }

    [LoggerMessage(EventId = 3010, Level = LogLevel.Information, Message = "{Language} is here: {Version}")]
    private partial void LogFound(string language, string version);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Information, Message = "{Language} is not installed; to offer it: {Missing}")]
    private partial void LogMissing(string language, string missing);

    [LoggerMessage(EventId = 3012, Level = LogLevel.Information, Message = "Preparing {Language}, once; this may take a minute")]
    private partial void LogPreparing(string language);

    [LoggerMessage(EventId = 3013, Level = LogLevel.Error, Message = "{Language} cannot be prepared: {Reason}")]
    private partial void LogNotPrepared(string language, string reason);
}
