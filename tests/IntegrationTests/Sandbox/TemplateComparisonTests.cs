using System.Text;
using System.Text.RegularExpressions;
using CodeExec.RunnerService.Sandbox;

namespace CodeExec.IntegrationTests.Sandbox;

/// <summary>A program forked from a template does what it does under a `python3 /src/main.py` of its own, to the byte.</summary>
public sealed class TemplateComparisonTests(ForkedFixture forked, SingleUseFixture singleUse) : IClassFixture<ForkedFixture>, IClassFixture<SingleUseFixture>
{
    private static readonly Dictionary<string, string> Programs = new()
    {
        ["traceback"] = "def f(x):\n    return 1/x\nprint('a')\nf(0)\n",
        ["syntax error"] = "print('x'\n",
        ["exit code"] = "import sys\nsys.exit(3)\n",
        ["exit text"] = "import sys\nsys.exit('bad')\n",
        ["exit without end"] = "import os, sys\nsys.stdout.write('x')\nos._exit(0)\n",
        ["unclosed file in a cycle"] = "import os\nf = os.fdopen(os.dup(1), 'w')\nf.write('data')\ndef g(): return f\nclass C: pass\nc = C(); c.c = c; c.f = f\n",
        ["finaliser"] = "import atexit\natexit.register(print, 'bye')\nclass A:\n  def __del__(s): print('del')\na = A()\nprint('x')\n",
        ["finaliser in a cycle"] = "class A:\n  def __del__(s): print('del')\na = A(); a.a = a\n",
        ["finaliser in a module"] = "import types, sys\nm = types.ModuleType('mm'); exec('class D:\\n  def __del__(s): print(1)\\nd = D()\\ndef h(): pass\\n', m.__dict__); sys.modules['mm'] = m\n",
        ["finaliser on os"] = "import os\nclass A:\n  def __del__(s): print('del os attribute')\nos.zz = A()\n",
        ["arguments"] = "import sys\nprint(sys.argv, sys.orig_argv, sys.executable, sys.prefix, __name__, __file__, __spec__, sys.path)\n",
        ["command line"] = "print(open('/proc/self/cmdline').read().split('\\0'), open('/proc/self/comm').read())\n",
        ["flags"] = "import sys\nprint(sys.flags, sys.getrecursionlimit(), sys.getswitchinterval(), sys.warnoptions, sys._xoptions, sys.dont_write_bytecode)\n",
        ["streams"] = "import sys\nfor f in (sys.stdin, sys.stdout, sys.stderr): print(f.name, f.mode, f.encoding, f.errors, f.line_buffering, f.isatty(), f.seekable(), f.buffer.raw.fileno())\n",
        ["input"] = "import sys\nprint(input(), sys.stdin.read())\n",
        ["end of input"] = "input(); input(); input()\n",
        ["threads"] = "import threading, time\nt = threading.Thread(target=lambda: (time.sleep(.05), print('t'))); t.start(); print(threading.main_thread().name, threading.get_ident() == threading.main_thread().ident, threading.get_native_id() == __import__('os').getpid())\n",
        ["SIGTERM"] = "import os, signal\nos.kill(os.getpid(), signal.SIGTERM)\nprint('no')\n",
        ["SIGINT"] = "import os\nos.kill(os.getpid(), 2)\nprint('no')\n",
        ["abort"] = "import os\nos.abort()\n",
        ["null pointer"] = "import ctypes\nctypes.string_at(0)\n",
        ["signal handlers"] = "import signal\nprint([(s.name, signal.getsignal(s)) for s in signal.valid_signals() if isinstance(s, signal.Signals) and signal.getsignal(s) != signal.SIG_DFL], signal.pthread_sigmask(0, []))\n",
        ["pool of processes"] = "import multiprocessing as m\ndef f(x): return x*x\nif __name__ == '__main__':\n  with m.Pool(2) as p: print(p.map(f, [1, 2, 3]))\n  print(m.Manager().list([1]))\n",
        ["spawned process"] = "import multiprocessing as m\ndef f(x): print(x)\nif __name__ == '__main__':\n  m.set_start_method('spawn'); p = m.Process(target=f, args=(5,)); p.start(); p.join()\n",
        ["subprocess"] = "import subprocess\nprint(subprocess.run(['/usr/bin/python3', '-c', 'import sys; print(sys.argv, sys.path[1])'], capture_output=True, text=True).stdout)\n",
        ["asyncio"] = "import asyncio\nasync def m():\n  s = await asyncio.start_server(lambda r, w: (w.write(b'x'), w.close()), '127.0.0.1', 8000)\n  r, w = await asyncio.open_connection('127.0.0.1', 8000); print(await r.read())\nasyncio.run(m())\n",
        ["environment"] = "import os\nprint(sorted(os.environ.items()))\nprint(sorted(open('/proc/self/environ').read().split('\\0')))\n",
        ["identity"] = "import os\nprint(os.getpid(), os.getuid(), os.getgid(), os.getcwd(), [p for p in os.listdir('/proc') if p.isdigit()])\n",
        ["modules"] = "import sys\nprint(sorted(sys.modules), sorted(sys.path_importer_cache))\n",
        ["main module"] = "import __main__\nprint(sorted(__main__.__dict__), __loader__.__class__, __builtins__)\n",
        ["collector"] = "import gc\nprint(gc.isenabled(), gc.get_threshold())\n",
        ["random numbers"] = "import random\nprint(len({random.random() for _ in range(5)}))\n",
        ["times"] = "import time, resource\nr = resource.getrusage(0); print(time.process_time() < 5, time.perf_counter() > 0, r.ru_minflt > 0)\n",
        ["terminal"] = "import os\na, b = os.openpty(); print(os.isatty(a), os.ttyname(b))\n",
        ["temporary file"] = "import tempfile\nf = tempfile.NamedTemporaryFile(); print(f.name[:5])\n",
        ["recursion"] = "def f(n): return f(n + 1)\nf(0)\n",
        ["fault handler"] = "import faulthandler; faulthandler.enable(); import ctypes; ctypes.string_at(0)\n",
        ["its own source"] = "import inspect, sys\ndef f(): pass\nprint(inspect.getsource(f), sys._getframe().f_back)\n",
        ["warning"] = "import warnings; warnings.warn('x')\n",
        ["site"] = "import site\nprint(site.ENABLE_USER_SITE, site.getusersitepackages())\nimport sitecustomize\n",
        ["child's exit code"] = "import os\np = os.fork()\nif not p: os._exit(5)\nprint(os.waitpid(p, 0)[1])\n",
        ["limits"] = "import resource\nprint([(n, resource.getrlimit(getattr(resource, n))) for n in dir(resource) if n.startswith('RLIMIT_')])\n",
        ["descriptors"] = "import os\nprint(sorted(os.listdir('/proc/self/fd')))\n",
        ["cgroup"] = "print([line.split(':')[2] for line in open('/proc/self/cgroup').read().splitlines()])\n",
        ["host name"] = "import socket\nprint(socket.gethostname(), open('/proc/sys/kernel/hostname').read())\n",
        ["bytes that are no text"] = "import sys\nsys.stdout.buffer.write(bytes(range(256)))\n",
        ["empty program"] = "",
        ["other files"] = "import helper, package.module, sys\nprint(helper.__file__, package, package.module.__file__, sys.path[0], sorted(sys.path_importer_cache))\n",
        ["encoding"] = "# -*- coding: latin-1 -*-\nprint('é')\n",
    };

    private static readonly SandboxLimits Limits = new()
    {
        WallTime = TimeSpan.FromSeconds(30), CpuTime = TimeSpan.FromSeconds(30), MemoryBytes = 256 << 20, StdoutBytes = 1 << 20, StderrBytes = 1 << 20,
    };

    public static TheoryData<string> Names() => [.. Programs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_does_the_same(string name)
    {
        var job = new SandboxJob
        {
            Command = ["/usr/bin/python3", "/src/main.py"],
            Arguments = ["an argument", "é"],
            Forkable = true,
            Files =
            [
                new SandboxFile("main.py", Encoding.UTF8.GetBytes(Programs[name])), new SandboxFile("helper.py", "print('helper')"u8.ToArray()),
                new SandboxFile("package/module.py", default),
            ],
            Stdin = "line 1\nline 2\n"u8.ToArray(),
            Limits = Limits,
        };

        var ours = await forked.Sandbox.RunAsync(job, CancellationToken.None);

        Said(ours).Should().Be(Said(await singleUse.Sandbox.RunAsync(job, CancellationToken.None)));
    }

    // Addresses are new each time without a template, and only then.
    private static string Said(SandboxResult result) => Regex.Replace(
        $"{result.Termination} {result.ExitCode} {result.Signal}\n{Encoding.Latin1.GetString(result.Stdout.Content.Span)}\n{Encoding.Latin1.GetString(result.Stderr.Content.Span)}",
        "0x[0-9a-f]{8,}",
        "0xADDRESS");
}
