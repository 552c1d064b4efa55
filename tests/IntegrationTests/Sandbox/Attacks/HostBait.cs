using System.Net;
using System.Net.Sockets;

namespace CodeExec.IntegrationTests.Sandbox.Attacks;

/// <summary>What everyone on this machine may use and no program in a sandbox: a file that anyone may write, and servers that anyone may talk to.</summary>
internal sealed class HostBait : IDisposable
{
    private const UnixFileMode Everything = (UnixFileMode)0b111_111_111;
    private const UnixFileMode ReadAndWrite = (UnixFileMode)0b110_110_110;

    private readonly string _content = $"bait-{Guid.NewGuid():N}";
    private readonly string _abstractName = $"codeexec-bait-{Guid.NewGuid():N}";
    private readonly string _folder = Directory.CreateTempSubdirectory("codeexec-bait-").FullName;
    private readonly TcpListener _tcp = new(IPAddress.Any, 0);
    private readonly UdpClient _udp = new(new IPEndPoint(IPAddress.Any, 0));
    private readonly Socket _unix = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _before;

    public HostBait()
    {
        File.WriteAllText(Canary, _content);
        File.SetUnixFileMode(Canary, ReadAndWrite);
        File.SetUnixFileMode(_folder, Everything);
        _before = Files();
        _tcp.Start();
        _unix.Bind(new UnixDomainSocketEndPoint($"\0{_abstractName}"));
        _unix.Listen();
    }

    private string Canary => $"{_folder}/canary";

    /// <summary>Tells a program where to look.</summary>
    public string Fill(string source) => source
        .Replace("@FOLDER@", _folder, StringComparison.Ordinal)
        .Replace("@CANARY@", Canary, StringComparison.Ordinal)
        .Replace("@TCP@", $"{((IPEndPoint)_tcp.LocalEndpoint).Port}", StringComparison.Ordinal)
        .Replace("@UDP@", $"{((IPEndPoint)_udp.Client.LocalEndPoint!).Port}", StringComparison.Ordinal)
        .Replace("@ABSTRACT@", _abstractName, StringComparison.Ordinal);

    /// <param name="said">What the program has said.</param>
    /// <returns>What it has reached.</returns>
    public IEnumerable<string> Bites(string said)
    {
        if (said.Contains(_content, StringComparison.Ordinal))
        {
            yield return "it has read a file of the host";
        }

        if (Files() != _before)
        {
            yield return $"it has changed files of the host: {Files()}";
        }

        if (_tcp.Pending() || _udp.Available > 0 || _unix.Poll(0, SelectMode.SelectRead))
        {
            yield return "it has talked to the host";
        }
    }

    public void Dispose()
    {
        _tcp.Dispose();
        _udp.Dispose();
        _unix.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string Files() => string.Join('\n', Directory.GetFileSystemEntries(_folder)
        .Select(path => $"{path} {File.GetUnixFileMode(path)} {File.GetLastWriteTimeUtc(path).Ticks} {File.ReadAllText(path)}"));
}
