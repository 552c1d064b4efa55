using System.ComponentModel;
using CodeExec.RunnerService.Sandbox.Forking;
using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.GVisor;

/// <summary>
/// The one gVisor of a slot that was started ahead, used by its thread alone: for the kind of run that the slot was asked for twice in a
/// row. A start costs as much as most runs, so none is made on a guess.
/// </summary>
internal sealed class GVisorAhead(RunGroups groups, OuterSandbox outer, RunnerOptions options, uint user, TimeProvider clock) : IDisposable
{
    private const int MostFailures = 3; // in a row; less may be the machine's fault
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30); // on a machine that may be overloaded

    private Kind? _kind;
    private SandboxJob? _job;
    private WaitingGVisor? _waiting;
    private bool _again;
    private int _failures;
    private long _askedAt;

    // What is settled when it is started.
    private sealed record Kind(Template Template, SandboxLimits Limits, string? Toolchain, string File, string Platform);

    /// <param name="job">For whom.</param>
    /// <param name="platform">How gVisor is to intercept system calls.</param>
    /// <param name="patience">How long to wait for one, which is started first if there is none; zero: not at all.</param>
    /// <returns>One that waits, for the caller; null when there is none for this job.</returns>
    public WaitingGVisor? Take(SandboxJob job, string platform, TimeSpan patience)
    {
        if (!(job.Forkable || job.Waitable) || job.Arguments.Count > 0 || job.Files.Count != 1)
        {
            return null;
        }

        Ask(job, platform);
        if (patience > TimeSpan.Zero)
        {
            _waiting ??= Start();
        }

        _waiting?.Listen(patience);
        if (_waiting is not { HasWaited: true, IsGone: false } found)
        {
            return null;
        }

        _waiting = null;
        return found;
    }

    /// <summary>Between runs: ends what is too old or no longer asked for, and starts what is missing.</summary>
    public void Prepare()
    {
        if (_kind is null)
        {
            return;
        }

        Inspect();
        if (clock.GetElapsedTime(_askedAt) > options.WaitingTime)
        {
            Dispose();
        }
        else if (_again && _failures < MostFailures)
        {
            TryStart();
        }
    }

    public void Dispose()
    {
        Drop();
        _kind = null;
    }

    private void Ask(SandboxJob job, string platform)
    {
        var kind = new Kind(Template.Of(job), job.Limits, job.Toolchain, job.Files[0].Name, platform);
        _again = kind == _kind;
        _askedAt = clock.GetTimestamp();
        if (!_again)
        {
            Drop();
            (_kind, _failures) = (kind, 0);
            _job = job with { Files = [job.Files[0] with { Content = ReadOnlyMemory<byte>.Empty }], Stdin = ReadOnlyMemory<byte>.Empty };
        }
    }

    private void Inspect()
    {
        _waiting?.Listen(TimeSpan.Zero);
        if (_waiting is { HasWaited: true })
        {
            _failures = 0;
        }

        if (_waiting is not null && (_waiting.IsGone || _waiting.Age > (_waiting.HasWaited ? options.TemplateLifetime : StartTime)))
        {
            _failures += _waiting.HasWaited ? 0 : 1;
            Drop();
        }
    }

    // Nobody waits for it, and it must not end the thread that serves runs: a run that finds none says itself what the machine lacks.
    private void TryStart()
    {
        try
        {
            _waiting ??= Start();
        }
        catch (Exception e) when (e is Win32Exception or IOException or UnauthorizedAccessException)
        {
            _failures++;
        }
    }

    private WaitingGVisor Start() => new(_job!, files => outer.StartAhead(_job!, _kind!.Platform, user, files), groups, clock);

    private void Drop()
    {
        _waiting?.Dispose();
        _waiting = null;
    }
}
