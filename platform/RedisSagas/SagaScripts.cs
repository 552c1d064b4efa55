using System.Reflection;

namespace CodeExec.RedisSagas;

/// <summary>The Lua scripts; what each takes and returns is said in it.</summary>
/// <param name="evenWhenFull">Whether they may write to a Redis that is full. A flag of Redis 7, which other stores take for a syntax error.</param>
internal sealed class SagaScripts(bool evenWhenFull)
{
    private const string EvenWhenFull = "#!lua flags=allow-oom\n";

    private static readonly string CommitText = Read("commit.lua");

    private readonly string _change = evenWhenFull ? EvenWhenFull + CommitText : CommitText;

    public string Acknowledge { get; } = Of("acknowledge.lua", evenWhenFull);

    public string Postpone { get; } = Of("postpone.lua", evenWhenFull);

    public string Claim { get; } = Of("claim.lua", evenWhenFull);

    public string Expire { get; } = Of("expire.lua", evenWhenFull);

    public string Take { get; } = Of("take.lua", evenWhenFull);

    /// <summary>A new saga is refused when Redis is full.</summary>
    public string Commit(bool isNew) => isNew ? CommitText : _change;

    private static string Of(string name, bool evenWhenFull) => (evenWhenFull ? EvenWhenFull : "") + Read(name);

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
