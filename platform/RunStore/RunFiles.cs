using System.Text.Encodings.Web;
using System.Text.Json;

namespace CodeExec.RunStore;

/// <summary>The files beside a program in the one form in which they are stored and travel: a JSON array in UTF-8.</summary>
public static class RunFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>Null for no files.</returns>
    public static byte[]? Write(IReadOnlyCollection<RunFile> files) => files.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(files, Json);

    /// <param name="written">What <see cref="Write"/> returned.</param>
    /// <exception cref="JsonException">It is something else.</exception>
    public static IReadOnlyList<RunFile> Read(ReadOnlySpan<byte> written) =>
        written.IsEmpty ? [] : JsonSerializer.Deserialize<RunFile[]>(written, Json) ?? [];
}
