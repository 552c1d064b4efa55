using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.RunnerService.Sandbox.Forking;

/// <summary>
/// The interpreters that wait in one slot, used by its thread alone: one of each kind that the slot was asked for lately, as many as its
/// memory holds, those asked for last first. Whoever finds none that waits goes on without.
/// </summary>
internal sealed class WaitingInterpreters(RunnerOptions options, TemplateDemand demand, RunGroups groups, TimeProvider clock) : IDisposable
{
    private const int MostKinds = 16;
    private const int MostFailures = 3; // in a row; less may be the machine's fault
    private const long BytesUntilKnown = 48L << 20;
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(20); // on a machine that may be overloaded

    private readonly List<Kind> _kinds = []; // asked for last comes first

    private sealed class Kind(Template template, ShellFactory factory)
    {
        public Template Template => template;

        public ShellFactory Factory => factory;

        public long AskedAt { get; set; }

        public int Failures { get; set; }

        public WaitingInterpreter? Interpreter { get; set; }

        public void Drop()
        {
            Interpreter?.Dispose();
            Interpreter = null;
        }
    }

    /// <param name="job">For whom.</param>
    /// <param name="factory">Where it must have been started.</param>
    /// <param name="patience">How long to wait for one, which is started first if there is none; zero: not at all.</param>
    /// <returns>One that waits, for the caller; null when there is none for this job.</returns>
    public WaitingInterpreter? Take(SandboxJob job, ShellFactory factory, TimeSpan patience)
    {
        var template = Template.Of(job);
        if (demand.Unusable.ContainsKey(template))
        {
            return null;
        }

        var kind = Ask(template, factory);
        if (patience > TimeSpan.Zero)
        {
            kind.Interpreter ??= new WaitingInterpreter(template, factory, groups);
        }

        kind.Interpreter?.Listen(patience);
        if (kind.Interpreter is not { } found || !found.Suits(job))
        {
            return null;
        }

        kind.Interpreter = null;
        return found;
    }

    /// <summary>Between runs: ends those that are too old, too many or no longer asked for, and starts those that are missing.</summary>
    /// <exception cref="SandboxNotStartedException">A factory is gone.</exception>
    public void Prepare()
    {
        var room = options.WaitingMemoryBytes;
        foreach (var kind in _kinds.ToList())
        {
            Inspect(kind);
            if (clock.GetElapsedTime(kind.AskedAt) > options.WaitingTime || demand.Unusable.ContainsKey(kind.Template))
            {
                Remove(kind);
            }
            else if ((room -= demand.Bytes.GetValueOrDefault(kind.Template, BytesUntilKnown)) < 0)
            {
                kind.Drop();
            }
            else
            {
                kind.Interpreter ??= new WaitingInterpreter(kind.Template, kind.Factory, groups);
            }
        }
    }

    /// <summary>Ends those of a factory that ends.</summary>
    public void Forget(ShellFactory factory) => _kinds.FindAll(kind => kind.Factory == factory).ForEach(Remove);

    public void Dispose()
    {
        _kinds.ForEach(kind => kind.Drop());
        _kinds.Clear();
    }

    private Kind Ask(Template template, ShellFactory factory)
    {
        var kind = _kinds.Find(entry => entry.Template == template && entry.Factory == factory) ?? new Kind(template, factory);
        kind.AskedAt = clock.GetTimestamp();
        _kinds.Remove(kind);
        _kinds.Insert(0, kind);
        _kinds.Skip(MostKinds).ToList().ForEach(Remove);
        return kind;
    }

    private void Inspect(Kind kind)
    {
        if (kind.Interpreter is not { } interpreter)
        {
            return;
        }

        interpreter.Listen(TimeSpan.Zero);
        if (interpreter.HasWaited)
        {
            demand.Bytes[kind.Template] = interpreter.Bytes;
            kind.Failures = 0;
        }

        if (!interpreter.IsGone && interpreter.Age < (interpreter.HasWaited ? options.TemplateLifetime : StartTime))
        {
            return;
        }

        kind.Drop();
        if (!interpreter.HasWaited && ++kind.Failures == MostFailures)
        {
            demand.Unusable[kind.Template] = true;
        }
    }

    private void Remove(Kind kind)
    {
        kind.Drop();
        _kinds.Remove(kind);
    }
}
