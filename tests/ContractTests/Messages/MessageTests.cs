using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeExec.Contracts.Executions;
using CodeExec.Contracts.Runs;
using CodeExec.TestKit;

namespace CodeExec.ContractTests.Messages;

public sealed class MessageTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<Type> Messages => new(ContractMessages.All);

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_is_written_as_approved(Type message)
    {
        var written = Wire.Write(ContractMessages.Sample(message, onlyRequired: false));

        Approved.Matches($"{message.Name}.json", written.ToJsonString(Indented));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void The_approved_message_is_read(Type message)
    {
        var read = Wire.Read(ReadApproved(message), message);

        read.Should().BeEquivalentTo(ContractMessages.Sample(message, onlyRequired: false), options => options.RespectingRuntimeTypes());
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_from_before_its_optional_members_is_read(Type message)
    {
        var before = ContractMessages.Sample(message, onlyRequired: true);

        var read = Wire.Read(Wire.Write(before), message);

        read.Should().BeEquivalentTo(before, options => options.RespectingRuntimeTypes());
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void A_message_with_members_of_a_later_version_is_read(Type message)
    {
        var later = ReadApproved(message);
        AddUnknownMembers(later["message"]!);

        var read = Wire.Read(later, message);

        read.Should().BeEquivalentTo(ContractMessages.Sample(message, onlyRequired: false), options => options.RespectingRuntimeTypes());
    }

    /// <remarks>As the version before wrote it: programs of one file, without environment and with three limits.</remarks>
    [Theory]
    [InlineData(typeof(SubmitExecution))]
    [InlineData(typeof(RunCode))]
    public void A_message_of_the_previous_version_is_read(Type message)
    {
        var read = Wire.Read(JsonNode.Parse(File.ReadAllText(Path.Combine(ApprovedDirectory(), "../Previous", $"{message.Name}.json")))!.AsObject(), message);

        var now = ContractMessages.Sample(message, onlyRequired: false);
        object expected = now is SubmitExecution submission
            ? submission with { EntryPoint = null, Files = null, Environment = null, Limits = Before(submission.Limits) }
            : (RunCode)now with { EntryPoint = null, Files = null, Environment = null, MaxAttempts = null, IsFirst = false, Limits = Before(((RunCode)now).Limits) };
        read.Should().BeEquivalentTo(expected, options => options.RespectingRuntimeTypes());

        static RunLimits Before(RunLimits limits) => new() { WallTime = limits.WallTime, MemoryBytes = limits.MemoryBytes, OutputBytes = limits.OutputBytes };
    }

    [Fact]
    public void A_message_that_was_approved_is_still_there() =>
        Directory.GetFiles(ApprovedDirectory(), "*.json").Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(
            ContractMessages.All.Select(message => message.Name), "others still send and await what was once published");

    [Fact]
    public void The_README_tells_who_sends_and_who_hears_each_message() =>
        File.ReadLines(Path.Combine(Machine.Root, "contracts/README.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(row => row.Split('`')[1]).Should().BeEquivalentTo(ContractMessages.All.Select(message => message.Name));

    private static JsonObject ReadApproved(Type message) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(ApprovedDirectory(), $"{message.Name}.json")))!.AsObject();

    private static string ApprovedDirectory([CallerFilePath] string test = "") => Path.Combine(Path.GetDirectoryName(test)!, "Approved");

    private static void AddUnknownMembers(JsonNode node)
    {
        foreach (var part in node is JsonObject members ? members.Select(member => member.Value) : node.AsArray())
        {
            if (part is JsonObject or JsonArray)
            {
                AddUnknownMembers(part);
            }
        }

        (node as JsonObject)?.Add("unheardOf", new JsonObject { ["since"] = "tomorrow" });
    }
}
