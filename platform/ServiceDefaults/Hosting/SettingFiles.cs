using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace CodeExec.ServiceDefaults;

/// <summary>Settings that are files: passwords, which everyone who may look at a container can read in its environment.</summary>
public sealed class SettingFilesOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "SettingFiles";

    /// <summary>
    /// Absolute path of a folder with a file for each setting, named as its environment variable, such as <c>MessageBus__Password</c>. They
    /// are read once, at start, and have precedence. Null, the default: there is none.
    /// </summary>
    public string? Directory { get; set; }
}

internal static class SettingFiles
{
    public static void AddSettingFiles(this WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(SettingFilesOptions.Section).Get<SettingFilesOptions>() ?? new();
        if (options.Directory is null)
        {
            return;
        }

        try
        {
            builder.Configuration.AddKeyPerFile(options.Directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OptionsValidationException(SettingFilesOptions.Section, typeof(SettingFilesOptions),
                [$"{nameof(SettingFilesOptions.Directory)}: It is not the absolute path of a folder of readable files. {e.Message}"]);
        }
    }
}
