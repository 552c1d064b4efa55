using System.Runtime.Versioning;
using System.Text;
using CodeExec.Languages;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Runs;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Toolchains;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CodeExec.UnitTests.Runner;

[SupportedOSPlatform("linux")]
public sealed class CompileCacheTests : IDisposable
{
    private static readonly Language C = new()
    {
        Name = "c", DisplayName = "C", VersionCommand = ["gcc"], SourceFile = "main.c", Run = ["/src/program"], DebianPackages = ["gcc"],
        Environment = new Dictionary<string, string> { ["A"] = "1" },
    };

    private static readonly Toolchain Gcc = new(C, "12.2", "/state/toolchains/c-1");
    private static readonly byte[] Program = [.. Enumerable.Range(0, 1000).Select(number => (byte)number)];

    private readonly RunnerOptions _options = new() { StateDirectory = Directory.CreateTempSubdirectory("codeexec-cache-").FullName, CompileCacheBytes = 10_000 };
    private readonly StoppedClock _clock = new();

    public void Dispose() => Directory.Delete(_options.StateDirectory, recursive: true);

    [Fact]
    public async Task A_program_is_found_as_it_was_kept_by_this_runner_and_by_the_next()
    {
        await Cache().KeepAsync("key", Program, CancellationToken.None);

        var found = await Cache().FindAsync("key", CancellationToken.None);

        found!.Value.ToArray().Should().Equal(Program);
        (await Cache().FindAsync("other", CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public void Whatever_the_program_depends_on_is_in_the_key()
    {
        string[] keys =
        [
            CompileCache.Key(Gcc, ["gcc", "-O2"], MainOf("ab")),
            CompileCache.Key(Gcc, ["gcc", "-O2"], MainOf("ac")),
            CompileCache.Key(Gcc, ["gcc", "-O2"], [.. MainOf("ab"), Source("a.h", "")]),
            CompileCache.Key(Gcc, ["gcc", "-O2"], [.. MainOf("ab"), Source("b.h", "")]),
            CompileCache.Key(Gcc, ["gcc", "-O2"], [.. MainOf("ab"), Source("a.h", "x")]),
            CompileCache.Key(Gcc, ["gcc", "-O2"], [.. MainOf("ab"), Source("a.h", "x"), Source("b.h", "")]),
            CompileCache.Key(Gcc, ["gcc", "-O2"], [Source("app.c", "ab")]),
            CompileCache.Key(Gcc, ["gcc", "-O3"], MainOf("ab")),
            CompileCache.Key(Gcc, ["gcc-", "O2"], MainOf("ab")),
            CompileCache.Key(Gcc with { Version = "12.3" }, ["gcc", "-O2"], MainOf("ab")),
            CompileCache.Key(Gcc with { Folder = "/state/toolchains/c-2" }, ["gcc", "-O2"], MainOf("ab")),
            CompileCache.Key(Gcc with { Language = C with { Name = "cpp" } }, ["gcc", "-O2"], MainOf("ab")),
            CompileCache.Key(Gcc with { Language = C with { SourceFile = "main.cpp" } }, ["gcc", "-O2"], MainOf("ab")),
            CompileCache.Key(Gcc with { Language = C with { Environment = new Dictionary<string, string> { ["A"] = "2" } } }, ["gcc", "-O2"], MainOf("ab")),
        ];

        keys.Should().OnlyHaveUniqueItems().And.AllSatisfy(key => key.Should().MatchRegex("^[0-9a-f]{64}$"));
        CompileCache.Key(Gcc with { Folder = "/elsewhere/c-1" }, ["gcc", "-O2"], MainOf("ab")).Should().Be(keys[0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public async Task A_damaged_program_is_not_found_and_goes(int at)
    {
        await Cache().KeepAsync("key", Program, CancellationToken.None);
        var bytes = File.ReadAllBytes(PathOf("key"));
        bytes[at] ^= 1;
        File.WriteAllBytes(PathOf("key"), bytes);

        (await Cache().FindAsync("key", CancellationToken.None)).Should().BeNull();

        File.Exists(PathOf("key")).Should().BeFalse();
    }

    [Fact]
    public async Task A_program_cut_off_by_a_crash_or_put_under_another_key_is_not_found()
    {
        await Cache().KeepAsync("key", Program, CancellationToken.None);
        File.Copy(PathOf("key"), PathOf("other"));
        File.WriteAllBytes(PathOf("cut"), File.ReadAllBytes(PathOf("key"))[..20]);

        (await Cache().FindAsync("other", CancellationToken.None)).Should().BeNull();
        (await Cache().FindAsync("cut", CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task What_was_used_last_is_kept_when_room_runs_out()
    {
        var cache = Cache();
        await cache.KeepAsync("used", Program, CancellationToken.None);
        for (var number = 0; number < 30; number++)
        {
            _clock.Now += TimeSpan.FromMinutes(1);
            await cache.KeepAsync($"{number}", Program, CancellationToken.None);
            await cache.FindAsync("used", CancellationToken.None);
        }

        Directory.GetFiles(Path.GetDirectoryName(PathOf("used"))!).Sum(file => new FileInfo(file).Length).Should().BeLessThanOrEqualTo(_options.CompileCacheBytes);
        (await cache.FindAsync("used", CancellationToken.None)).Should().NotBeNull();
        (await cache.FindAsync("29", CancellationToken.None)).Should().NotBeNull();
        (await cache.FindAsync("0", CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task A_program_larger_than_all_room_and_any_program_without_room_is_not_kept()
    {
        await Cache().KeepAsync("large", new byte[10_001], CancellationToken.None);
        _options.CompileCacheBytes = 0;
        await Cache().KeepAsync("none", Program, CancellationToken.None);

        Directory.Exists(Path.GetDirectoryName(PathOf("none"))).Should().BeFalse();
    }

    [Fact]
    public async Task Nobody_else_can_read_or_write_it()
    {
        await Cache().KeepAsync("key", Program, CancellationToken.None);

        File.GetUnixFileMode(Path.GetDirectoryName(PathOf("key"))!).Should().Be((UnixFileMode)0b111_000_000);
    }

    private static SandboxFile[] MainOf(string source) => [Source("main.c", source)];

    private static SandboxFile Source(string name, string content) => new(name, Encoding.UTF8.GetBytes(content));

    private CompileCache Cache() => new(Options.Create(_options), _clock, NullLogger<CompileCache>.Instance);

    private string PathOf(string key) => $"{_options.StateDirectory}/programs/{key}";

    private sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
