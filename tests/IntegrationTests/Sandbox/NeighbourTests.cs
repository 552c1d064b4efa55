using System.Text;
using CodeExec.RunnerService.Sandbox;

namespace CodeExec.IntegrationTests.Sandbox;

/// <summary>A program that looks for its neighbours, and for those that made it, finds nobody.</summary>
public sealed class NeighbourTests(ForkedFixture fixture) : IClassFixture<ForkedFixture>
{
    private static readonly SandboxLimits Limits = new()
    {
        WallTime = TimeSpan.FromSeconds(20), CpuTime = TimeSpan.FromSeconds(20), MemoryBytes = 128 << 20, StdoutBytes = 1 << 20, StderrBytes = 1 << 20,
    };

    // Offers everything by which processes meet, says so, and waits to be killed.
    private const string Holder = """
        import ctypes, os, socket, sys, time
        a = socket.socket(socket.AF_UNIX); a.bind('\0listener-2-0'); a.listen()
        t = socket.create_server(('127.0.0.1', 8000))
        u = socket.socket(socket.AF_UNIX); u.bind('/tmp/u'); u.listen()
        c = ctypes.CDLL(None)
        held = [c.shmget(0x77, 4096, 0o1666), c.semget(0x78, 1, 0o1666), c.msgget(0x79, 0o1666), c.mq_open(b'/q', 0o102, 0o666, None)]
        master, slave = os.openpty()
        print('held' if min(held) >= 0 else held, flush=True)
        time.sleep(60)
        """;

    private const string Looker = """
        import ctypes, os, socket
        found = []
        def attempt(name, action):
            try: action(); found.append(name)
            except OSError: pass
        def call(name, result):
            if result >= 0: found.append(name)
        attempt('abstract socket', lambda: socket.socket(socket.AF_UNIX).connect('\0listener-2-0'))
        attempt('tcp', lambda: socket.create_connection(('127.0.0.1', 8000), 0.3))
        attempt('socket file', lambda: socket.socket(socket.AF_UNIX).connect('/tmp/u'))
        for p in [*range(3, 400), -1]: attempt(f'signal {p}', lambda: os.kill(p, 0))
        c = ctypes.CDLL(None, use_errno=True)
        for name, result in (('shm', c.shmget(0x77, 0, 0)), ('sem', c.semget(0x78, 0, 0)), ('msg', c.msgget(0x79, 0)), ('mq', c.mq_open(b'/q', 0))): call(name, result)
        for file in ('/proc/net/unix', '/proc/net/tcp'):
            lines = open(file).read().splitlines()[1:]
            if lines: found.append((file, lines))
        for p in range(3, 400):
            if os.path.exists(f'/proc/{p}'): found.append(('proc', p))
        for what in ('mem', 'environ', 'maps', 'stack', 'syscall'): attempt(f'1 {what}', lambda: open(f'/proc/1/{what}', 'rb').read(1))
        for what in ('root', 'cwd', 'exe', 'ns/mnt'): attempt(f'1 {what}', lambda: os.readlink(f'/proc/1/{what}'))
        attempt('1 fd', lambda: os.listdir('/proc/1/fd'))
        for name, result in (('ptrace', c.ptrace(16, 1, 0, 0)), ('setns', c.syscall(308, 0, 0)), ('unshare', c.unshare(0x10000000)), ('umount', c.umount2(b'/proc', 2))): call(name, result)
        if len(os.listdir('/dev/pts')) > 1: found.append(('terminals', os.listdir('/dev/pts')))
        for path in ('/src/main.py', '/src/x', '/usr/x', '/etc/x', '/x', '/dev/x', '/proc/sys/kernel/hostname', '/proc/sys/net/ipv4/ip_forward', '/proc/sysrq-trigger', '/proc/1/oom_score_adj'):
            attempt(f'write {path}', lambda: os.close(os.open(path, os.O_WRONLY | os.O_CREAT)))
        print(found)
        """;

    [Fact]
    public async Task Nobody_is_found()
    {
        using var enough = new CancellationTokenSource();
        var holders = Enumerable.Range(0, 2).Select(_ => fixture.Sandbox.RunAsync(Job(Holder), enough.Token)).ToList();
        var lookers = new List<SandboxResult>();
        for (var round = 0; round < 5; round++)
        {
            lookers.Add(await fixture.Sandbox.RunAsync(Job(Looker), CancellationToken.None));
        }

        holders.Should().AllSatisfy(holder => holder.IsCompleted.Should().BeFalse("a neighbour was there all the time"));
        await enough.CancelAsync();
        lookers.Select(looker => Encoding.UTF8.GetString(looker.Stdout.Content.Span) + Encoding.UTF8.GetString(looker.Stderr.Content.Span)).Should().AllBe("[]\n");
        foreach (var holder in holders)
        {
            await FluentActions.Awaiting(() => holder).Should().ThrowAsync<OperationCanceledException>();
        }
    }

    private static SandboxJob Job(string python) => new()
    {
        Command = ["/usr/bin/python3", "/src/main.py"], Forkable = true, Files = [new SandboxFile("main.py", Encoding.UTF8.GetBytes(python))], Limits = Limits,
    };
}
