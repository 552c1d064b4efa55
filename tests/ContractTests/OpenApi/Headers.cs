using Microsoft.OpenApi;

namespace CodeExec.ContractTests.OpenApi;

internal static class Headers
{
    /// <summary>Tells which headers come with which answer.</summary>
    public static void DescribeHeaders(this OpenApiOperation operation)
    {
        foreach (var (status, response) in operation.Responses!)
        {
            if (status is "201" or "202")
            {
                response.Add("Location", "Path of what was created.");
            }

            if (status is "202" or "503")
            {
                response.Add("Retry-After", "Seconds after which asking again makes sense.");
            }

            if (status is "200" or "202" && operation.Parameters?.Any(parameter => parameter.Name == "Prefer") is true)
            {
                response.Add("Preference-Applied", "wait=N with the seconds granted, when a wait was asked for.");
            }
        }
    }

    private static void Add(this IOpenApiResponse response, string name, string description)
    {
        var answer = (OpenApiResponse)response;
        answer.Headers ??= new Dictionary<string, IOpenApiHeader>();
        answer.Headers[name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
    }
}
