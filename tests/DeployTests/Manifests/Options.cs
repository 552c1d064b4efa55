using System.Reflection;

namespace CodeExec.DeployTests.Manifests;

/// <summary>The options of all services, by the names of their environment variables.</summary>
internal static class Options
{
    private static readonly Assembly[] Assemblies =
    [
        typeof(ServiceDefaults.ServiceProgram).Assembly, typeof(Gateway.GatewayExtensions).Assembly, typeof(SessionService.SessionServiceExtensions).Assembly,
        typeof(ExecutionService.ExecutionServiceExtensions).Assembly, typeof(RunnerService.RunnerServiceExtensions).Assembly,
    ];

    // Section and property, in lower case: the configuration knows no other.
    private static readonly Dictionary<string, Type> Known = (
        from assembly in Assemblies
        from type in assembly.GetTypes()
        let section = type.GetField("Section", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
        where section is { IsLiteral: true }
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        where property.CanWrite || typeof(System.Collections.IDictionary).IsAssignableFrom(property.PropertyType) || property.PropertyType.Name.StartsWith("IDictionary", StringComparison.Ordinal)
        select (Name: $"{section.GetRawConstantValue()}__{property.Name}", property.PropertyType))
        .DistinctBy(option => option.Name, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(option => option.Name, option => option.PropertyType, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an option is bound to this variable; of a dictionary or a list, any entry is.</summary>
    public static bool Reads(string variable) => Known.ContainsKey(variable)
        || (variable.LastIndexOf("__", StringComparison.Ordinal) is > 0 and var end && Known.TryGetValue(variable[..end], out var type)
            && type != typeof(string) && typeof(System.Collections.IEnumerable).IsAssignableFrom(type));
}
