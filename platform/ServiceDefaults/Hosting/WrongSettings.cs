using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace CodeExec.ServiceDefaults;

/// <summary>Says of an exception which settings are wrong, by the names of their environment variables.</summary>
public static partial class WrongSettings
{
    /// <returns>A sentence for each. Empty when the exception is of another kind.</returns>
    public static string[] In(Exception exception) => exception switch
    {
        // Once each: what depends on wrong options fails with them.
        AggregateException several => [.. several.InnerExceptions.SelectMany(In).Distinct()],
        OptionsValidationException wrong => [.. wrong.Failures.Select(failure => Sentence(wrong.OptionsType, failure))],
        InvalidOperationException unreadable when Unreadable().Match(unreadable.Message) is { Success: true } value =>
            [$"{value.Groups["path"].Value.Replace(":", "__", StringComparison.Ordinal)}: '{value.Groups["value"]}' is not of type {value.Groups["type"]}."],
        _ => [],
    };

    private static string Sentence(Type options, string failure)
    {
        var section = options.GetField("Section")?.GetRawConstantValue();
        return OfMember().Match(failure) is { Success: true } member ? $"{section}__{member.Groups["member"]}: {member.Groups["error"]}" : failure;
    }

    // As ValidateDataAnnotations, a generated validator and our own rules put it.
    [GeneratedRegex(@"^(DataAnnotation validation failed for '\w+' members: '(?<member>\w+)' with the error: '(?<error>.*)'\.|(?<member>\w+): (?<error>.*))$")]
    private static partial Regex OfMember();

    // As the configuration binder puts it.
    [GeneratedRegex(@"^Failed to convert configuration value '(?<value>.*)' at '(?<path>.+)' to type '(?<type>.+)'\.$")]
    private static partial Regex Unreadable();
}
