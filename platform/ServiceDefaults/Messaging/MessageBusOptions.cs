using System.ComponentModel.DataAnnotations;

namespace CodeExec.ServiceDefaults;

/// <summary>How messages travel.</summary>
public enum MessageTransport
{
    /// <summary>Through a RabbitMQ broker.</summary>
    RabbitMq,

    /// <summary>Within the process: the standalone host and tests.</summary>
    InMemory,
}

/// <summary>Where the message broker is.</summary>
public sealed class MessageBusOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "MessageBus";

    /// <summary>How messages travel. Default RabbitMQ.</summary>
    public MessageTransport Transport { get; set; } = MessageTransport.RabbitMq;

    /// <summary>Host name of the broker. Default 127.0.0.1.</summary>
    [Required]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>AMQP port of the broker. Default 5672.</summary>
    public ushort Port { get; set; } = 5672;

    /// <summary>Virtual host. Default <c>/</c>.</summary>
    [Required]
    public string VirtualHost { get; set; } = "/";

    /// <summary>User name. Default guest, which RabbitMQ admits from its own machine only.</summary>
    [Required]
    public string Username { get; set; } = "guest";

    /// <summary>Password. Default guest.</summary>
    [Required]
    public string Password { get; set; } = "guest";
}
