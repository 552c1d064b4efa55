using System.Reflection;
using System.Text.Json;

namespace CodeExec.Languages;

/// <summary>Every language that CodeExec knows, whether or not a runner has it installed.</summary>
public sealed class LanguageCatalogue
{
    private const string Description = "language.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The catalogue that is built into this assembly from the folders beside it.</summary>
    public static LanguageCatalogue BuiltIn { get; } = new(ReadEmbedded());

    private readonly Dictionary<string, Language> _byName = new(StringComparer.OrdinalIgnoreCase);

    private LanguageCatalogue(IEnumerable<Language> languages)
    {
        All = [.. languages.OrderBy(language => language.Name, StringComparer.Ordinal)];
        foreach (var language in All)
        {
            foreach (var name in language.Aliases.Prepend(language.Name))
            {
                _byName.Add(name, language);
            }
        }
    }

    /// <summary>All languages, by name.</summary>
    public IReadOnlyList<Language> All { get; }

    /// <summary>The language with this name or alias, in any case. Null when there is none.</summary>
    public Language? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>A catalogue of these alone.</summary>
    /// <param name="names">Names, not aliases; unknown ones are passed over.</param>
    public LanguageCatalogue Only(params IReadOnlyCollection<string> names) => new(All.Where(language => names.Contains(language.Name)));

    private static IEnumerable<Language> ReadEmbedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(Description, StringComparison.Ordinal)))
        {
            var language = JsonSerializer.Deserialize<Language>(Read(assembly, resource)!, Json)
                ?? throw new InvalidDataException($"{resource} is empty.");
            yield return language with { PrepareScript = Read(assembly, resource[..^Description.Length] + "prepare.sh") };
        }
    }

    private static string? Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource);
        return stream is null ? null : new StreamReader(stream).ReadToEnd();
    }
}
