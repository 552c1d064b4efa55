using CodeExec.Languages;
using CodeExec.RunStore;
using CodeExec.ServiceDefaults;

namespace CodeExec.SessionService.Capabilities;

/// <summary>What the runners alive now offer, asked at most every two seconds.</summary>
internal sealed class LanguageOffer(LanguageCatalogue catalogue, RunnerRegistry registry, TimeProvider clock)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(2);

    // Within the two seconds that a whole request may take.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private sealed record Sighting(IReadOnlyList<RunnerStatus> Runners, long At);

    private Sighting? _last;

    /// <summary>Names of all languages of the catalogue.</summary>
    public IEnumerable<string> Names => catalogue.All.Select(language => language.Name);

    /// <summary>Every language of the catalogue.</summary>
    public async Task<IReadOnlyList<OfferedLanguage>> ListAsync()
    {
        var runners = await RunnersAsync();
        return [.. catalogue.All.Select(language => Offer(language, runners))];
    }

    /// <summary>The language with this name or alias. Null when the catalogue has none.</summary>
    public async Task<OfferedLanguage?> FindAsync(string name) =>
        catalogue.Find(name) is { } language ? Offer(language, await RunnersAsync()) : null;

    /// <summary>The runners alive now. None when Redis does not answer: what cannot be known refuses nobody.</summary>
    public async Task<IReadOnlyList<RunnerStatus>> RunnersAsync()
    {
        if (_last is { } last && clock.GetElapsedTime(last.At) < Freshness)
        {
            return last.Runners;
        }

        IReadOnlyList<RunnerStatus> runners;
        try
        {
            runners = await registry.ListAsync().WaitAsync(Patience, clock);
        }
        catch (Exception e) when (e.IsRedisOutage())
        {
            runners = [];
        }

        _last = new Sighting(runners, clock.GetTimestamp());
        return runners;
    }

    private static OfferedLanguage Offer(Language language, IReadOnlyList<RunnerStatus> runners)
    {
        var seen = runners.Select(runner => runner.Languages.GetValueOrDefault(language.Name)).OfType<LanguageStatus>().ToArray();
        bool? available = runners.Count == 0 ? null : seen.Any(status => status.Missing is null);
        return new OfferedLanguage
        {
            Name = language.Name,
            DisplayName = language.DisplayName,
            Aliases = language.Aliases,
            SourceFile = language.SourceFile,
            Available = available,
            Versions = [.. seen.Select(status => status.Version).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            Install = available is false
                ? seen.Select(status => status.Missing).FirstOrDefault() ?? $"Where the runners are: {language.HowToInstall}"
                : null,
        };
    }
}
