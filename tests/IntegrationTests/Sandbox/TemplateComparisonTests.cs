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
        ["exit 0"] = "import sys\nprint('x')\nsys.exit(0)\n",
        ["exit raised"] = "print('x')\nraise SystemExit(7)\n",
        ["exit after an exception"] = "import sys\ntry: 1/0\nexcept ZeroDivisionError: sys.exit(5)\n",
        ["exit at the end"] = "import atexit, sys\natexit.register(lambda: sys.exit(5))\n",
        ["exception at the end"] = "import atexit\natexit.register(lambda: 1/0)\n",
        ["exception caught"] = "try: 1/0\nexcept ZeroDivisionError as e: print(e)\n",
        ["exception in a finaliser"] = "class A:\n  def __del__(s): 1/0\na = A()\n",
        ["keyboard interrupt"] = "raise KeyboardInterrupt\n",
        ["own excepthook"] = "import sys\nsys.excepthook = lambda *a: print('hook', a[0])\n1/0\n",
        ["own excepthook that leaves no trace"] = "import sys\ndef hook(*a): del sys.last_type\nsys.excepthook = hook\n1/0\n",
        ["exit in its excepthook"] = "import sys\nsys.excepthook = lambda *a: sys.exit(4)\n1/0\n",
        ["asked for PYTHONINSPECT before"] = "import ctypes\nctypes.CDLL(None).getenv(b'PYTHONINSPECT')\n1/0\n",
        ["asked for PYTHONINSPECT before exit"] = "import ctypes, sys\nctypes.CDLL(None).getenv(b'PYTHONINSPECT')\nsys.exit(3)\n",
        ["PYTHONINSPECT set"] = "import os\nos.environ['PYTHONINSPECT'] = '1'\n",
        ["stdout without flush"] = "import sys\nclass O:\n  def write(s, t): sys.__stdout__.write(t)\nsys.stdout = O()\nprint('x')\n",
        ["stdout without flush at the end"] = "import atexit, sys\ndef f(): sys.stdout = 5\natexit.register(f)\n",
        ["stderr without flush"] = "import sys\nsys.stderr = 5\nprint('x')\n",
        ["no stdout"] = "import sys\nsys.stdout = None\nprint('x')\n",
        ["stdout detached"] = "import sys\nprint('x')\nsys.stdout.detach()\n",
        ["stdout wrapped again"] = "import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.detach(), encoding='latin-1')\nprint('é')\n",
        ["stdout caught"] = "import io, sys\nsys.stdout = io.StringIO()\nprint('x')\nprint(repr(sys.stdout.getvalue()), file=sys.stderr)\n",
        ["stdout closed"] = "import sys\nprint('x')\nsys.stdout.close()\n",
        ["descriptor of stdout closed"] = "import os\nprint('x')\nos.close(1)\n",
        ["descriptor of stdout closed, nothing printed"] = "import os\nos.close(1)\n",
        ["descriptor of stdout reads"] = "import os\nprint('x', end='')\nos.dup2(os.open('/dev/null', os.O_RDONLY), 1)\n",
        ["stdout full"] = "import os\nprint('x', end='')\nos.dup2(os.open('/dev/full', os.O_WRONLY), 1)\n",
        ["finaliser of what is in builtins"] = "import builtins\nclass A:\n  def __del__(s, w=__import__('os').write): w(1, b'del\\n')\nbuiltins.zz = A()\n",
        ["finaliser of what is in sys"] = "import sys\nclass A:\n  def __del__(s, w=__import__('os').write): w(1, b'del\\n')\nsys.zz = A()\n",
        ["finaliser of what is in sys.modules"] = "import sys\nclass A:\n  def __del__(s, w=__import__('os').write): w(1, b'del\\n')\nsys.modules['zz'] = A()\n",
        ["finaliser of a path hook"] = "import sys\nclass A:\n  def __del__(s, w=__import__('os').write): w(1, b'del\\n')\nsys.path_hooks.append(A()); sys.meta_path.append(A())\n",
        ["finaliser of a context variable"] = "import contextvars\nclass A:\n  def __del__(s, w=__import__('os').write): w(1, b'del\\n')\ncontextvars.ContextVar('v').set(A())\n",
        ["finaliser of a thread's local"] = "import threading\nclass A:\n  def __del__(s, w=__import__('os').write): w(1, b'del\\n')\nl = threading.local(); l.a = A()\n",
        ["finaliser of a codec"] = "import codecs\nclass A:\n  def __del__(s, w=__import__('os').write): w(1, b'del\\n')\n  def __call__(s, name): return None\ncodecs.register(A())\n",
        ["finaliser of an error handler"] = "import codecs\nclass A:\n  def __del__(s, w=__import__('os').write): w(1, b'del\\n')\n  def __call__(s, error): return ('', 0)\ncodecs.register_error('zz', A())\n",
        ["finaliser of an audit hook"] = "import sys\nclass A:\n  def __del__(s, w=__import__('os').write): w(1, b'del\\n')\n  def __call__(s, event, more): pass\nsys.addaudithook(A())\n",
        ["finaliser of a trace function"] = "import sys\nclass A:\n  def __del__(s, w=__import__('os').write): w(1, b'del\\n')\n  def __call__(s, *a): return None\nsys.setprofile(A())\n",
        ["finaliser of a class attribute"] = "class A:\n  def __del__(s, w=__import__('os').write): w(1, b'del\\n')\nclass B: pass\nB.b = B; B.a = A()\n",
        ["finaliser of a default"] = "class A:\n  def __del__(s, w=__import__('os').write): w(1, b'del\\n')\ndef f(a=A()): return f\n",
        ["finaliser of a cached result"] = "import functools\nclass A:\n  def __del__(s, w=__import__('os').write): w(1, b'del\\n')\n@functools.lru_cache\ndef f(): return A()\nf()\n",
        ["finaliser that makes another"] = "class A:\n  def __del__(s, w=__import__('os').write): w(1, b'del\\n')\nclass B:\n  def __del__(s): s.a = A(); s.a.a = s.a\nb = B(); b.b = b\n",
        ["finaliser that keeps itself"] = "k = []\nclass B:\n  def __del__(s): k.append(s); print('kept', len(k))\nb = B()\n",
        ["finaliser with streams"] = "import sys\nclass A:\n  def __del__(s): print('out'); print('err', file=sys.stderr)\na = A()\ndel sys\nb = [A()]; b.append(b)\n",
        ["finalisers in order"] = "class A:\n  def __init__(s, n): s.n = n\n  def __del__(s): print(s.n)\na = A('a'); b = A('b'); _c = A('_c'); d = [A('d')]; d.append(d)\n",
        ["audit of the end"] = "import os, sys\nsys.addaudithook(lambda event, more, w=os.write: w(1, event.encode() + b'\\n') if event.startswith('cpython.') else None)\n",
        ["weak references"] = "import weakref\nclass A: pass\na = A(); weakref.finalize(a, print, 'end'); r = weakref.ref(a, lambda r: print('gone'))\n",
        ["generator that has not ended"] = "def g():\n  try: yield\n  finally: print('end of g')\nx = g(); next(x)\n",
        ["asynchronous generator that has not ended"] = "import asyncio\nasync def g():\n  try: yield 1\n  finally: print('end of g')\nasync def m():\n  async for x in g(): break\nasyncio.run(m())\n",
        ["unclosed file"] = "f = open('/dev/stdout', 'w')\nf.write('data')\n",
        ["unclosed file in builtins"] = "import builtins, os\nbuiltins.zz = os.fdopen(os.dup(1), 'w')\nzz.write('data')\n",
        ["unclosed file of a logger"] = "import logging, os\nlogging.basicConfig(stream=os.fdopen(os.dup(1), 'w'))\nlogging.warning('data')\n",
        ["unflushed buffer of the C library"] = "import ctypes\nctypes.CDLL(None).printf(b'data')\n",
        ["mixed output"] = "import os, sys\nprint('a')\nos.write(1, b'b\\n')\nsys.stderr.write('c')\nsys.stdout.buffer.write(b'd')\n",
        ["daemon"] = "import threading, time\nthreading.Thread(target=time.sleep, args=(9,), daemon=True).start()\nprint('x')\n",
        ["thread of the C module"] = "import _thread, time\n_thread.start_new_thread(time.sleep, (9,))\nprint('x')\n",
        ["thread that prints after the end"] = "import threading, time\nthreading.Thread(target=lambda: (time.sleep(.1), print('late'))).start()\n",
        ["thread that fails"] = "import threading\nthreading.Thread(target=lambda: 1/0).start()\n",
        ["child that goes on"] = "import os\np = os.fork()\nif p: os.waitpid(p, 0)\nprint('parent' if p else 'child')\n",
        ["child that exits"] = "import os\np = os.fork()\nif not p: raise SystemExit(3)\nprint(os.waitpid(p, 0)[1])\n",
        ["child that fails"] = "import os\np = os.fork()\nif not p: 1/0\nprint(os.waitpid(p, 0)[1])\n",
        ["source removed"] = "import os, sys\ndef f(): raise ValueError\ntry: f()\nexcept ValueError: pass\nprint('end', flush=True)\n",
        ["interpreter in the interpreter"] = "import _xxsubinterpreters as s\ni = s.create()\ns.run_string(i, 'import os; os.write(1, b\"sub\\\\n\")')\ns.destroy(i)\nprint('x')\n",
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
