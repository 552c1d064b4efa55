using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
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

    private readonly ConcurrentDictionary<string, Toolchain> _found = [];
    private readonly ConcurrentDictionary<string, LanguageStatus> _statuses = [];

    /// <summary>Every language of the catalogue, as it was found.</summary>
    public IReadOnlyDictionary<string, LanguageStatus> Statuses => _statuses;

    /// <summary>The toolchain of a language. Null when it is missing here or unknown.</summary>
    public Toolchain? Find(string language) => _found.GetValueOrDefault(language);

    public Task FindAllAsync(CancellationToken cancellation) => Parallel.ForEachAsync(
        catalogue.All, new ParallelOptions { MaxDegreeOfParallelism = options.Value.Slots, CancellationToken = cancellation }, FindAsync);

    private async ValueTask FindAsync(Language language, CancellationToken cancellation)
    {
        if (await AskForVersionAsync(language, cancellation) is not { } answer)
        {
            LogMissing(language.DisplayName, language.HowToInstall);
            _statuses[language.Name] = new LanguageStatus { Missing = language.HowToInstall };
            return;
        }

        try
        {
            var folder = language.PrepareScript is { } script ? await PrepareAsync(language, answer, script, cancellation) : null;
            var version = VersionNumber.Match(answer) is { Success: true } number ? number.Value : answer.Split('\n')[0];
            _found[language.Name] = new Toolchain(language, version, folder);
            _statuses[language.Name] = new LanguageStatus { Version = version };
            LogFound(language.DisplayName, version);
        }
        catch (ToolchainException e)
        {
            LogNotPrepared(language.DisplayName, e.Message);
            _statuses[language.Name] = new LanguageStatus { Missing = $"It is installed and cannot be prepared: {e.Message}" };
        }
    }

    private async Task<string?> AskForVersionAsync(Language language, CancellationToken cancellation)
    {
        // What is not here need not be tried: most machines have few of the languages, and each try is a sandbox.
        if (language.VersionCommand[0] is ['/', ..] program && !File.Exists(program))
        {
            return null;
        }

        var environment = language.Within(VersionLimits.MemoryBytes).Environment;
        var result = await sandbox.RunAsync(
            new SandboxJob { Command = language.VersionCommand, Environment = environment, Limits = VersionLimits }, cancellation);
        // Some write it to standard error.
        var answer = (Encoding.UTF8.GetString(result.Stdout.Content.Span) + Encoding.UTF8.GetString(result.Stderr.Content.Span)).Trim();
        return result is { Termination: Termination.Exited, ExitCode: 0 } && answer.Length > 0 ? answer : null;
    }

    private async Task<string> PrepareAsync(Language language, string answer, string script, CancellationToken cancellation)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(answer + script)))[..16];
        var folder = $"{options.Value.StateDirectory}/toolchains/{language.Name}-{hash}";
        if (!Directory.Exists(folder))
        {
            LogPreparing(language.DisplayName);
            if (await preparation.RunAsync(script, folder, cancellation) is { } remark)
            {
                LogRemark(language.DisplayName, remark);
            }
        }

        return folder;
    }

    [GeneratedRegex(@"\d+(\.\d+)+")]
    private static partial Regex VersionNumber { get; }

    [LoggerMessage(EventId = 3010, Level = LogLevel.Information, Message = "{Language} is here: {Version}")]
    private partial void LogFound(string language, string version);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Debug, Message = "{Language} is not installed; to offer it: {Missing}")]
    private partial void LogMissing(string language, string missing);

    [LoggerMessage(EventId = 3012, Level = LogLevel.Information, Message = "Preparing {Language}, once; this may take a minute")]
    private partial void LogPreparing(string language);

    [LoggerMessage(EventId = 3013, Level = LogLevel.Error, Message = "{Language} cannot be prepared: {Reason}")]
    private partial void LogNotPrepared(string language, string reason);

    [LoggerMessage(EventId = 3014, Level = LogLevel.Warning, Message = "{Language} is prepared, but {Remark}")]
    private partial void LogRemark(string language, string remark);
}
