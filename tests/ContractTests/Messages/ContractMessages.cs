using System.Runtime.CompilerServices;
using CodeExec.Contracts.Executions;

namespace CodeExec.ContractTests.Messages;

/// <summary>The messages of <c>contracts/</c> and a sample of each, found by reflection so that none is forgotten.</summary>
internal static class ContractMessages
{
    private static readonly Type[] Records = [.. typeof(SubmitExecution).Assembly.GetExportedTypes().Where(type => !type.IsAbstract)];

    /// <summary>All types that are part of no other.</summary>
    public static IReadOnlyList<Type> All { get; } = [.. Records.Except(Records.SelectMany(MembersOf).Select(member => member.Type))];

    /// <summary>A message with a value in each member, or in those alone that are required.</summary>
    public static object Sample(Type type, bool onlyRequired)
    {
        var sample = Activator.CreateInstance(type)!;
        foreach (var (name, member, isRequired) in MembersOf(type).Where(member => member.IsRequired || !onlyRequired))
        {
            var property = type.GetProperty(name)!;
            var value = ValueOf(name, member, onlyRequired);
            property.SetValue(sample, property.PropertyType.IsGenericType && property.PropertyType.IsAssignableTo(typeof(System.Collections.IEnumerable)) ? ListOf(member, value) : value);
        }

        return sample;
    }

    /// <summary>Members with their types; of a list, the type of its items.</summary>
    private static IEnumerable<(string Name, Type Type, bool IsRequired)> MembersOf(Type type) => type.GetProperties().Select(property => (
        property.Name,
        property.PropertyType.GenericTypeArguments.FirstOrDefault() ?? property.PropertyType,
        property.IsDefined(typeof(RequiredMemberAttribute), inherit: false)));

    private static Array ListOf(Type item, object value)
    {
        var list = Array.CreateInstance(item, 1);
        list.SetValue(value, 0);
        return list;
    }

    // Told apart by the member's name, so that a value in the wrong place shows.
    private static object ValueOf(string name, Type type, bool onlyRequired) =>
        type == typeof(string) ? $"the {name}"
        : type == typeof(Guid) ? new Guid(name.Length, 0, 0, new byte[8])
        : type == typeof(DateTimeOffset) ? new DateTimeOffset(2026, 1, 1, 12, 0, name.Length, 125, TimeSpan.Zero)
        : type == typeof(TimeSpan) ? TimeSpan.FromMilliseconds(1000 + name.Length)
        : type == typeof(int) ? name.Length
        : type == typeof(long) ? (1L << 40) + name.Length
        : type == typeof(bool) ? true
        : Sample(type, onlyRequired);
}
