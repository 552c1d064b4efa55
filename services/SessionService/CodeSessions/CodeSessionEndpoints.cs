namespace CodeExec.SessionService.CodeSessions;

internal static class CodeSessionEndpoints
{
    public static void MapCodeSessions(this IEndpointRouteBuilder app)
    {
        var sessions = app.MapGroup("/code-sessions").WithTags("Code sessions").ProducesProblem(503);
        sessions.MapPost("", CreateCodeSession.HandleAsync).WithName("CreateCodeSession").WithSummary("Create a session")
            .ProducesProblem(400).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
        sessions.MapGet("/{id}", GetCodeSession.HandleAsync).WithName("GetCodeSession").WithSummary("Read a session")
            .ProducesProblem(404);
        sessions.MapPatch("/{id}", UpdateCodeSession.HandleAsync).WithName("UpdateCodeSession").WithSummary("Save a session's language, source, files or entry point")
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
        sessions.MapPost("/{id}/run", RunCodeSession.HandleAsync).WithName("RunCodeSession").WithSummary("Run a session's program")
            .Produces<object>(200).Produces<RunAccepted>(202).ProducesProblem(400).ProducesProblem(404).ProducesProblem(413).ProducesProblem(415).ProducesProblem(422).ProducesProblem(429);
    }
}
