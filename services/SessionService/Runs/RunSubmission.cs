using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.RunStore;
using CodeExec.SessionService.Capabilities;

namespace CodeExec.SessionService.Runs;

internal static class RunSubmission
{
    /// <summary>What ExecutionService is asked to accept.</summary>
    /// <param name="run">What is run, and under which id.</param>
    /// <param name="input">What it is run with; it passed the checks.</param>
    /// <param name="payloads">Where what is large is put.</param>
    /// <param name="limits">What holds where the input says nothing.</param>
    /// <param name="isRepeat">True when the id may have been submitted before.</param>
    public static async Task<SubmitExecution> MakeAsync(PinnedRun run, RunInput input, RunPayloads payloads, LimitsOptions limits, bool isRepeat) => new()
    {
        ExecutionId = run.ExecutionId,
        SessionId = run.SessionId,
        Language = run.Language,
        Source = await payloads.WrapAsync(run.ExecutionId, "source", run.Source),
        EntryPoint = run.EntryPoint,
        Files = run.Files is null ? null : await payloads.WrapAsync(run.ExecutionId, "files", run.Files),
        Stdin = input.Stdin is null ? null : await payloads.WrapAsync(run.ExecutionId, "stdin", Encoding.UTF8.GetBytes(input.Stdin)),
        Args = input.Args,
        Environment = input.Env is null ? null : [.. input.Env.Select(variable => new EnvironmentVariable { Name = variable.Key, Value = variable.Value ?? "" })],
        Limits = RunInputRules.Resolve(input.Limits, limits.For(run.Language)),
        IsRepeat = isRepeat,
    };
}
