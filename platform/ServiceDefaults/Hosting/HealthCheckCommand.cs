using System.Net;
using Microsoft.Extensions.Configuration;

namespace CodeExec.ServiceDefaults;

/// <summary>
/// The command <c>healthcheck</c>: asks the service that runs beside it, with the same settings, whether it is ready. For container
/// images, which hold neither curl nor a shell.
/// </summary>
internal static class HealthCheckCommand
{
    public const string Verb = "healthcheck";

    // Shorter than the 10 s that whoever calls it should allow, so that it is this which says what is wrong.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <param name="args">Settings after the verb, as the service takes them. Environment variables count too.</param>
    /// <param name="says">Gets the answer of the service, or why there is none.</param>
    /// <returns>Exit code: 0 when it is ready, else 1.</returns>
    public static int Run(string[] args, TextWriter says)
    {
        var settings = new ConfigurationBuilder().AddEnvironmentVariables("ASPNETCORE_").AddEnvironmentVariables().AddCommandLine(args).Build();
        if (Listeners.ManagementUrl(settings) is not { } url)
        {
            says.WriteLine("Say by Management__Url, or ASPNETCORE_URLS, where the service listens.");
            return 1;
        }

        using var http = new HttpClient { Timeout = Patience };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{url}/health/ready");
        try
        {
            using var response = http.Send(request);
            using var answer = new StreamReader(response.Content.ReadAsStream());
            says.WriteLine(answer.ReadToEnd());
            return response.StatusCode == HttpStatusCode.OK ? 0 : 1;
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            says.WriteLine($"No answer from {request.RequestUri}: {e.Message}");
            return 1;
        }
    }
}
