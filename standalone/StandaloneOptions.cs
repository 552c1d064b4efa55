using System.ComponentModel.DataAnnotations;

namespace CodeExec.Standalone;

/// <summary>What is the standalone host's own; every other option is a service's.</summary>
public sealed class StandaloneOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Standalone";

    /// <summary>
    /// Memory for unfinished runs and recent output, in bytes; when it is full, runs are refused with 503 until there is
    /// room. 32 MiB to 64 GiB. Default 512 MiB.
    /// </summary>
    [Range(32L << 20, 64L << 30)]
    public long RedisMemoryBytes { get; set; } = 512L << 20;

    /// <summary>Reads and checks them before there is a host to do it.</summary>
    /// <exception cref="SetupException">One is out of its range.</exception>
    internal static StandaloneOptions Read(IConfiguration configuration)
    {
        if (configuration.GetSection("Executions:Pools").GetChildren().Any() || !string.IsNullOrEmpty(configuration["Runner:Pool"]))
        {
            throw new SetupException("Executions:Pools and Runner:Pool: This host is its only runner; pools are for runners of their own. Leave both out.");
        }

        var options = configuration.GetSection(Section).Get<StandaloneOptions>() ?? new();
        var faults = new List<ValidationResult>();
        return Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true)
            ? options
            : throw new SetupException($"{Section}: {string.Join(' ', faults.Select(fault => fault.ErrorMessage))}");
    }
}
