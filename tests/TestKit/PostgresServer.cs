using System.Diagnostics;
using Npgsql;
using Xunit;

namespace CodeExec.TestKit;

/// <summary>A PostgreSQL server of its own on a free port of 127.0.0.1, with one database for everything.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string _directory = Machine.TemporaryDirectory("postgres");

    // PostgreSQL refuses to run as root; its Debian package brings this user.
    private readonly string[] _asPostgres = Environment.UserName == "root"
        ? [Machine.Find("setpriv"), "--reuid=postgres", "--regid=postgres", "--init-groups"]
        : [];

    /// <summary>The port it listens on; the same after a restart.</summary>
    public int Port { get; } = Machine.FreePort();

    /// <summary>For Npgsql.</summary>
    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username=codeexec;Database=postgres";

    /// <summary>The process, for faults.</summary>
    public ChildProcess Process { get; private set; } = null!;

    private string Data => Path.Combine(_directory, "data");

    private string Children => $"/proc/{Process.Id}/task/{Process.Id}/children";

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        if (_asPostgres.Length > 0)
        {
            await RunAsync(["/bin/chown", "postgres", _directory]);
        }

        await RunAsync([.. _asPostgres, Machine.Find("initdb"), "-D", Data, "-U", "codeexec", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
        await StartAsync();
    }

    /// <summary>Starts it, or starts it again on the same data.</summary>
    public async Task StartAsync()
    {
        Process = await ChildProcess.StartAsync(Path.Combine(_directory, "log"),
        [
            .. _asPostgres, Machine.Find("postgres"), "-D", Data, "-p", $"{Port}", "-h", "127.0.0.1", "-k", "", "-c", "max_connections=200",
        ]);
        await Process.WaitUntilAsync(AnswersAsync, TimeSpan.FromSeconds(30));
    }

    /// <summary>Ends it as a power cut would.</summary>
    public async Task KillAsync()
    {
        await EndAsync();
        File.Delete(Path.Combine(Data, "postmaster.pid"));
    }

    /// <summary>Sends a signal to it and to all of its backends: <c>STOP</c> makes it hang, <c>CONT</c> go on.</summary>
    public async Task SignalAsync(string signal)
    {
        // Each backend leads a session of its own, so that no process group has them all.
        var backends = (await File.ReadAllTextAsync(Children)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var kill = System.Diagnostics.Process.Start("/bin/kill", [$"-{signal}", $"{Process.Id}", .. backends]);
        await kill.WaitForExitAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await EndAsync();
        Directory.Delete(_directory, recursive: true);
    }

    // Each backend leads a session of its own, out of reach of the group's signal; it ends when it sees that the postmaster is gone.
    private async Task EndAsync()
    {
        NpgsqlConnection.ClearAllPools();
        var backends = File.Exists(Children) ? (await File.ReadAllTextAsync(Children)).Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        await Process.DisposeAsync();
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (backends.Any(backend => Directory.Exists($"/proc/{backend.Trim()}")))
        {
            await pause.WaitForNextTickAsync();
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection($"{ConnectionString};Pooling=false");
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static async Task RunAsync(string[] command)
    {
        using var process = System.Diagnostics.Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        var complaint = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{command[0]} failed: {complaint}");
        }
    }
}
