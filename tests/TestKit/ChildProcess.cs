using System.Diagnostics;

namespace CodeExec.TestKit;

/// <summary>A server started for a test: killed with everything it started when the test ends, and also when the test host dies.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    // The shell holds our end of a pipe: it reads end-of-file when we are gone, however we went, and kills the whole session.
    private const string Guard = """
        exec 3<&0 2>/dev/null
        log=$1; shift
        setsid "$@" </dev/null >>"$log" 2>&1 3<&- &
        child=$!
        echo $child
        (read _ <&3; kill -s KILL -- -$child 2>/dev/null) >/dev/null 2>&1 &
        wait $child
        """;

    private readonly Process _shell;

    private ChildProcess(Process shell, int id, string logFile)
    {
        _shell = shell;
        Id = id;
        LogFile = logFile;
    }

    /// <summary>Process id of the program, which leads a session of its own.</summary>
    public int Id { get; }

    /// <summary>Where it writes standard output and error.</summary>
    public string LogFile { get; }

    /// <summary>True once it has ended.</summary>
    public bool HasExited => _shell.HasExited;

    /// <summary>Exit code; 128 + signal when a signal ended it.</summary>
    public int ExitCode => _shell.ExitCode;

    /// <summary>Starts a program.</summary>
    public static async Task<ChildProcess> StartAsync(string logFile, IEnumerable<string> command, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Guard, "guard", logFile, .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var shell = Process.Start(start)!;
        var id = int.Parse((await shell.StandardOutput.ReadLineAsync())!);
        return new ChildProcess(shell, id, logFile);
    }

    /// <summary>Sends a signal to the program: <c>TERM</c>, <c>KILL</c>, <c>STOP</c>, <c>CONT</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("/bin/kill", [$"-{signal}", Id.ToString()]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public Task WaitForExitAsync(CancellationToken cancellation = default) => _shell.WaitForExitAsync(cancellation);

    /// <summary>Asks until <paramref name="ready"/> says yes; throws with the log's end when the program dies or is too slow.</summary>
    public async Task WaitUntilAsync(Func<CancellationToken, Task<bool>> ready, TimeSpan patience)
    {
        using var late = new CancellationTokenSource(patience);
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (!HasExited)
            {
                if (await ready(late.Token))
                {
                    return;
                }

                await pause.WaitForNextTickAsync(late.Token);
            }
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
        }

        var log = File.Exists(LogFile) ? await File.ReadAllLinesAsync(LogFile) : [];
        throw new InvalidOperationException(
            $"{(HasExited ? "It ended" : $"It was not ready within {patience}")}: {LogFile}\n{string.Join('\n', log.TakeLast(30))}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }
}
