using System.Text.Json.Nodes;
using CodeExec.Contracts;
using CodeExec.Contracts.Executions;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace CodeExec.IntegrationTests.Executions;

/// <summary>This version beside the next one, on the same stores and queues.</summary>
public sealed class UpgradeTests(ExecutionServiceHost host) : IClassFixture<ExecutionServiceHost>
{
    [Fact]
    public async Task What_the_next_version_stores_in_an_execution_survives_our_rewriting_it()
    {
        var id = await host.SubmitAsync();
        var stored = JsonNode.Parse((string)(await host.RedisDatabase.HashGetAsync(KeyOf(id), "s"))!)!;
        stored["Priority"] = 3;
        stored["Submission"]!["Caller"] = new JsonObject { ["Name"] = "next" };
        stored["Submission"]!["Limits"]!["Network"] = true;
        stored["Transitions"]![0]!["Zone"] = "b";
        await host.RedisDatabase.HashSetAsync(KeyOf(id), "s", stored.ToJsonString());

        await host.FinishAsync(id, "1\n"u8.ToArray());
        await host.GetUntilAsync($"/executions/{id}", execution => execution["status"]!.GetValue<string>() == "COMPLETED");

        var rewritten = JsonNode.Parse((string)(await host.RedisDatabase.HashGetAsync(KeyOf(id), "s"))!)!;
        rewritten["Transitions"]!.AsArray().Should().HaveCount(3);
        rewritten["Priority"]!.GetValue<int>().Should().Be(3);
        rewritten["Submission"]!["Caller"]!["Name"]!.GetValue<string>().Should().Be("next");
        rewritten["Submission"]!["Limits"]!["Network"]!.GetValue<bool>().Should().BeTrue();
        rewritten["Transitions"]![0]!["Zone"]!.GetValue<string>().Should().Be("b");
    }

    [Fact]
    public async Task A_message_of_the_next_version_is_understood_as_far_as_we_know_it()
    {
        var id = Guid.NewGuid();
        var queue = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"exchange:{Queues.Execution}"));

        await queue.Send(new NextSubmission
        {
            ExecutionId = id,
            SessionId = Guid.NewGuid(),
            Language = "python",
            Source = new NextPayload { Text = "print(1)", LengthBytes = 8, Encoding = "utf-8" },
            Limits = new RunLimits { WallTime = TimeSpan.FromSeconds(1), MemoryBytes = 1 << 26, OutputBytes = 4096 },
            Priority = 7,
        });

        await host.GetUntilAsync($"/executions/{id}", execution => execution["status"]!.ToString() == "QUEUED");
        var stored = JsonNode.Parse((string)(await host.RedisDatabase.HashGetAsync(KeyOf(id), "s"))!)!;
        stored["Submission"]!["Source"]!["Text"]!.GetValue<string>().Should().Be("print(1)");
    }

    [Fact]
    public async Task A_message_of_the_previous_version_lacks_what_is_optional()
    {
        var id = Guid.NewGuid();
        var queue = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri($"exchange:{Queues.Execution}"));

        await queue.Send(new PreviousSubmission
        {
            ExecutionId = id,
            SessionId = Guid.NewGuid(),
            Language = "python",
            Source = new Payload { Text = "print(1)", LengthBytes = 8 },
            Limits = new RunLimits { WallTime = TimeSpan.FromSeconds(1), MemoryBytes = 1 << 26, OutputBytes = 4096 },
        });

        await host.GetUntilAsync($"/executions/{id}", execution => execution["status"]!.ToString() == "QUEUED");
    }

    private static string KeyOf(Guid id) => $"{{execution:0}}:{id:N}";

    [MessageUrn("CodeExec.Contracts.Executions:SubmitExecution")]
    private sealed record NextSubmission
    {
        public required Guid ExecutionId { get; init; }

        public required Guid SessionId { get; init; }

        public required string Language { get; init; }

        public required NextPayload Source { get; init; }

        public required RunLimits Limits { get; init; }

        public required int Priority { get; init; }
    }

    private sealed record NextPayload
    {
        public string? Text { get; init; }

        public required long LengthBytes { get; init; }

        public required string Encoding { get; init; }
    }

    [MessageUrn("CodeExec.Contracts.Executions:SubmitExecution")]
    private sealed record PreviousSubmission
    {
        public required Guid ExecutionId { get; init; }

        public required Guid SessionId { get; init; }

        public required string Language { get; init; }

        public required Payload Source { get; init; }

        public required RunLimits Limits { get; init; }
    }
}
