using System.Text;
using CodeExec.Contracts.Executions;

namespace CodeExec.RunnerService.Sandbox;

/// <summary>Looks at the sandbox from the inside, as a user's program would.</summary>
internal static class SandboxSelfTest
{
    private const string Python = "/usr/bin/python3";

    // Prints one fact a line. Only what every Debian has: sh, grep, touch, cut, tail.
    private const string Probe = """
        grep -E '^(Uid|NoNewPrivs|Seccomp|CapEff|CapBnd):' /proc/self/status
        echo "Kernel: $(cat /proc/version)"
        echo "Processes: $(cd /proc && echo [0-9]*)"
        echo "Interfaces: $(tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' \n')"
        for folder in /usr /etc /src /dev; do touch $folder/probe 2>/dev/null && echo "Writable: $folder"; done
        touch /workspace/probe /tmp/probe && echo 'Workspace: writable'
        """;

    // The same facts from a program that was forked from an interpreter, before it executes anything.
    private const string PythonProbe = """
        import os
        for line in open('/proc/self/status'):
            if line.split(':')[0] in ('Uid', 'NoNewPrivs', 'Seccomp', 'CapEff', 'CapBnd'): print(line, end='')
        print('Kernel:', open('/proc/version').read(), end='')
        print('Processes:', *[name for name in os.listdir('/proc') if name.isdigit()])
        print('Interfaces:', ''.join(line.split(':')[0].strip() for line in open('/proc/net/dev').readlines()[2:]))
        for folder in ('/usr', '/etc', '/src', '/dev', '/workspace', '/tmp'):
            try: open(folder + '/probe', 'w').close()
            except OSError: continue
            print('Workspace: writable' if folder == '/workspace' else 'Writable: ' + folder if folder != '/tmp' else '', end='\n')
        """;

    private static readonly SandboxLimits Limits = new()
    {
        WallTime = TimeSpan.FromSeconds(20),
        CpuTime = TimeSpan.FromSeconds(10),
        MemoryBytes = 64 << 20,
        StdoutBytes = 16 << 10,
        StderrBytes = 16 << 10,
    };

    /// <exception cref="SandboxUnavailableException">What was seen is not what must be.</exception>
    public static Task RunAsync(Func<SandboxJob, Task<SandboxResult>> run, IReadOnlyList<SandboxFact> expected) =>
        RunAsync(run, new SandboxJob { Command = ["/bin/sh", "-c", Probe], Limits = Limits }, expected);

    /// <summary>The same for an interpreter that was started ahead, where it is installed.</summary>
    public static Task RunPythonAsync(Func<SandboxJob, Task<SandboxResult>> run, IReadOnlyList<SandboxFact> expected) => !File.Exists(Python) ? Task.CompletedTask : RunAsync(
        run,
        new SandboxJob
        {
            Command = [Python, "/src/main.py"],
            Forkable = true,
            Waitable = true,
            Files = [new SandboxFile("main.py", Encoding.UTF8.GetBytes(PythonProbe))],
            Limits = Limits,
        },
        expected);

    private static async Task RunAsync(Func<SandboxJob, Task<SandboxResult>> run, SandboxJob job, IReadOnlyList<SandboxFact> expected)
    {
        var result = await run(job);
        var seen = Encoding.UTF8.GetString(result.Stdout.Content.Span);
        if (result.Termination != Termination.Exited || result.ExitCode != 0)
        {
            throw new SandboxUnavailableException(
                $"The probe inside the sandbox ended with {result.Termination} {result.ExitCode ?? result.Signal}: {Encoding.UTF8.GetString(result.Stderr.Content.Span).Trim()}");
        }

        if (Faults(seen, expected).ToList() is { Count: > 0 } faults)
        {
            throw new SandboxUnavailableException($"Programs would not be isolated here: {string.Join(", ", faults)}.");
        }
    }

    internal static IEnumerable<string> Faults(string seen, IReadOnlyList<SandboxFact> expected)
    {
        var facts = seen.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries)).ToLookup(parts => parts[0], parts => parts[1]);
        foreach (var fact in expected)
        {
            if (facts[fact.Name].SingleOrDefault() is var value && !fact.IsRight(value))
            {
                yield return $"{fact.Fault} ({fact.Name}: {value ?? "missing"})";
            }
        }

        foreach (var folder in facts["Writable"])
        {
            yield return $"{folder} can be written";
        }

        // init, the shell and what it started: the numbers of a process namespace of its own begin at 1.
        var processes = facts["Processes"].SingleOrDefault()?.Split(' ') ?? [];
        if (processes.Length is 0 or > 4 || !processes.Contains("1"))
        {
            yield return "processes of the host can be seen";
        }
    }
}
