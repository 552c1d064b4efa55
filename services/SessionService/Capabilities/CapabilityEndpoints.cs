namespace CodeExec.SessionService.Capabilities;

internal static class CapabilityEndpoints
{
    public static void MapCapabilities(this IEndpointRouteBuilder app)
    {
        app.MapGet("/languages", GetLanguages.HandleAsync).WithName("GetLanguages").WithTags("Capabilities")
            .WithSummary("List the languages and whether they can be run here");
        app.MapGet("/limits", GetLimits.HandleAsync).WithName("GetLimits").WithTags("Capabilities")
            .WithSummary("Show what programs may use and clients may send");
    }
}
