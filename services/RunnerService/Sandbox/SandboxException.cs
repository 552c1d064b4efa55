namespace CodeExec.RunnerService.Sandbox;

/// <summary>A sandbox failed while it was to run a program; the program is not to blame.</summary>
public class SandboxException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A sandbox failed before the program was started: it can be run again as if nothing had been.</summary>
public sealed class SandboxNotStartedException(string message, Exception? inner = null) : SandboxException(message, inner);

/// <summary>Programs cannot be isolated on this machine as it is. The message says why and what to grant.</summary>
public sealed class SandboxUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
