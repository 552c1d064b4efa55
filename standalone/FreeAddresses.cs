using System.Net;
using System.Net.Sockets;

namespace CodeExec.Standalone;

internal static class FreeAddresses
{
    /// <summary>Says in a sentence, before anything is started, what the server would say in two pages.</summary>
    /// <param name="urls">Separated by semicolons.</param>
    /// <exception cref="SetupException">Another process listens at one of them.</exception>
    public static void ThrowIfTaken(string urls)
    {
        foreach (var url in urls.Split(';'))
        {
            var address = BindingAddress.Parse(url);
            if (address.IsUnixPipe)
            {
                continue;
            }

            var ip = IPAddress.TryParse(address.Host.Trim('[', ']'), out var parsed) ? parsed
                : address.Host == "localhost" ? IPAddress.Loopback
                : IPAddress.Any;
            try
            {
                using var listener = new TcpListener(ip, address.Port);
                listener.Start();
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new SetupException($"Another process listens at {url}. Stop it, or choose another address with --urls (management: the next port, or --Management:Url).");
            }
        }
    }
}
