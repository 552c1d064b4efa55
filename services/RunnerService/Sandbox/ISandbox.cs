namespace CodeExec.RunnerService.Sandbox;

/// <summary>Runs one program after another, each in a fresh isolation of its own that serves no second one.</summary>
/// <remarks>
/// The program sees no network, no files of the host but its toolchains, no other process, and is nobody. It may write to
/// <c>/workspace</c>, its working directory, and <c>/tmp</c>, which vanish with it. Nothing outside ever opens a path that the
/// program could have made.
/// </remarks>
public interface ISandbox : IAsyncDisposable
{
    /// <summary>The technique, such as <c>bubblewrap</c>.</summary>
    string Name { get; }

    /// <summary>The limits that are really enforced on this machine, each with how; for people.</summary>
    IReadOnlyDictionary<string, string> EnforcedLimits { get; }

    /// <summary>Proves from the inside that a program is confined here, with everything as it is for users' programs.</summary>
    /// <exception cref="SandboxUnavailableException">It is not; the message says why and what to grant.</exception>
    Task SelfTestAsync(CancellationToken cancellation);

    /// <summary>Runs a program to its end, or until a limit or <paramref name="cancellation"/> kills it and all it started.</summary>
    /// <returns>How it ended; a crash or a limit is a result, not an exception.</returns>
    /// <exception cref="SandboxException">The sandbox failed; the program is not to blame.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled. Nothing of it is left.</exception>
    Task<SandboxResult> RunAsync(SandboxJob job, CancellationToken cancellation);
}
