namespace CodeExec.ServiceDefaults;

/// <summary>The port for operators: health, metrics, dead letters. The gateway never routes it.</summary>
public sealed class ManagementOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Management";

    /// <summary>Where it listens, such as <c>http://0.0.0.0:9464</c>. Null: on 127.0.0.1, at the main port plus one.</summary>
    public string? Url { get; set; }
}
