using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;

namespace CodeExec.ServiceDefaults;

/// <summary>The JSON of the REST surface: snake_case, and nothing that a client did not mean is let through.</summary>
public static class StrictJson
{
    /// <summary>Deepest nesting of a body. Our own bodies need 3.</summary>
    public const int MaxDepth = 32;

    /// <summary>Applies the rules to <paramref name="json"/>.</summary>
    public static void Configure(JsonSerializerOptions json)
    {
        json.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        json.PropertyNameCaseInsensitive = false;
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.AllowDuplicateProperties = false;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.MaxDepth = MaxDepth;
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        // Programs print < > & and every script; escaping them helps only pages that paste JSON into HTML.
        json.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
    }

    internal static void AddStrictJson(this IServiceCollection services) =>
        services.ConfigureHttpJsonOptions(options => Configure(options.SerializerOptions));
}
