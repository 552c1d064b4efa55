using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodeExec.Contracts.Executions;
using CodeExec.SessionService.Capabilities;
using CodeExec.SessionService.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace CodeExec.UnitTests.Sessions;

public sealed class RunInputRulesTests
{
    private static readonly LimitsOptions Limits = new() { MaximumWallTime = TimeSpan.FromSeconds(30), ArgsCount = 3, ArgsBytes = 10, StdinBytes = 4 };

    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [Fact]
    public void A_run_that_asks_for_nothing_has_the_defaults()
    {
        RunInputRules.Check(new RunInput(), Limits).Should().BeNull();
        Check(new()).Should().BeNull();
        RunInputRules.Resolve(null, Limits.For(null)).Should().Be(new RunLimits
        {
            WallTime = TimeSpan.FromSeconds(10),
            MemoryBytes = 256 << 20,
            OutputBytes = 1 << 20,
            Processes = 64,
            FileBytes = 64 << 20,
            OpenFiles = 256,
            DiskBytes = 64 << 20,
        });
    }

    [Theory]
    [InlineData(99, true)]
    [InlineData(100, false)]
    [InlineData(30_000, false)]
    [InlineData(30_001, true)]
    [InlineData(long.MinValue, true)]
    [InlineData(long.MaxValue, true)]
    public void Wall_time_goes_from_100_ms_to_the_maximum(long wallTimeMs, bool isRefused) =>
        (Check(new() { WallTimeMs = wallTimeMs }) is not null).Should().Be(isRefused);

    public static TheoryData<string, long, long> Ranges => new()
    {
        { "wall_time_ms", 100, 30_000 },
        { "memory_bytes", 16 << 20, 256 << 20 },
        { "output_bytes", 1 << 10, 1 << 20 },
        { "cpu_time_ms", 100, 60_000 },
        { "processes", 1, 64 },
        { "file_bytes", 4 << 10, 64 << 20 },
        { "open_files", 16, 256 },
        { "disk_bytes", 1 << 20, 64 << 20 },
        { "cpu_percent", 5, 6400 },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Each_limit_is_taken_within_its_range_and_refused_beyond(string name, long minimum, long maximum)
    {
        foreach (var value in new[] { minimum, maximum })
        {
            Check(Asking(name, value)).Should().BeNull();
        }

        foreach (var value in new[] { minimum - 1, maximum + 1, long.MinValue, long.MaxValue })
        {
            var problem = Check(Asking(name, value))!.ProblemDetails;
            (problem.Status, problem.Extensions["field"], problem.Extensions["minimum"], problem.Extensions["maximum"]).Should().Be((422, $"limits.{name}", minimum, maximum));
        }
    }

    [Theory]
    [MemberData(nameof(Ranges))]
    public void Each_limit_that_is_asked_for_holds(string name, long minimum, long maximum)
    {
        var limits = Limits.For(null);

        var resolved = JsonSerializer.SerializeToNode(RunInputRules.Resolve(Asking(name, minimum + 1), limits))!;

        var member = name switch { "wall_time_ms" => "WallTime", "cpu_time_ms" => "CpuTime", _ => string.Concat(name.Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..])) };
        resolved[member]!.ToString().Should().Be(name.EndsWith("_ms", StringComparison.Ordinal) ? "00:00:00.1010000" : $"{minimum + 1}");
        limits.All.Single(limit => limit.Name == name).Range.Maximum.Should().Be(maximum);
    }

    [Fact]
    public void A_refused_limit_names_the_maximum()
    {
        var problem = Check(new() { MemoryBytes = long.MaxValue })!.ProblemDetails;

        problem.Detail.Should().Contain("limits.memory_bytes").And.Contain("268435456");
        problem.Extensions["maximum"].Should().Be(268435456L);
    }

    [Fact]
    public void Sizes_are_counted_in_UTF_8()
    {
        RunInputRules.Check(new RunInput { Stdin = "éé" }, Limits).Should().BeNull();
        RunInputRules.Check(new RunInput { Stdin = "ééé" }, Limits)!.StatusCode.Should().Be(413);
        RunInputRules.Check(new RunInput { Args = ["ééééé"] }, Limits).Should().BeNull();
        RunInputRules.Check(new RunInput { Args = ["ééééé", "x"] }, Limits)!.StatusCode.Should().Be(422);
    }

    [Fact]
    public void CPU_time_may_be_twice_the_longest_wall_time_unless_set()
    {
        Check(new() { CpuTimeMs = 60_000 }).Should().BeNull();
        Check(new() { CpuTimeMs = 60_001 })!.StatusCode.Should().Be(422);
        RunInputRules.Check(new RunInputLimits { CpuTimeMs = 1001 }, new LimitsOptions { CpuTime = TimeSpan.FromSeconds(1) }.For(null))!.StatusCode.Should().Be(422);
        RunInputRules.Resolve(new() { CpuTimeMs = 1500 }, Limits.For(null)).CpuTime.Should().Be(TimeSpan.FromMilliseconds(1500));
    }

    [Fact]
    public void CPU_time_that_is_not_said_stays_within_its_maximum()
    {
        var limits = new LimitsOptions { MaximumCpuTime = TimeSpan.FromSeconds(5) }.For(null);

        limits.CpuTimeMs.Should().Be(new LimitRange(5000, 100, 5000));
        RunInputRules.Resolve(null, limits).CpuTime.Should().Be(TimeSpan.FromSeconds(5));
        RunInputRules.Resolve(new() { WallTimeMs = 2000 }, limits).CpuTime.Should().BeNull("twice the wall-clock time is less");
    }

    [Theory]
    [InlineData("""{"Stdin":"x","Args":["a"],"Limits":{"WallTimeMs":1,"MemoryBytes":2,"OutputBytes":3}}""")]
    [InlineData("""{"Stdin":null,"Args":null,"Limits":null}""")]
    public void A_body_without_what_was_added_later_has_the_hash_it_always_had(string before) => PinnedRun.HashOf(before.Contains("null", StringComparison.Ordinal)
            ? new RunInput()
            : new RunInput { Stdin = "x", Args = ["a"], Limits = new() { WallTimeMs = 1, MemoryBytes = 2, OutputBytes = 3 } })
        .Should().Equal(SHA256.HashData(Encoding.UTF8.GetBytes(before)));

    [Fact]
    public void Files_entry_point_and_environment_are_in_the_hash()
    {
        RunInput[] bodies =
        [
            new(),
            new() { Files = [] },
            new() { Files = [new() { Name = "a", Content = "" }] },
            new() { Files = [new() { Name = "a", Content = "x" }] },
            new() { EntryPoint = "" },
            new() { EntryPoint = "a" },
            new() { Env = Env("A", "1") },
            new() { Env = Env("A", "2") },
            new() { Limits = new() { CpuTimeMs = 100 } },
            new() { Limits = new() { Processes = 100 } },
            new() { Limits = new() { FileBytes = 100 } },
            new() { Limits = new() { OpenFiles = 100 } },
            new() { Limits = new() { DiskBytes = 100 } },
            new() { Limits = new() { CpuPercent = 100 } },
        ];

        bodies.Select(body => Convert.ToHexString(PinnedRun.HashOf(body))).Should().OnlyHaveUniqueItems();
        PinnedRun.HashOf(new() { Env = Env("A", "1", "B", "2") }).Should().Equal(PinnedRun.HashOf(new() { Env = Env("B", "2", "A", "1") }));

        static Dictionary<string, string?> Env(params string[] words) => words.Chunk(2).ToDictionary(pair => pair[0], pair => (string?)pair[1]);
    }

    [Fact]
    public void Bodies_that_mean_the_same_have_the_same_hash()
    {
        PinnedRun.HashOf(new RunInput()).Should().Equal(PinnedRun.HashOf(new RunInput { Stdin = null }));
        PinnedRun.HashOf(new RunInput { Stdin = "" }).Should().NotEqual(PinnedRun.HashOf(new RunInput()));
        PinnedRun.HashOf(new RunInput { Args = ["a", "b"] }).Should().NotEqual(PinnedRun.HashOf(new RunInput { Args = ["a b"] }));
    }

    private static ProblemHttpResult? Check(RunInputLimits asked) => RunInputRules.Check(asked, Limits.For(null));

    private static RunInputLimits Asking(string name, long value) =>
        JsonSerializer.Deserialize<RunInputLimits>($$"""{"{{name}}":{{value}}}""", SnakeCase)!;
}
