namespace CodeExec.RunnerService.Sandbox;

/// <summary>A sandbox failed while it was to run a program; the program is not to blame.</summary>
public class SandboxException(string message) : Exception(message);

/// <summary>A sandbox failed before the program was started: it can be run again as if nothing had been.</summary>
public sealed class SandboxNotStartedException(string message) : SandboxException(message);

/// <summary>Programs cannot be isolated on this machine as it is. The message says why and what to grant.</summary>
public sealed class SandboxUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
