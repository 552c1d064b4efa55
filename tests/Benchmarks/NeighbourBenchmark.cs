using System.Text;
using CodeExec.RunnerService;
using CodeExec.RunnerService.Sandbox;

namespace CodeExec.Benchmarks;

/// <summary>How much a program that computes is slowed by a hostile one in the slot beside it, against the same with nobody there.</summary>
internal static class NeighbourBenchmark
{
    private const int Pairs = 12;
    private const string Computes = "total = 0\nfor number in range(4_000_000): total += number\nprint('hello')";

    private static readonly (string What, string Program)[] Attackers =
    [
        ("one that computes too", "while True: pass"),
        ("40 processes that compute", "import os\nfor _ in range(39):\n    if os.fork() == 0: break\nwhile True: pass"),
        ("40 sessions that compute", "import os\nfor _ in range(39):\n    if os.fork() == 0:\n        os.setsid()\n        break\nwhile True: pass"),
        ("processes made and ended without end", "import os\nwhile True:\n    if os.fork() == 0: os._exit(0)\n    os.wait()"),
        ("memory filled and freed without end", "while True: bytes(150 << 20)"),
        ("files written and removed without end", "import os\nwhile True:\n    open('/tmp/x', 'wb').write(bytes(32 << 20))\n    os.unlink('/tmp/x')"),
        ("system calls without end", "import os\nwhile True: os.stat('/tmp')"),
    ];

    public static async Task RunAsync(SandboxLimits limits)
    {
        await using var host = await SandboxHost.StartAsync(new RunnerOptions { Slots = 2 });
        Report.Heading();
        foreach (var (what, program) in Attackers)
        {
            var (beside, alone) = (new List<TimeSpan>(), new List<TimeSpan>());
            for (var pair = -1; pair < Pairs; pair++)
            {
                using var enough = new CancellationTokenSource();
                var attack = host.Sandbox.RunAsync(Python(program, limits with { WallTime = TimeSpan.FromMinutes(1), CpuTime = TimeSpan.FromMinutes(2) }), enough.Token);
                await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System); // until it is at it
                var slowed = await SandboxBenchmark.TimeAsync(host.Sandbox, Python(Computes, limits));
                await enough.CancelAsync();
                await ((Task)attack).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                var times = (slowed, await SandboxBenchmark.TimeAsync(host.Sandbox, Python(Computes, limits)));
                if (pair >= 0)
                {
                    beside.Add(times.slowed);
                    alone.Add(times.Item2);
                }
            }

            Report.Ratio($"a neighbour beside {what}, wall", beside, alone);
        }
    }

    private static SandboxJob Python(string program, SandboxLimits limits) => new()
    {
        Command = ["/usr/bin/python3", "/src/main.py"], Forkable = true, Files = [new SandboxFile("main.py", Encoding.UTF8.GetBytes(program))], Limits = limits,
    };
}
