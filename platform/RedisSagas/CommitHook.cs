namespace CodeExec.RedisSagas;

/// <summary>
/// Runs between the commit of a saga and the delivery of its messages, where a crash hurts most. Only tests register
/// one, to crash there.
/// </summary>
internal sealed record CommitHook(Func<Guid, Task> Committed);
