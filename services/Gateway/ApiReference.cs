using System.Reflection;
using Scalar.AspNetCore;

namespace CodeExec.Gateway;

/// <summary>The approved <c>docs/api/openapi.json</c> and a page that shows it, both from this assembly: nothing is fetched from elsewhere.</summary>
public static class ApiReferenceExtensions
{
    private const string DocumentPath = "/openapi/v1.json";

    /// <summary>Maps <c>/openapi/v1.json</c> and <c>/scalar</c>.</summary>
    public static IEndpointRouteBuilder MapApiReference(this IEndpointRouteBuilder app)
    {
        app.MapGet(DocumentPath, () => TypedResults.Stream(
                Assembly.GetExecutingAssembly().GetManifestResourceStream("openapi.json")!, "application/json"))
            .AllowAnonymous().ExcludeFromDescription();
        app.MapScalarApiReference("/scalar", page => page
            .WithTitle("CodeExec API")
            .WithOpenApiRoutePattern(DocumentPath)
            .DisableDefaultFonts()
            .DisableTelemetry()
            .DisableAgent()
            .DisableMcp()).AllowAnonymous().ExcludeFromDescription();
        return app;
    }
}
