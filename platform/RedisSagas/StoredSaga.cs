namespace CodeExec.RedisSagas;

/// <summary>A saga as it was read.</summary>
/// <param name="Version">Number of commits; 0 when the saga does not exist.</param>
/// <param name="State">Its JSON; null when the saga does not exist.</param>
/// <param name="Consumed">Whether it has consumed the message that it was read for.</param>
internal sealed record StoredSaga(int Version, byte[]? State, bool Consumed);
