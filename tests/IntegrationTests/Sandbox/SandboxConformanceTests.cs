using System.Diagnostics;
using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.IntegrationTests.Runner;
using CodeExec.Languages;
using CodeExec.RunnerService.Sandbox;

namespace CodeExec.IntegrationTests.Sandbox;

/// <summary>What every sandbox driver promises. After each program nothing of it may be left.</summary>
public abstract class SandboxConformanceTests(SandboxFixture fixture) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly string _mark = $"mark-{Guid.NewGuid():N}";

    private static readonly SandboxLimits Limits = new()
    {
        WallTime = TimeSpan.FromSeconds(20),
        CpuTime = TimeSpan.FromSeconds(20),
        MemoryBytes = 128 << 20,
        StdoutBytes = 1 << 20,
        StderrBytes = 1 << 20,
    };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        using var late = new CancellationTokenSource(Patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (fixture.Leavings(_mark) is { Count: > 0 } left)
        {
            late.IsCancellationRequested.Should().BeFalse($"{string.Join(", ", left)} should be gone within {Patience}");
            await pause.WaitForNextTickAsync();
        }
    }

    [Fact]
    public async Task The_self_test_passes()
    {
        var test = () => fixture.Sandbox.SelfTestAsync(CancellationToken.None);

        await test.Should().NotThrowAsync();
    }

    [Fact]
    public async Task A_program_prints_and_exits()
    {
        var result = await RunAsync("print('hello')");

        Text(result.Stdout).Should().Be("hello\n");
        Text(result.Stderr).Should().BeEmpty();
        (result.Termination, result.ExitCode, result.Signal).Should().Be((Termination.Exited, 0, null));
        result.WallTime.Should().BeGreaterThan(TimeSpan.Zero).And.BeLessThan(Limits.WallTime);
        result.CpuTime.Should().BeGreaterThan(TimeSpan.Zero);
        result.PeakMemoryBytes.Should().BeInRange(1 << 20, Limits.MemoryBytes, "a Python writes that much of its own");
    }

    [Fact]
    public async Task Standard_input_and_arguments_arrive_unchanged()
    {
        var stdin = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("0123456789abcdé\n", 20_000)));

        var result = await RunAsync("import sys; d = sys.stdin.buffer.read(); print(len(d), sum(d), sys.argv[1:-1])", stdin, ["a b", "", "-x", "é\n'\""]);

        Text(result.Stdout).Should().Be($"{stdin.Length} {stdin.Sum(value => (long)value)} ['a b', '', '-x', 'é\\n\\'\"']\n");
    }

    [Fact]
    public async Task Its_streams_can_be_opened_by_name()
    {
        var result = await RunAsync(
            "text = open('/dev/stdin').read(); print(text, file=open('/dev/stdout', 'w')); print(text, file=open('/dev/stderr', 'w'))", "typed"u8.ToArray());

        (result.ExitCode, Text(result.Stdout), Text(result.Stderr)).Should().Be((0, "typed\n", "typed\n"));
    }

    [Fact]
    public async Task A_program_need_not_read_its_input()
    {
        var result = await RunAsync("print('done')", new byte[8 << 20]);

        (result.Termination, result.ExitCode, Text(result.Stdout)).Should().Be((Termination.Exited, 0, "done\n"));
    }

    [Fact]
    public async Task Exit_code_137_is_not_a_kill()
    {
        var result = await RunAsync("raise SystemExit(137)");

        (result.Termination, result.ExitCode, result.Signal).Should().Be((Termination.Exited, 137, null));
    }

    [Theory]
    [InlineData("SIGKILL", 9)]
    [InlineData("SIGSEGV", 11)]
    [InlineData("SIGTERM", 15)]
    public async Task A_signal_is_told(string name, int number)
    {
        var result = await RunAsync($"import os, signal; os.kill(os.getpid(), signal.{name})");

        (result.Termination, result.ExitCode, result.Signal).Should().Be((Termination.Signaled, null, number));
    }

    [Fact]
    public async Task The_wall_limit_ends_it_and_keeps_what_it_wrote()
    {
        var limits = Limits with { WallTime = TimeSpan.FromSeconds(1) };

        var result = await RunAsync("import signal, time\nfor s in (1, 2, 15): signal.signal(s, signal.SIG_IGN)\nprint('so far', flush=True)\ntime.sleep(60)", limits: limits);

        (result.Termination, result.ExitCode, result.Signal, Text(result.Stdout)).Should().Be((Termination.WallLimit, null, null, "so far\n"));
        result.WallTime.Should().BeGreaterThanOrEqualTo(limits.WallTime).And.BeLessThan(Limits.WallTime);
    }

    [Fact]
    public async Task The_CPU_limit_ends_a_busy_program()
    {
        var result = await RunAsync("while True: pass", limits: Limits with { CpuTime = TimeSpan.FromSeconds(1) });

        result.Termination.Should().Be(Termination.CpuLimit);
    }

    [Fact]
    public async Task Memory_beyond_the_limit_ends_it()
    {
        var result = await RunAsync("x = []\nwhile True: x.append(bytearray(b'x') * (1 << 20))");

        (result.Termination, result.ExitCode).Should().Be((Termination.MemoryLimit, null));
    }

    [Fact]
    public async Task The_memory_of_children_counts_too()
    {
        var result = await RunAsync("""
            import os, time
            for _ in range(20): # four are enough; in gVisor's release of 2022 one sometimes stands still before it has its memory
                if os.fork() == 0:
                    x = bytearray(b'x') * (60 << 20)
                    time.sleep(60)
                time.sleep(0.2)
            time.sleep(60)
            """);

        result.Termination.Should().Be(Termination.MemoryLimit, "it used {0} bytes and {1}: {2}", result.PeakMemoryBytes, result.CpuTime, result.Stderr.Text());
    }

    [Fact]
    public async Task A_flood_of_output_is_truncated_and_then_ended()
    {
        var result = await RunAsync("import os\nwhile True: os.write(1, b'x' * 65536)", limits: Limits with { StdoutBytes = 100_000 });

        result.Termination.Should().Be(Termination.OutputLimit);
        (result.Stdout.Content.Length, result.Stdout.Truncated).Should().Be((100_000, true));
        result.Stdout.SeenBytes.Should().BeGreaterThan(1 << 20);
    }

    [Fact]
    public async Task Output_a_little_beyond_the_limit_is_truncated_only()
    {
        var result = await RunAsync("print('x' * 2000); raise SystemExit(3)", limits: Limits with { StdoutBytes = 1024 });

        (result.Termination, result.ExitCode, result.Stdout.Content.Length, result.Stdout.SeenBytes).Should().Be((Termination.Exited, 3, 1024, 2001));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF8_come_out_as_they_are()
    {
        var result = await RunAsync(@"import os; os.write(1, b'\xff\x00\xfe\n')");

        result.Stdout.Content.ToArray().Should().Equal(0xff, 0x00, 0xfe, 0x0a);
    }

    [Fact]
    public async Task A_fork_bomb_stays_inside()
    {
        var result = await RunAsync("""
            import os
            while True:
                try: os.fork()
                except OSError: pass
            """, limits: Limits with { WallTime = TimeSpan.FromSeconds(1) });

        result.Termination.Should().BeOneOf(Termination.WallLimit, Termination.MemoryLimit, Termination.CpuLimit);
    }

    [Fact]
    public async Task Processes_are_limited()
    {
        var result = await RunAsync("""
            import os, time
            n = 0
            try:
                while n < 1000:
                    if os.fork() == 0: time.sleep(60)
                    n += 1
            except OSError as e: print(n, e.errno)
            """, limits: Limits with { Processes = 8 });

        Text(result.Stdout).Should().Be("7 11\n");
    }

    [Fact]
    public async Task A_daemon_dies_with_the_program()
    {
        var result = await RunAsync("""
            import os, time
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    os.close(0); os.close(1); os.close(2)
                    time.sleep(300)
                os._exit(0)
            os.wait()
            print('parent done')
            """);

        (result.Termination, result.ExitCode, Text(result.Stdout)).Should().Be((Termination.Exited, 0, "parent done\n"));
        result.WallTime.Should().BeLessThan(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_child_that_keeps_the_pipes_does_not_keep_the_run()
    {
        var result = await RunAsync("import subprocess; subprocess.Popen(['sleep', '300']); print('parent done')");

        (result.Termination, Text(result.Stdout)).Should().Be((Termination.Exited, "parent done\n"));
        result.WallTime.Should().BeLessThan(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task A_cancelled_run_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var run = RunAsync("import time; time.sleep(60)", cancellation: cancel.Token);

        await cancel.CancelAsync();
        var wait = () => run;

        await wait.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task The_network_cannot_be_reached()
    {
        var result = await RunAsync("""
            import socket
            for family, address in ((socket.AF_INET, ('1.1.1.1', 53)), (socket.AF_INET6, ('2606:4700:4700::1111', 53))):
                try: socket.create_connection(address, 3) if family == socket.AF_INET else socket.socket(family).connect(address)
                except OSError as e: print(type(e).__name__, e.errno)
            try: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
            except OSError as e: print('vsock', e.errno)
            s = socket.create_server(('127.0.0.1', 0)); socket.create_connection(s.getsockname()); print('loopback works')
            print(socket.if_nameindex())
            """);

        Text(result.Stdout).Should().Be($"OSError {fixture.View.Unreachable}\nOSError {fixture.View.Unreachable}\nvsock 97\nloopback works\n[(1, 'lo')]\n");
    }

    [Fact]
    public async Task No_file_of_the_host_is_there()
    {
        string[] toolchains = [.. LanguageCatalogue.BuiltIn.All.SelectMany(language => language.EtcFiles)];

        var result = await RunAsync("""
            import fnmatch, os, sys
            print(sorted(os.listdir('/')))
            print(sorted(name for name in os.listdir('/etc') if not any(fnmatch.fnmatch(name, pattern) for pattern in sys.argv[1:-1])))
            print(open('/etc/passwd').read().count('\n'), os.listdir('/tmp'), os.listdir('/workspace'), os.getcwd())
            """, args: toolchains);

        Text(result.Stdout).Should().Be(
            $"""
            [{string.Join(", ", fixture.View.Root.Select(name => $"'{name}'"))}]
            ['alternatives', 'group', 'hosts', 'ld.so.cache', 'nsswitch.conf', 'passwd']
            3 [] [] /workspace

            """);
    }

    [Fact]
    public async Task Only_its_own_folders_can_be_written()
    {
        var result = await RunAsync("""
            import os
            for folder in ('/', '/usr', '/etc', '/src', '/dev', '/proc', '/bin', '/workspace', '/tmp', '/dev/shm'):
                try: open(folder + '/new', 'w').close(); print('wrote', folder)
                except OSError: pass
            for path in ('/src/main.py', '/init', '/etc/passwd'):
                try: open(path, 'a'); print('opened', path)
                except OSError: pass
                try: os.chmod(path, 0o777); print('changed', path)
                except OSError: pass
            """);

        Text(result.Stdout).Should().Be("wrote /workspace\nwrote /tmp\nwrote /dev/shm\n");
    }

    [Fact]
    public async Task Files_are_in_their_folders_and_none_of_it_can_be_changed()
    {
        var deep = $"{string.Join('/', Enumerable.Repeat("d", 7))}/{new string('é', 120)}";
        var job = Job("""
            import os, sys
            for folder, folders, files in sorted(os.walk('/src')):
                for path in [folder + '/' + name for name in sorted(files)]:
                    print(path, len(open(path, 'rb').read()), oct(os.stat(path).st_mode))
                print(folder, oct(os.stat(folder).st_mode)[-3:] if folder != '/src' else '')
            for path in ('/src/lib/new', '/src/lib/a b.txt', '/src/new/new'):
                try: open(path, 'w'); print('wrote', path)
                except OSError: pass
            try: os.unlink('/src/lib/a b.txt'); print('unlinked')
            except OSError: pass
            from lib.deep import module
            """);

        var result = await fixture.Sandbox.RunAsync(
            job with
            {
                Files =
                [
                    .. job.Files, new("lib/a b.txt", new byte[100_000]), new("lib/deep/module.py", "print('imported')"u8.ToArray()), new("lib/deep/run", "x"u8.ToArray(), Executable: true),
                    new(deep, default), new("-rf", default),
                ],
            },
            CancellationToken.None);

        Text(result.Stderr).Should().BeEmpty();
        Text(result.Stdout).Should().Be(
            $"""
            /src/-rf 0 0o100644
            /src/main.py {job.Files[0].Content.Length} 0o100644
            /src{" "}
            {string.Concat(Enumerable.Range(1, 6).Select(depth => $"/src/{string.Join('/', Enumerable.Repeat("d", depth))} 755\n"))}/src/{deep} 0 0o100644
            /src/d/d/d/d/d/d/d 755
            /src/lib/a b.txt 100000 0o100644
            /src/lib 755
            /src/lib/deep/module.py 17 0o100644
            /src/lib/deep/run 1 0o100755
            /src/lib/deep 755
            imported

            """);
    }

    [Fact]
    public async Task Other_files_can_be_opened_from_the_working_directory_and_nothing_else_is_in_it()
    {
        var job = Job("""
            import os
            print(sorted(os.listdir()), open('data.txt').read(), open('lib/deep/data.txt').read(), os.path.realpath('lib'))
            for path in ('data.txt', 'lib/new'):
                try: open(path, 'w'); print('wrote', path)
                except OSError: pass
            os.unlink('data.txt'); open('data.txt', 'w').write('own'); print(open('data.txt').read(), open('/src/data.txt').read())
            """);
        SandboxFile[] files = [.. job.Files, new("-data", default), new("lib/deep/data.txt", "deep"u8.ToArray()), new("data.txt", "data"u8.ToArray()), new("lib/x", default)];

        var result = await fixture.Sandbox.RunAsync(job with { Files = files, LinksFiles = true }, CancellationToken.None);

        Text(result.Stderr).Should().BeEmpty();
        Text(result.Stdout).Should().Be("['-data', 'data.txt', 'lib'] data deep /src/lib\nown data\n");
    }

    [Theory]
    [InlineData("../main.py")]
    [InlineData("/tmp/x")]
    [InlineData("main.py/x")]
    public async Task A_file_with_an_improper_name_is_not_written_anywhere(string name)
    {
        var run = () => fixture.Sandbox.RunAsync(Job("") with { Files = [.. Job("").Files, new(name, default)] }, CancellationToken.None);

        await run.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task The_environment_and_the_descriptors_are_clean()
    {
        var result = await RunAsync("""
            import os
            print(sorted(os.environ))
            print([fd for fd in os.listdir('/proc/self/fd') if os.path.exists('/proc/self/fd/' + fd)])
            print(open('/proc/1/cmdline').read().split('\0')[0])
            for name in ('environ', 'mem', 'fd/3', 'root', 'cwd'):
                try: os.open('/proc/1/' + name, os.O_RDONLY); print('opened', name)
                except OSError: pass
            """);

        Text(result.Stdout).Should().Be($"['HOME', 'LANG', 'PATH', 'PWD', 'TMPDIR']\n['0', '1', '2']\n/init\n{fixture.View.OfProcessOne}");
    }

    [Fact]
    public async Task It_sees_no_other_process_and_has_no_rights()
    {
        var result = await RunAsync("""
            import os
            print(sorted(int(p) for p in os.listdir('/proc') if p.isdigit()))
            # Container engines name a user's own group once more among the others, and it is no other.
            print(os.getresuid(), os.getresgid(), [group for group in os.getgroups() if group != os.getgid()])
            status = dict(line.split(':\t') for line in open('/proc/self/status').read().splitlines() if ':\t' in line)
            print([status.get(k) for k in ('CapEff', 'CapPrm', 'CapBnd', 'CapAmb', 'NoNewPrivs', 'Seccomp')])
            print(open('/proc/self/oom_score_adj').read().strip())
            """);

        Text(result.Stdout).Should().Be(
            $"""
            [1, 2]
            (1000, 1000, 1000) (1000, 1000, 1000) []
            {fixture.View.Rights}
            {fixture.View.OomScoreAdjustment}

            """);
    }

    [Fact]
    public async Task Process_1_is_out_of_its_reach()
    {
        var result = await RunAsync("""
            import os, signal
            for process in (1, -1):
                for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGABRT):
                    try: os.kill(process, number)
                    except OSError: pass
            print('alive')
            """);

        (result.Termination, result.ExitCode, Text(result.Stdout)).Should().Be((Termination.Exited, 0, "alive\n"));
    }

    [Fact]
    public async Task It_gets_no_rights_by_what_it_executes()
    {
        // PR_GET_NO_NEW_PRIVS
        var result = await RunAsync("import ctypes; print(ctypes.CDLL(None).prctl(39, 0, 0, 0, 0))");

        Text(result.Stdout).Should().Be("1\n");
    }

    [Fact]
    public async Task Forbidden_system_calls_fail_and_the_program_lives()
    {
        // mount, unshare, ptrace, keyctl, bpf, setns, perf_event_open = EPERM; io_uring_setup, clone3, listmount = ENOSYS (x86-64 numbers).
        var result = await RunAsync("""
            import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            def errno(number, *arguments):
                ctypes.set_errno(0); libc.syscall(number, *arguments); return ctypes.get_errno()
            print([errno(n, 0, 0, 0, 0, 0) for n in (165, 272, 101, 250, 321, 308, 298)], [errno(n, 0, 0) for n in (425, 435, 458, 470)])
            print([errno(56, flag | 17, 0, 0, 0, 0) for flag in (0x10000000, 0x20000, 0x40000000)], errno(16, 0, 0x5412, 0))
            """);

        Text(result.Stdout).Should().Be("[1, 1, 1, 1, 1, 1, 1] [38, 38, 38, 38]\n[1, 1, 1] 1\n");
    }

    [Fact]
    public async Task A_call_of_a_foreign_architecture_ends_it()
    {
        var result = await RunAsync("import ctypes; ctypes.CDLL(None).syscall(0x40000000 | 39); print('alive')"); // x32 getpid

        fixture.View.ForeignCall.Should().Contain((result.Termination, result.Signal));
        Text(result.Stdout).Should().BeEmpty();
    }

    [Fact]
    public async Task Links_pipes_and_deep_trees_it_made_trouble_nobody()
    {
        var result = await RunAsync("""
            import os
            os.symlink('/proc/1/root/etc/shadow', 'program'); os.mkfifo('pipe'); os.symlink('loop', 'loop')
            for _ in range(2000):
                os.mkdir('d'); os.chdir('d')
            os.chmod('/workspace', 0)
            print('made')
            """);

        (result.Termination, Text(result.Stdout)).Should().Be((Termination.Exited, "made\n"));
    }

    [Fact]
    public async Task A_file_beyond_the_limit_ends_it()
    {
        var result = await RunAsync("import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL); open('big', 'wb').write(b'x' * (2 << 20))", limits: Limits with { FileBytes = 1 << 20 });

        (result.Termination, result.Signal).Should().Be((Termination.FileSizeLimit, 25));
    }

    [Fact]
    public async Task The_disk_is_limited()
    {
        var result = await RunAsync("""
            try:
                for n in range(100): open(f'file{n}', 'wb').write(b'x' * (1 << 20))
            except OSError as e: print(e.errno)
            """, limits: Limits with { DiskBytes = 8 << 20 });

        Text(result.Stdout).Should().Be("28\n");
    }

    [Fact]
    public async Task Open_files_are_limited()
    {
        var result = await RunAsync("""
            held = []
            try:
                while True: held.append(open('/src/main.py'))
            except OSError as e: print(e.errno, held[-1].fileno())
            """, limits: Limits with { OpenFiles = 32 });

        Text(result.Stdout).Should().Be("24 31\n");
    }

    [Fact]
    public async Task A_program_starts_within_the_least_that_may_be_asked_for()
    {
        var job = Job("import os\nfor folder in ('.', '/tmp'): open(folder + '/x', 'w').write('x' * 4096); print(os.path.getsize(folder + '/x'))");
        var least = Limits with { FileBytes = 4 << 10, OpenFiles = 16, DiskBytes = 1 << 20, Processes = 1, CpuPercent = 5 };

        // No interpreter that waits would be used.
        var result = await fixture.Sandbox.RunAsync(job with { Limits = least, Waitable = false }, CancellationToken.None);

        (result.Termination, Text(result.Stderr), Text(result.Stdout)).Should().Be((Termination.Exited, "", "4096\n4096\n"));
    }

    [Fact]
    public async Task A_program_has_the_most_that_may_be_asked_for()
    {
        var result = await RunAsync("""
            import os, resource
            print(*[os.statvfs(folder).f_blocks * os.statvfs(folder).f_frsize for folder in ('.', '/tmp')])
            print(resource.getrlimit(resource.RLIMIT_FSIZE), resource.getrlimit(resource.RLIMIT_NOFILE))
            """, limits: Limits with { FileBytes = 1 << 30, OpenFiles = 4096, DiskBytes = 1 << 30, Processes = 1024, CpuPercent = 6400 });

        Text(result.Stdout).Should().Be("1073741824 1073741824\n(1073741824, 1073741824) (4096, 4096)\n");
    }

    [Fact]
    public async Task All_its_processes_together_keep_to_its_share_of_the_processor()
    {
        var began = Stopwatch.GetTimestamp();

        var result = await RunAsync("""
            import os, time
            end = time.monotonic() + 3
            child = os.fork()
            while time.monotonic() < end: pass
            if child: os.wait()
            """, limits: Limits with { CpuPercent = 20 });

        result.Termination.Should().Be(Termination.Exited);
        var said = fixture.Sandbox.EnforcedLimits["cpu_share"];
        var isEnforced = said.StartsWith("cgroup", StringComparison.Ordinal);
        (isEnforced && !fixture.HasCgroups).Should().BeFalse(said);
        if (isEnforced)
        {
            (result.CpuTime / Stopwatch.GetElapsedTime(began)).Should().BeInRange(0.02, 0.35);
        }
    }

    [Fact]
    public async Task A_missing_program_is_said_as_a_shell_says_it()
    {
        var result = await fixture.Sandbox.RunAsync(new SandboxJob { Command = ["no-such-program", _mark], Limits = Limits }, CancellationToken.None);

        (result.Termination, result.ExitCode, Text(result.Stderr)).Should().Be((Termination.Exited, 127, "no-such-program: No such file or directory\n"));
    }

    [Fact]
    public async Task Runs_beside_each_other_share_nothing()
    {
        const string Source = """
            import os, socket, sys
            s = socket.socket(socket.AF_UNIX); s.bind('\0meeting'); t = socket.create_server(('127.0.0.1', 4242))
            open('/tmp/' + sys.argv[1], 'w'); open('/dev/shm/' + sys.argv[1], 'w')
            print(len(os.listdir('/tmp')), len(os.listdir('/dev/shm')), len([p for p in os.listdir('/proc') if p.isdigit()]))
            """;

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => RunAsync(Source, args: [$"{number}"])));

        results.Select(result => Text(result.Stdout)).Should().AllBe("1 1 2\n");
    }

    private Task<SandboxResult> RunAsync(
        string python, byte[]? stdin = null, string[]? args = null, SandboxLimits? limits = null, CancellationToken cancellation = default) =>
        fixture.Sandbox.RunAsync(Job(python) with { Arguments = [.. args ?? [], _mark], Stdin = stdin, Limits = limits ?? Limits }, cancellation);

    private SandboxJob Job(string python) => new()
    {
        Command = ["/usr/bin/python3", "/src/main.py"],
        Arguments = [_mark],
        Forkable = true,
        Waitable = true,
        Files = [new SandboxFile("main.py", Encoding.UTF8.GetBytes(python))],
        Limits = Limits,
    };

    private static string Text(CapturedStream stream) => Encoding.UTF8.GetString(stream.Content.Span);
}
