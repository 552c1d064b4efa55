using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CodeExec.ServiceDefaults;

/// <summary>Settles the addresses a process listens on: the main ones, then the management one.</summary>
internal static class Listeners
{
    public static void AddListeners(this WebApplicationBuilder builder, string defaultUrl, bool asksForKeys)
    {
        var management = builder.Configuration.GetSection(ManagementOptions.Section).Get<ManagementOptions>() ?? new();
        var exposure = builder.Configuration.GetSection(ExposureOptions.Section).Get<ExposureOptions>() ?? new();

        var main = MainUrls(builder.Configuration) is { Length: > 0 } given ? given : [defaultUrl];
        string[] urls = [.. main, management.Url ?? ManagementUrlBeside(main[0])];
        // Keys guard the main addresses alone.
        var unguarded = asksForKeys ? urls[^1..] : urls;
        if (!exposure.AllowUnauthenticated && unguarded.FirstOrDefault(url => !IsLoopback(url)) is { } open)
        {
            throw new OptionsValidationException(ExposureOptions.Section, typeof(ExposureOptions),
            [
                $"This process would serve {open} to everyone who can reach it, without API keys. Listen on 127.0.0.1, have the gateway ask for keys (ApiKeys__File), or set "
                + $"{ExposureOptions.Section}__{nameof(ExposureOptions.AllowUnauthenticated)}=true where the network admits trusted clients only.",
            ]);
        }

        builder.WebHost.UseUrls(urls);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
    }

    /// <summary>Where a process of these settings has its management port, as it is reached from its own machine.</summary>
    /// <returns>Null when they do not tell, because the process has a default of its own.</returns>
    internal static string? ManagementUrl(IConfiguration configuration)
    {
        var url = configuration.GetSection(ManagementOptions.Section).Get<ManagementOptions>()?.Url
            ?? (MainUrls(configuration) is [var main, ..] ? ManagementUrlBeside(main) : null);
        if (url is null)
        {
            return null;
        }

        var address = Parse(url);
        // Every address of the machine is written 0.0.0.0, [::], * or +, and asked here.
        var host = address.Host is "*" or "+" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)))
            ? "127.0.0.1"
            : address.Host;
        return $"{address.Scheme}://{host}:{address.Port}";
    }

    internal static bool IsLoopback(string url)
    {
        var host = Parse(url).Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
    }

    private static string[] MainUrls(IConfiguration configuration)
    {
        // HTTP_PORTS is what the ASP.NET container images set; it means every interface.
        var fromPorts = configuration["http_ports"]?.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(port => $"http://*:{port}");
        return configuration["urls"]?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? fromPorts?.ToArray() ?? [];
    }

    private static string ManagementUrlBeside(string url) => Parse(url).Port switch
    {
        0 => "http://127.0.0.1:0",
        var port => $"http://127.0.0.1:{port + 1}",
    };

    private static BindingAddress Parse(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw new OptionsValidationException(ManagementOptions.Section, typeof(ManagementOptions),
                [$"ASPNETCORE_URLS (--urls) and Management__Url take URLs such as http://127.0.0.1:8080, and '{url}' is none."]);
        }
    }
}
