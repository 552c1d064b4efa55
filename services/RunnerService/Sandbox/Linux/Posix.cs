using System.Runtime.InteropServices;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>The system calls that .NET does not offer: descriptors for a child, waiting for several pipes with a deadline.</summary>
internal static unsafe partial class Posix
{
    public const int SigKill = 9;
    public const int Interrupted = 4; // EINTR
    public const int CloseOnExec = 0x80000; // O_CLOEXEC, the same on x86-64 and arm64
    public const short PollIn = 1;
    public const short PollOut = 4;
    public const short PollError = 8;
    public const int WriteOnly = 1; // O_WRONLY
    public const int PidFdOpen = 434; // the same number on every processor, as is the next
    public const int PidFdSendSignal = 424;
    public const int Unix = 1; // AF_UNIX
    public const int Stream = 1; // SOCK_STREAM
    public const int ShutWrite = 1; // SHUT_WR
    private const int SetStatusFlags = 4; // F_SETFL
    private const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const int DoNotFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint UserAndType = 0x9; // STATX_UID | STATX_TYPE
    private const int TypeMask = 0xF000; // S_IFMT
    private const int TypeDirectory = 0x4000; // S_IFDIR
    private const int NonBlock = 0x800; // O_NONBLOCK

    public static uint EffectiveUserId => geteuid();

    [LibraryImport("libc", SetLastError = true)]
    public static partial int pipe2(int* descriptors, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc")]
    public static partial int close(int descriptor);

    [LibraryImport("libc")]
    public static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitpid(int process, int* status, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint syscall(nint number, nint first, nint second);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int chown(string path, uint user, uint group);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint syscall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int socketpair(int family, int type, int protocol, int* descriptors);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint sendmsg(int socket, MessageHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint recvmsg(int socket, MessageHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int shutdown(int socket, int how);

    [LibraryImport("libc")]
    public static partial int fchown(int descriptor, uint user, uint group);

    [LibraryImport("libc")]
    public static partial int posix_spawn(int* process, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_adddup2(void* actions, int descriptor, int target);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_destroy(void* actions);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, byte* status);

    /// <summary>True for a directory of ours that is not a link to one.</summary>
    public static bool IsOwnDirectory(string path)
    {
        // struct statx, the same on every processor: stx_uid at byte 20, stx_mode at byte 28; see statx(2).
        var status = stackalloc byte[256];
        return statx(CurrentDirectory, path, DoNotFollow, UserAndType, status) == 0
            && *(uint*)(status + 20) == EffectiveUserId
            && (*(ushort*)(status + 28) & TypeMask) == TypeDirectory;
    }

    /// <returns>Another descriptor of the same, for us alone; negative when there are no more.</returns>
    public static int Duplicate(int descriptor) => fcntl(descriptor, DuplicateCloseOnExec, 0);

    public static void SetNonBlocking(int descriptor) => _ = fcntl(descriptor, SetStatusFlags, NonBlock);

    /// <summary>struct msghdr; recvmsg(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Parts;
        public nuint PartCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }

    /// <summary>struct iovec; readv(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct IoVector
    {
        public void* Start;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }
}
