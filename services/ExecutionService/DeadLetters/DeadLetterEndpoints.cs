using CodeExec.ServiceDefaults;

namespace CodeExec.ExecutionService.DeadLetters;

internal static class DeadLetterEndpoints
{
    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        // Sources of all clients are here, so only operators reach it; it is no part of the published API.
        var letters = routes.MapGroup("/dead-letters").ExcludeFromDescription().OnManagementPort();
        letters.MapGet("/", ListDeadLetters.HandleAsync);
        letters.MapGet("/{id}", GetDeadLetter.HandleAsync);
        letters.MapPost("/{id}/replay", ReplayDeadLetter.HandleAsync);
        letters.MapDelete("/{id}", DeleteDeadLetter.HandleAsync);
    }
}
