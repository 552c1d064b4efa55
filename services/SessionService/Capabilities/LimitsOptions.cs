using System.ComponentModel.DataAnnotations;
using CodeExec.Languages;

namespace CodeExec.SessionService.Capabilities;

/// <summary>What a program may use and what a client may send. Shown by <c>GET /limits</c>.</summary>
public sealed class LimitsOptions : RunLimitsOptions, IValidatableObject
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Limits";

    /// <summary>
    /// What holds for runs of one language in place of what holds for all, by the language's name as <c>GET /languages</c> tells it, not an alias. Its
    /// maximum is its own; where it has none, its own default; where it has neither, that of all runs.
    /// </summary>
    public Dictionary<string, RunLimitsOptions> Languages { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Largest program, all its files together, in bytes of UTF-8. 1 KiB to 64 MiB. Default 1 MiB. The gateway's <c>RequestBody:LimitBytes</c> must let it through.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int SourceBytes { get; set; } = 1024 * 1024;

    /// <summary>Largest standard input, in bytes of UTF-8. 0 to 64 MiB. Default 1 MiB.</summary>
    [Range(0, 64 * 1024 * 1024)]
    public int StdinBytes { get; set; } = 1024 * 1024;

    /// <summary>Most command-line arguments. 0 to 256. Default 64.</summary>
    [Range(0, 256)]
    public int ArgsCount { get; set; } = 64;

    /// <summary>Size of all command-line arguments together, in bytes of UTF-8. 0 to 8 KiB, because they travel inside messages. Default 4 KiB.</summary>
    [Range(0, 8 * 1024)]
    public int ArgsBytes { get; set; } = 4 * 1024;

    /// <summary>
    /// Environment variables that a client may set for a run: names and, with <c>*</c> at the end, beginnings of names, separated by spaces. Empty: none.
    /// Whatever it says, names are upper-case and those that change how a program is started (<c>PATH</c>, <c>LD_*</c>, …) stay reserved. Default <c>*</c>.
    /// </summary>
    [RegularExpression("[A-Z0-9_* ]*")]
    public string AllowedEnvironment { get; set; } = "*";

    /// <summary>Most environment variables. 0 to 256. Default 64.</summary>
    [Range(0, 256)]
    public int EnvironmentCount { get; set; } = 64;

    /// <summary>Size of all environment variables together, names included, in bytes of UTF-8. 0 to 8 KiB, because they travel inside messages. Default 4 KiB.</summary>
    [Range(0, 8 * 1024)]
    public int EnvironmentBytes { get; set; } = 4 * 1024;

    /// <summary>What holds for runs of a language; with null, for all where theirs says nothing else.</summary>
    internal RunLimitRanges For(string? language) => RunLimitRanges.Of(this, language is null ? null : Languages.GetValueOrDefault(language));

    internal string[] AllowedVariables => AllowedEnvironment.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    // JSON may write one byte as six (\u0001). A body has one large text, or several that are not written so; 1 MiB is for all else.
    internal long LargestBodyBytes => (6L * Math.Max(SourceBytes, StdinBytes)) + (1024 * 1024);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        [.. FindWrong("", For(null)), .. Languages.SelectMany(own => FindWrong(own.Key, own.Value))];

    private IEnumerable<ValidationResult> FindWrong(string language, RunLimitsOptions own)
    {
        var setting = $"{nameof(Languages)}__{language}";
        if (!language.Equals(LanguageCatalogue.BuiltIn.Find(language)?.Name, StringComparison.OrdinalIgnoreCase))
        {
            return [new("No language has this name. Take one that GET /languages tells, such as python; aliases are not taken.", [setting])];
        }

        var wrong = new List<ValidationResult>();
        return Validator.TryValidateObject(own, new ValidationContext(own), wrong, validateAllProperties: true)
            ? FindWrong($"{setting}__", For(language))
            : wrong.Select(fault => new ValidationResult(fault.ErrorMessage, fault.MemberNames.Select(member => $"{setting}__{member}")));
    }

    private static IEnumerable<ValidationResult> FindWrong(string setting, RunLimitRanges limits) =>
        from limit in limits.All
        where limit.Range.Default > limit.Range.Maximum
        select new ValidationResult(
            $"The default of {limit.Name}, {limit.Range.Default}, is above the maximum, {limit.Range.Maximum}. Raise this, or lower {limit.Option}.", [$"{setting}Maximum{limit.Option}"]);
}
