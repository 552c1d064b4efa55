using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace CodeExec.ContractTests.OpenApi;

/// <summary>The summaries that the compiler wrote beside our assemblies.</summary>
internal static partial class XmlComments
{
    private static readonly ConcurrentDictionary<Assembly, ILookup<string, XElement>> Files = new();

    public static string? Of(Type type) => Summary(type.Assembly, $"T:{type.FullName}");

    public static string? Of(JsonPropertyInfo property)
    {
        if (property.AttributeProvider is not PropertyInfo { DeclaringType: { } owner } member)
        {
            return null;
        }

        // A positional record has its words on the parameters.
        return Summary(owner.Assembly, $"P:{owner.FullName}.{member.Name}")
            ?? Words(Members(owner.Assembly)[$"T:{owner.FullName}"].Elements("param").FirstOrDefault(param => (string?)param.Attribute("name") == member.Name));
    }

    private static string? Summary(Assembly assembly, string name) => Words(Members(assembly)[name].Elements("summary").FirstOrDefault());

    private static string? Words(XElement? element) => element is null ? null : Blank().Replace(element.Value, " ").Trim() is { Length: > 0 } words ? words : null;

    private static ILookup<string, XElement> Members(Assembly assembly) => Files.GetOrAdd(assembly, _ =>
    {
        var file = Path.ChangeExtension(assembly.Location, ".xml");
        var members = File.Exists(file) ? XDocument.Load(file).Descendants("member") : [];
        return members.ToLookup(member => (string)member.Attribute("name")!);
    });

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();
}
