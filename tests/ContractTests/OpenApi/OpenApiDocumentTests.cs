using System.Text.Json;
using System.Text.Json.Nodes;
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
        var document = await GenerateAsync();

        foreach (var operation in document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()).Select(pair => pair.Value!))
        {
            operation["operationId"].Should().NotBeNull();
            operation["summary"].Should().NotBeNull();
            foreach (var (status, response) in operation["responses"]!.AsObject().Where(pair => pair.Key.StartsWith('2')))
            {
                response!["content"]!["application/json"]!["example"].Should().NotBeNull($"{operation["operationId"]} answers {status}");
            }
        }
    }

    // The services' own endpoints in one host that listens, and does nothing else.
    private static async Task<JsonNode> GenerateAsync()
    {
        var builder = WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0", "--Management:Url=http://127.0.0.1:0", "--MessageBus:Transport=InMemory"]);
        builder.AddServiceDefaults("openapi", "http://127.0.0.1:0").AddRedis().AddSessionService();
        builder.AddMessageBus(bus => bus.AddSessionConsumers());
        builder.Services.AddApiDescription();
        builder.Services.RemoveAll<IHostedService>();

        await using var app = builder.Build();
        app.MapSessionService();
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
