using System.Diagnostics;
using System.Text;
using CodeExec.Contracts.Executions;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>Feeds, drains, measures and, at a limit, kills one sandboxed program.</summary>
internal sealed unsafe class Supervisor(SandboxedProcess process, ReadOnlyMemory<byte> input, SandboxLimits limits, IRunGroup group, CancellationToken cancellation)
{
    private const int BufferBytes = 64 * 1024; // what a pipe holds
    private static readonly TimeSpan MeasureEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LaunchTime = TimeSpan.FromSeconds(20); // 15 ms of work, on a machine that may be overloaded
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5); // to end after a kill, and to read what the pipes still hold

    private readonly long _spawned = Stopwatch.GetTimestamp();
    private readonly RunPipes _pipes = process.Pipes;
    private readonly InitReport _report = new();
    private readonly OutputCapture _stdout = new(limits.StdoutBytes);
    private readonly OutputCapture _stderr = new(limits.StderrBytes);
    private int _fed;
    private bool _exited;
    private string? _killedFor;
    private TimeSpan? _startedAt;
    private TimeSpan? _endedAt;
    private TimeSpan? _drainUntil;
    private TimeSpan _measureAt = MeasureEvery;

    private bool IsOver => _exited || (process.IsOverWhenReported && _report.End is not null);

    private TimeSpan Now => Stopwatch.GetElapsedTime(_spawned);

    /// <exception cref="SandboxException">The sandbox did not come up or did not go away.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; everything was killed.</exception>
    public SandboxResult Watch()
    {
        var buffer = new byte[BufferBytes];
        if (input.IsEmpty)
        {
            _pipes.CloseStdin();
        }

        while (!IsOver || _pipes.Stdout >= 0 || _pipes.Stderr >= 0)
        {
            Exchange(buffer);
            Enforce();
            if (Now >= _drainUntil)
            {
                break;
            }
        }

        if (!IsOver)
        {
            throw new SandboxException($"A sandbox did not end within {DrainTime.TotalSeconds} s of its kill.");
        }

        ReadStatus(buffer);
        var usage = group.Measure(process);
        process.Reap();
        cancellation.ThrowIfCancellationRequested();
        return Result(usage);
    }

    private void Exchange(byte[] buffer)
    {
        var found = stackalloc Posix.PollDescriptor[]
        {
            new() { Descriptor = _pipes.Stdin, Wanted = Posix.PollOut },
            new() { Descriptor = _pipes.Stdout, Wanted = Posix.PollIn },
            new() { Descriptor = _pipes.Stderr, Wanted = Posix.PollIn },
            new() { Descriptor = _report.End is null && _drainUntil is null ? _pipes.Status : -1, Wanted = Posix.PollIn },
            new() { Descriptor = _exited ? -1 : process.Handle, Wanted = Posix.PollIn },
        };
        if (Posix.poll(found, 5, Wait()) <= 0)
        {
            return;
        }

        if (found[0].Found != 0)
        {
            Feed(found[0].Found);
        }

        if (found[1].Found != 0 && Read(_pipes.Stdout, _stdout.Add, buffer) == 0)
        {
            _pipes.CloseStdout();
        }

        if (found[2].Found != 0 && Read(_pipes.Stderr, _stderr.Add, buffer) == 0)
        {
            _pipes.CloseStderr();
        }

        if (found[3].Found != 0)
        {
            ReadStatus(buffer);
        }

        if (found[4].Found != 0)
        {
            _exited = true;
            _endedAt ??= Now;
            _drainUntil = Now + DrainTime;
        }
    }

    // Up to the next measurement or the deadline, rounded up: a poll that ends too early would spin.
    private int Wait()
    {
        var next = _drainUntil ?? (_startedAt + limits.WallTime is { } deadline && deadline < _measureAt ? deadline : _measureAt);
        return Math.Clamp((int)Math.Ceiling((next - Now).TotalMilliseconds), 0, 1000);
    }

    private void Feed(short found)
    {
        var nobodyReads = (found & Posix.PollError) != 0;
        fixed (byte* start = input.Span[_fed..])
        {
            _fed += nobodyReads ? 0 : (int)Math.Max(0, Posix.write(_pipes.Stdin, start, input.Length - _fed));
        }

        if (nobodyReads || _fed == input.Length)
        {
            _pipes.CloseStdin();
        }
    }

    private void ReadStatus(byte[] buffer)
    {
        nint count;
        while ((count = Read(_pipes.Status, _report.Add, buffer)) > 0)
        {
            if (_startedAt is null && _report.Started)
            {
                _startedAt = Now;
                group.Begin(process);
            }

            if (_endedAt is null && _report.End is not null)
            {
                _endedAt = Now;
                process.Reported();
            }
        }

        _drainUntil ??= IsOver ? Now + DrainTime : null;
        // Whoever was to report has died, and the program may live on.
        if (count == 0 && _report.End is null && _drainUntil is null)
        {
            Kill(null);
        }
    }

    private delegate void Sink(ReadOnlySpan<byte> bytes);

    /// <returns>0 at the end of the stream, negative when nothing is there yet.</returns>
    private static nint Read(int descriptor, Sink sink, byte[] buffer)
    {
        fixed (byte* start = buffer)
        {
            var count = Posix.read(descriptor, start, buffer.Length);
            sink(buffer.AsSpan(0, (int)Math.Max(0, count)));
            return count;
        }
    }

    private void Enforce()
    {
        if (_exited || _drainUntil is not null)
        {
            return;
        }

        if (cancellation.IsCancellationRequested || (_startedAt is null && Now >= LaunchTime))
        {
            Kill(null);
        }
        else if (Now >= _startedAt + limits.WallTime)
        {
            Kill(Termination.WallLimit);
        }
        else if (_stdout.Seen + _stderr.Seen > limits.FloodBytes)
        {
            Kill(Termination.OutputLimit);
        }
        else if (Now >= _measureAt)
        {
            _measureAt = Now + MeasureEvery;
            var usage = group.Measure(process);
            if (usage.MemoryLimitHit)
            {
                Kill(Termination.MemoryLimit);
            }
            else if (usage.CpuTime >= limits.CpuTime)
            {
                Kill(Termination.CpuLimit);
            }
        }
    }

    private void Kill(string? reason)
    {
        _killedFor = reason;
        _drainUntil = Now + DrainTime;
        group.Kill(process);
    }

    private SandboxResult Result(RunUsage usage)
    {
        var (end, stdout, stderr) = (_report.End, _stdout.Take(), _stderr.Take());
        var limited = _killedFor is not null || usage.MemoryLimitHit;
        if (end is null && !limited)
        {
            // Before the start the words are the launcher's or bubblewrap's; after it they are the program's, and not for logs.
            throw _report.Started
                ? new SandboxException("The sandbox was killed from outside.")
                : new SandboxNotStartedException($"The sandbox did not start: {Encoding.UTF8.GetString(stderr.Content.Span).Trim()}");
        }

        return new SandboxResult
        {
            Termination = Verdict.Of(_killedFor, end, usage, limits),
            ExitCode = limited ? null : end!.ExitCode,
            Signal = limited ? null : end!.Signal,
            Stdout = stdout,
            Stderr = stderr,
            WallTime = end?.WallTime ?? (_endedAt - _startedAt) ?? TimeSpan.Zero,
            CpuTime = end?.CpuTime ?? usage.CpuTime,
            // A short program may be looked at once, when it had hardly begun.
            PeakMemoryBytes = usage.AtLeast && usage.PeakMemoryBytes < end?.PeakMemoryBytes ? end.PeakMemoryBytes : usage.PeakMemoryBytes ?? end?.PeakMemoryBytes,
        };
    }
}
