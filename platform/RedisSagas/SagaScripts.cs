using System.Reflection;

namespace CodeExec.RedisSagas;

/// <summary>The Lua scripts; what each takes and returns is said in it.</summary>
internal static class SagaScripts
{
    public static readonly string Commit = Read("commit.lua");
    public static readonly string Acknowledge = Read("acknowledge.lua");
    public static readonly string Postpone = Read("postpone.lua");
    public static readonly string Claim = Read("claim.lua");
    public static readonly string Expire = Read("expire.lua");
    public static readonly string Take = Read("take.lua");

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
