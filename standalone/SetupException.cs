namespace CodeExec.Standalone;

/// <summary>The host cannot start here; the message is a sentence for the person who started it and says what to do.</summary>
internal sealed class SetupException(string message) : Exception(message);
