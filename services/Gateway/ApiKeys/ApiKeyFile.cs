using System.Collections.Frozen;
using System.Text.Json;
using CodeExec.ServiceDefaults;

namespace CodeExec.Gateway.ApiKeys;

/// <summary>The file of keys cannot be used; the message says why, and never holds a key.</summary>
internal sealed class ApiKeyFileException(string message) : Exception(message);

/// <summary>Reads the file of keys.</summary>
internal static class ApiKeyFile
{
    private const int MostBytes = 4 << 20;
    private const int MostATime = 1_000_000;

    private static readonly JsonSerializerOptions Json = MakeJson();

    /// <exception cref="ApiKeyFileException">It is not there, or not as <see cref="ApiKeyList"/> says.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length > MostBytes ? throw new ApiKeyFileException($"It has more than {MostBytes} bytes.") : File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ApiKeyFileException($"It cannot be read: {e.Message}");
        }
    }

    /// <summary>Keys by their hash, in upper case.</summary>
    /// <exception cref="ApiKeyFileException">It is not as <see cref="ApiKeyList"/> says.</exception>
    public static FrozenDictionary<string, ApiKey> Parse(byte[] json)
    {
        try
        {
            var keys = JsonSerializer.Deserialize<ApiKeyList>(json, Json)?.Keys ?? throw new ApiKeyFileException("It is null.");
            for (var index = 0; index < keys.Count; index++)
            {
                if (FaultOf(keys[index]) is { } fault)
                {
                    throw new ApiKeyFileException($"keys[{index}]: {fault}");
                }
            }

            return keys.GroupBy(key => key.Sha256.ToUpperInvariant()).FirstOrDefault(same => same.Count() > 1) is { } twice
                ? throw new ApiKeyFileException($"The hash {twice.Key[..8]}… is there {twice.Count()} times.")
                : keys.ToFrozenDictionary(key => key.Sha256.ToUpperInvariant());
        }
        catch (JsonException e)
        {
            throw new ApiKeyFileException($"Line {e.LineNumber + 1}: it is not {{\"keys\": [{{\"tenant\", \"sha256\", \"requests_per_minute\", \"queued_runs\"}}]}}.");
        }
    }

    private static string? FaultOf(ApiKey? key) => key switch
    {
        null => "It is null.",
        { Tenant.Length: not (>= 1 and <= 100) } => "tenant is 1 to 100 characters.",
        { RequestsPerMinute: not (>= 1 and <= MostATime) } or { QueuedRuns: not (>= 1 and <= MostATime) } => $"requests_per_minute and queued_runs are 1 to {MostATime}.",
        _ => key.Sha256.Length == 64 && key.Sha256.All(char.IsAsciiHexDigit) ? null : "sha256 is 64 hexadecimal digits: printf %s \"$KEY\" | sha256sum",
    };

    private static JsonSerializerOptions MakeJson()
    {
        var json = new JsonSerializerOptions();
        StrictJson.Configure(json);
        return json;
    }
}
