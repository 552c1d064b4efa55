using System.ComponentModel;
using System.Runtime.InteropServices;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>What came from the other end.</summary>
/// <param name="Word">0 when nobody is there any more.</param>
/// <param name="Descriptor">Negative when none came with it.</param>
internal readonly record struct Received(byte Word, int Descriptor);

/// <summary>Our end of a socket pair whose messages may carry descriptors; unix(7), SCM_RIGHTS.</summary>
internal sealed unsafe class MessageSocket : IDisposable
{
    private const int Unix = 1; // AF_UNIX
    private const int SequencedPackets = 5; // SOCK_SEQPACKET
    private const int Level = 1; // SOL_SOCKET
    private const int Rights = 1; // SCM_RIGHTS
    private const int NoSignal = 0x4000; // MSG_NOSIGNAL
    private const int CloseOnExec = 0x40000000; // MSG_CMSG_CLOEXEC
    private const int MostDescriptors = 16;
    private const int HeaderBytes = 16; // struct cmsghdr: length, level, type

    private readonly int _ours;
    private int _theirs;

    public MessageSocket()
    {
        var ends = stackalloc int[2];
        if (Posix.socketpair(Unix, SequencedPackets | Posix.CloseOnExec, 0, ends) < 0)
        {
            throw new Win32Exception();
        }

        (_ours, _theirs) = (ends[0], ends[1]);
    }

    /// <summary>The other end, for whoever shall listen there.</summary>
    public int Theirs => _theirs;

    public void CloseTheirs()
    {
        if (_theirs >= 0)
        {
            _ = Posix.close(_theirs);
            _theirs = -1;
        }
    }

    /// <exception cref="SandboxNotStartedException">Nobody listens any more.</exception>
    public void Send(ReadOnlySpan<byte> text, params ReadOnlySpan<int> descriptors)
    {
        var control = stackalloc byte[HeaderBytes + (MostDescriptors * sizeof(int))];
        fixed (byte* start = text)
        {
            var part = new Posix.IoVector { Start = start, Length = (nuint)text.Length };
            var message = new Posix.MessageHeader { Parts = &part, PartCount = 1 };
            if (!descriptors.IsEmpty)
            {
                *(nuint*)control = (nuint)(HeaderBytes + (descriptors.Length * sizeof(int)));
                (((int*)control)[2], ((int*)control)[3]) = (Level, Rights);
                descriptors.CopyTo(new Span<int>(control + HeaderBytes, MostDescriptors));
                message.Control = control;
                message.ControlLength = (nuint)(HeaderBytes + (((descriptors.Length * sizeof(int)) + 7) & ~7));
            }

            if (Posix.sendmsg(_ours, &message, NoSignal) < 0)
            {
                throw new SandboxNotStartedException($"A process of the sandbox is gone: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }
    }

    /// <summary>Waits for a message of one byte.</summary>
    /// <returns>Null when none came in time.</returns>
    public Received? Receive(TimeSpan patience)
    {
        var wanted = new Posix.PollDescriptor { Descriptor = _ours, Wanted = Posix.PollIn };
        if (Posix.poll(&wanted, 1, (int)patience.TotalMilliseconds) <= 0)
        {
            return null;
        }

        byte word = 0;
        var control = stackalloc byte[HeaderBytes + 8];
        *(nuint*)control = 0;
        var part = new Posix.IoVector { Start = &word, Length = 1 };
        var message = new Posix.MessageHeader { Parts = &part, PartCount = 1, Control = control, ControlLength = HeaderBytes + 8 };
        return Posix.recvmsg(_ours, &message, CloseOnExec) <= 0
            ? new Received(0, -1)
            : new Received(word, message.ControlLength >= HeaderBytes + sizeof(int) ? *(int*)(control + HeaderBytes) : -1);
    }

    public void Dispose()
    {
        CloseTheirs();
        _ = Posix.close(_ours);
    }
}
