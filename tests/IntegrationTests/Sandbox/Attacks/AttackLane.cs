using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.IntegrationTests.Runner;
using CodeExec.Languages;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Runs;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Sandbox.Linux;
using CodeExec.RunnerService.Toolchains;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CodeExec.IntegrationTests.Sandbox.Attacks;

/// <summary>A runner's sandbox with two slots: one for an attack, the other for its neighbours.</summary>
internal sealed class AttackLane : IAsyncDisposable
{
    private const int Slots = 2;
    private const int FirstUser = 1_910_000_000; // away from those of other tests, so that whose a process is tells which lane's it is

    private static readonly TimeSpan NeighbourEvery = TimeSpan.FromMilliseconds(100);
    private static readonly string[] Languages = ["python", "c", "cpp", "go"];

    private static int _lanes;

    private readonly RunLimits _limits;
    private readonly Func<string, IReadOnlyList<string>> _arguments;
    private readonly InstanceDirectory _instance;
    private readonly ISandbox _sandbox;
    private readonly ToolchainFinder _toolchains;
    private readonly ProgramRunner _programs;
    private readonly Leavings _leavings;
    private readonly HostBait _bait = new();
    private readonly Complaints _complaints = new();
    private string _clean = "";

    private AttackLane(AttackedSandbox driver)
    {
        var options = new RunnerOptions
        {
            Slots = Slots,
            FirstSandboxUserId = FirstUser + (Slots * Interlocked.Increment(ref _lanes)),
            CompileMemoryLimitBytes = 256 << 20,
            ProgramLimitBytes = 8 << 20,
        };
        driver.Set(options);
        _arguments = driver.Arguments;
        _instance = InstanceDirectory.Open(options.StateDirectory);
        var cgroups = Cgroups.TryCreate($"codeexec-{_instance.Name}", _instance.Remember);
        HasCgroups = cgroups is not null;
        (var wallTime, options.CompileTimeLimit) = driver.WallTimes(HasCgroups);
        _limits = new RunLimits { WallTime = wallTime, MemoryBytes = 128 << 20, OutputBytes = 64 << 10 };
        _sandbox = driver.Make(options, _instance, cgroups, LoggerFactory.Create(logging => logging.AddProvider(_complaints)));
        _leavings = new Leavings(_instance, cgroups, options.FirstSandboxUserId, Slots, driver.IsWaiting);

        var wrapped = Microsoft.Extensions.Options.Options.Create(options);
        var preparation = new ToolchainPreparation(_instance, TimeProvider.System);
        _toolchains = new ToolchainFinder(_sandbox, preparation, LanguageCatalogue.BuiltIn.Only(Languages), wrapped, NullLogger<ToolchainFinder>.Instance);
        _programs = new ProgramRunner(_sandbox, new CompileCache(wrapped, TimeProvider.System, NullLogger<CompileCache>.Instance), wrapped);
    }

    /// <summary>Whether its runs have cgroups: it gets them where this machine has writable ones.</summary>
    public bool HasCgroups { get; }

    public static async Task<AttackLane> OpenAsync(AttackedSandbox driver)
    {
        var lane = new AttackLane(driver);
        await lane._sandbox.SelfTestAsync(CancellationToken.None);
        await lane._toolchains.FindAllAsync(CancellationToken.None);
        Attack.Corpus.Values.Select(attack => attack.Language).Distinct().Where(language => lane._toolchains.Find(language) is null)
            .Select(language => lane._toolchains.Statuses[language].Missing).Should().BeEmpty("attacks are made in these languages");
        var alone = (await lane.NeighbourAsync()).Result;
        lane._clean = alone.Stdout.Text();
        lane._clean.Should().Contain("'/src/main.py'", $"a program without neighbours says what it finds, and not {alone.Termination} {alone.Stderr.Text()}");
        lane._complaints.Take();
        lane._leavings.Remember();
        return lane;
    }

    public async Task<AttackReport> AttackAsync(Attack attack)
    {
        var mark = $"mark-{Guid.NewGuid():N}";
        var program = new UserProgram(Encoding.UTF8.GetBytes(_bait.Fill(attack.Source)), "typed\n"u8.ToArray(), _arguments(mark), _limits);
        var run = _programs.RunAsync(_toolchains.Find(attack.Language)!, program, CancellationToken.None);
        var neighbours = await NeighboursUntilAsync(run);
        var (ending, said) = await EndAsync(run);
        var left = await _leavings.AfterASecondAsync(mark, orphans: ending.Split(' ')[0] is Termination.MemoryLimit or Termination.CompileLimit);

        // Both at once, and each of them waits a moment, so that the attack's own slot has one of them.
        neighbours.AddRange(await Task.WhenAll(NeighbourAsync(), NeighbourAsync()));
        return new AttackReport(
            ending,
            said,
            neighbours.Count,
            [.. neighbours.Select(neighbour => $"{AttackReport.EndingOf(neighbour)}\n{neighbour.Result.Stdout.Text()}{neighbour.Result.Stderr.Text()}").Where(seen => seen != $"exited 0\n{_clean}")],
            [.. left, .. _bait.Bites(said), .. _complaints.Take()]);
    }

    public async ValueTask DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        _instance.Dispose();
        _bait.Dispose();
    }

    private async Task<List<ProgramRun>> NeighboursUntilAsync(Task end)
    {
        using var pause = new PeriodicTimer(NeighbourEvery);
        var neighbours = new List<ProgramRun>();
        do
        {
            neighbours.Add(await NeighbourAsync());
            await pause.WaitForNextTickAsync();
        }
        while (!end.IsCompleted);
        return neighbours;
    }

    private Task<ProgramRun> NeighbourAsync()
    {
        var program = new UserProgram(Encoding.UTF8.GetBytes(Attack.Neighbour), default, [], _limits with { WallTime = TimeSpan.FromSeconds(20) });
        return _programs.RunAsync(_toolchains.Find("python")!, program, CancellationToken.None);
    }

    private static async Task<(string Ending, string Said)> EndAsync(Task<ProgramRun> run)
    {
        try
        {
            var result = await run;
            return (AttackReport.EndingOf(result), result.Result.Stdout.Text() + result.Result.Stderr.Text());
        }
        catch (SandboxException e)
        {
            return ($"failed: {e.Message}", "");
        }
    }
}
