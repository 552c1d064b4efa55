using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CodeExec.ServiceDefaults;

/// <summary>
/// REST failures as <c>application/problem+json</c> (RFC 9457) in every host: those that our endpoints answer with, and those
/// that routing, binding, the server or an exception cause. All are listed in <c>docs/api/problems.md</c>.
/// </summary>
public static class Problems
{
    /// <summary>What the <c>type</c> of each problem begins with.</summary>
    public const string TypePrefix = "urn:codeexec:problem:";

    /// <summary>Adds the problem writer, the exception handler and the limits on request bodies.</summary>
    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        services.AddOptions<RequestBodyOptions>().BindConfiguration(RequestBodyOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.TryAddSingleton(TimeProvider.System);

        // Binding failures become exceptions, so that one handler words them all; by default they are bare 400s.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return services;
    }

    /// <summary>Puts the handling in front of everything that is mapped or used after it.</summary>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages(context => RequestProblems.ForStatus(context.HttpContext).ExecuteAsync(context.HttpContext));
        return app.UseMiddleware<RequestBodyRules>();
    }

    /// <summary>A problem of the type <see cref="TypePrefix"/> + <paramref name="name"/>.</summary>
    /// <param name="name">What is wrong, in kebab-case; stable, since clients compare it.</param>
    /// <param name="status">HTTP status.</param>
    /// <param name="title">The same for every problem of this type.</param>
    /// <param name="detail">This occurrence, and what to do next.</param>
    /// <param name="members">Further members of the body, in snake_case.</param>
    public static ProblemHttpResult Of(
        string name, int status, string title, string detail, IDictionary<string, object?>? members = null) =>
        TypedResults.Problem(detail: detail, statusCode: status, title: title, type: TypePrefix + name, extensions: members);
}
