using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CodeExec.TestKit;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace CodeExec.ContractTests.OpenApi;

/// <summary>
/// Makes the OpenAPI document from the endpoints: words from the XML comments of their types, examples from
/// <c>docs/api/examples.json</c>. Only the approved result is served, so nothing of this runs in production.
/// </summary>
internal static class ApiDescription
{
    private static readonly JsonNode Examples = JsonNode.Parse(File.ReadAllText(Path.Combine(Machine.Root, "docs/api/examples.json")))!;

    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddSchemaTransformer(DescribeSchema);
        options.AddOperationTransformer(DescribeOperation);
        options.AddDocumentTransformer(DescribeDocument);
    });

    private static Task DescribeDocument(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new OpenApiInfo
        {
            Title = "CodeExec",
            Version = "v1",
            Description = "Runs the code people send it: safely, at once, and without ever losing or doubling a run.\n\n"
                + "Create a code session, save a program, run it, then ask for the execution until it is COMPLETED, FAILED or TIMEOUT. "
                + "Errors are application/problem+json (RFC 9457) with a stable type; docs/api/problems.md lists them.",
        };
        // Wherever this document was fetched from.
        document.Servers = [];

        // A run that is waited for answers with what GET /executions/{id} answers with.
        if (Response(document, "/executions/{id}", HttpMethod.Get, "200") is { } finished
            && Response(document, "/code-sessions/{id}/run", HttpMethod.Post, "200") is { } waited)
        {
            waited.Content!["application/json"].Schema = finished.Content!["application/json"].Schema;
        }

        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations!.Values))
        {
            var responses = operation.Responses!.OrderBy(response => response.Key, StringComparer.Ordinal).ToArray();
            operation.Responses!.Clear();
            foreach (var (status, response) in responses)
            {
                operation.Responses.Add(status, response);
            }

            operation.DescribeHeaders();

            if (operation.RequestBody?.Content?["application/json"] is { } body)
            {
                body.Schema = WithoutNull(body.Schema!);
            }
        }

        foreach (var schema in document.Components!.Schemas!.Values.Where(schema => schema.Properties is not null))
        {
            foreach (var (name, property) in schema.Properties!.ToArray())
            {
                schema.Properties![name] = WithoutNull(property);
            }
        }

        return Task.CompletedTask;
    }

    // What is null is left out: "may be null" only hides what a field is.
    private static IOpenApiSchema WithoutNull(IOpenApiSchema schema) =>
        schema.OneOf is [{ Type: JsonSchemaType.Null }, var only] ? only : schema;

    private static OpenApiResponse? Response(OpenApiDocument document, string path, HttpMethod method, string status) =>
        document.Paths.TryGetValue(path, out var item) ? item.Operations![method].Responses![status] as OpenApiResponse : null;

    private static Task DescribeOperation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        operation.Responses!["default"] = new OpenApiResponse
        {
            Description = "Any other problem.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(nameof(ProblemDetails), context.Document) },
            },
        };

        if (operation.OperationId is null || Examples[operation.OperationId] is not JsonObject examples)
        {
            return Task.CompletedTask;
        }

        foreach (var (what, example) in examples)
        {
            var content = what == "request" ? operation.RequestBody?.Content : operation.Responses?[what].Content;
            content!["application/json"].Example = example!.DeepClone();
        }

        return Task.CompletedTask;
    }

    private static Task DescribeSchema(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var (type, property) = (context.JsonTypeInfo.Type, context.JsonPropertyInfo);
        // An object of ours is described once for all properties that have it.
        var isShared = type.Namespace!.StartsWith("CodeExec.", StringComparison.Ordinal);
        schema.Description ??= property is null || isShared ? XmlComments.Of(type) : XmlComments.Of(property);
        if (property is not null && schema.Type is not null && !IsNullWritten(property))
        {
            schema.Type &= ~JsonSchemaType.Null;
        }

        // What we answer may grow; what we take may not hold what we do not know.
        schema.AdditionalPropertiesAllowed |= schema.Properties?.Count > 0 && !type.Name.Contains("Input", StringComparison.Ordinal);
        if (type == typeof(ProblemDetails) && property is null)
        {
            schema.Description = "What went wrong and what to do next (RFC 9457).";
            schema.Properties!["trace_id"] = Text("W3C trace id of this request, for a report to the operators.");
            schema.Properties["field"] = Text("Path of the field that is wrong, where one is.");
            schema.Properties["execution_id"] = Text("The execution that may have been accepted all the same, of a not-accepted problem.");
        }

        return Task.CompletedTask;
    }

    private static bool IsNullWritten(JsonPropertyInfo property) =>
        property.AttributeProvider!.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: false) is [JsonIgnoreAttribute { Condition: JsonIgnoreCondition.Never }];

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
