using System.Text.Json;
using System.Text.Json.Nodes;
using CodeExec.ExecutionService;
using CodeExec.ServiceDefaults;
using CodeExec.SessionService;
using CodeExec.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace CodeExec.ContractTests.OpenApi;

public sealed class OpenApiDocumentTests
{
    private static readonly JsonSerializerOptions Indented = new(StrictOptions()) { WriteIndented = true };

    [Fact]
    public async Task The_document_is_the_approved_one()
    {
        var document = await GenerateAsync();

        Approved.MatchesFile(Path.Combine(Machine.Root, "docs/api/openapi.json"), document.ToJsonString(Indented));
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_and_an_example_of_each_success()
    {
        foreach (var (_, operation) in await OperationsAsync())
        {
            operation["operationId"].Should().NotBeNull();
            operation["summary"].Should().NotBeNull();
            foreach (var (status, response) in operation["responses"]!.AsObject().Where(pair => pair.Key.StartsWith('2')))
            {
                response!["content"]!["application/json"]!["example"].Should().NotBeNull($"{operation["operationId"]} answers {status}");
            }
        }
    }

    [Fact]
    public async Task Every_operation_tells_its_problems()
    {
        foreach (var (path, operation) in await OperationsAsync())
        {
            string[] problems =
            [
                "default",
                .. path.Contains("{id}", StringComparison.Ordinal) ? new[] { "404", "503" } : [],
                .. operation["requestBody"] is null ? Array.Empty<string>() : ["400", "413", "415", "422"],
            ];
            foreach (var problem in problems)
            {
                operation["responses"]![problem]?["content"]?["application/problem+json"].Should().NotBeNull($"{operation["operationId"]} may answer {problem}");
            }
        }
    }

    [Theory]
    [InlineData("RunCodeSession", "Idempotency-Key", "Prefer")]
    [InlineData("GetExecution", "Prefer")]
    public async Task An_operation_tells_its_headers(string name, params string[] headers)
    {
        var operation = (await OperationsAsync()).Select(pair => pair.Operation).Single(operation => (string)operation["operationId"]! == name);

        var parameters = operation["parameters"]!.AsArray().Where(parameter => (string)parameter!["in"]! == "header").ToArray();

        parameters.Select(parameter => (string)parameter!["name"]!).Should().Equal(headers);
        parameters.Should().OnlyContain(parameter => parameter!["description"] != null);
        operation["responses"]!["200"]!["headers"]!["Preference-Applied"].Should().NotBeNull();
    }

    [Fact]
    public async Task It_is_OpenAPI_3_1() => ((string)(await GenerateAsync())["openapi"]!).Should().StartWith("3.1.");

    private static async Task<IReadOnlyList<(string Path, JsonNode Operation)>> OperationsAsync() =>
        [.. (await GenerateAsync())["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => (path.Key, operation.Value!)))];

    // The services' own endpoints in one host that listens, and does nothing else.
    private static async Task<JsonNode> GenerateAsync()
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0", "--Management:Url=http://127.0.0.1:0", "--MessageBus:Transport=InMemory"]);
        builder.AddServiceDefaults("openapi", "http://127.0.0.1:0").AddRedis().AddSessionService().AddExecutionService();
        builder.AddMessageBus(bus => bus.AddSessionConsumers().AddExecutionConsumers());
        builder.Services.AddApiDescription();
        builder.Services.RemoveAll<IHostedService>();

        await using var app = builder.Build();
        app.MapSessionService().MapExecutionService();
        app.MapOpenApi();
        await app.StartAsync();
        using var http = new HttpClient();
        return JsonNode.Parse(await http.GetStringAsync(new Uri($"{app.Urls.First()}/openapi/v1.json")))!;
    }

    private static JsonSerializerOptions StrictOptions()
    {
        var json = new JsonSerializerOptions();
        StrictJson.Configure(json);
        return json;
    }
}
