using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using CodeExec.RunnerService.Sandbox;
using CodeExec.RunnerService.Toolchains;
using Microsoft.Extensions.Options;

namespace CodeExec.RunnerService.Runs;

/// <summary>
/// Compiled programs by what they were made of, shared by the runners of a state directory. Only runners write here, each file complete or
/// not at all, and each says what it holds: one that was damaged or moved is not found. That is a checksum and keeps no secret, for who could
/// write here could make any: it costs next to nothing where SHA-256 takes 6 ms for a Go program, on processors without instructions for it.
/// </summary>
internal sealed partial class CompileCache(IOptions<RunnerOptions> options, TimeProvider clock, ILogger<CompileCache> logger)
{
    private const int SealBytes = 16;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder = $"{options.Value.StateDirectory}/programs";
    private readonly long _capacity = options.Value.CompileCacheBytes;

    // Looked through at the first program, since others may have filled it, and then after each eighth of the capacity.
    private long _untilTrim;

    /// <summary>Everything that a compiled program depends on, as a file name.</summary>
    /// <param name="toolchain">What compiles it.</param>
    /// <param name="compile">The command, with the names of the sources in it.</param>
    /// <param name="files">What it reads, the entry point among them.</param>
    public static string Key(Toolchain toolchain, IReadOnlyList<string> compile, IReadOnlyList<SandboxFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var language = toolchain.Language;
        Add(hash, nameof(XxHash128), $"{RuntimeInformation.ProcessArchitecture}", language.Name, toolchain.Version, Path.GetFileName(toolchain.Folder) ?? "", language.SourceFile);
        Add(hash, [.. compile]);
        Add(hash, [.. language.Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal).SelectMany(variable => new[] { variable.Key, variable.Value })]);
        foreach (var file in files)
        {
            Add(hash, file.Name);
            hash.AppendData(BitConverter.GetBytes(file.Content.Length));
            hash.AppendData(file.Content.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <returns>The compiled program; null when it is not here.</returns>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(string key, CancellationToken cancellation)
    {
        var path = $"{_folder}/{key}";
        if (_capacity == 0 || !File.Exists(path))
        {
            return null;
        }

        try
        {
            var file = await File.ReadAllBytesAsync(path, cancellation);
            if (file.Length < SealBytes || !Seal(key, file.AsSpan(SealBytes)).AsSpan().SequenceEqual(file.AsSpan(0, SealBytes)))
            {
                LogDamaged(key);
                File.Delete(path);
                return null;
            }

            File.SetLastWriteTimeUtc(path, clock.GetUtcNow().UtcDateTime); // what was used last goes last
            return file.AsMemory(SealBytes);
        }
        catch (FileNotFoundException)
        {
            return null; // another runner has just trimmed it away
        }
    }

    public async Task KeepAsync(string key, ReadOnlyMemory<byte> program, CancellationToken cancellation)
    {
        if (program.Length + SealBytes > _capacity)
        {
            return;
        }

        var unfinished = $"{_folder}/{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(_folder, OwnerOnly);
            await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write))
            {
                await file.WriteAsync(Seal(key, program.Span), cancellation);
                await file.WriteAsync(program, cancellation);
            }

            File.SetLastWriteTimeUtc(unfinished, clock.GetUtcNow().UtcDateTime);
            File.Move(unfinished, $"{_folder}/{key}", overwrite: true);
            TrimNowAndThen(program.Length);
        }
        catch (IOException e) // a full disk; it was compiled all the same
        {
            LogNotKept(e.Message);
            File.Delete(unfinished);
        }
    }

    private void TrimNowAndThen(long bytes)
    {
        if (Interlocked.Add(ref _untilTrim, -bytes) >= 0)
        {
            return;
        }

        Interlocked.Exchange(ref _untilTrim, _capacity / 8);
        var kept = 0L;
        foreach (var file in new DirectoryInfo(_folder).GetFiles().Where(file => file.Exists).OrderByDescending(file => file.LastWriteTimeUtc))
        {
            kept += file.Length;
            if (kept > _capacity - _capacity / 8)
            {
                file.Delete();
            }
        }
    }

    // The key is in it, so that no program can stand for another one's source.
    private static byte[] Seal(string key, ReadOnlySpan<byte> program)
    {
        var hash = new XxHash128();
        hash.Append(Encoding.ASCII.GetBytes(key));
        hash.Append(program);
        return hash.GetHashAndReset();
    }

    // Each with its length: otherwise "ab" "c" and "a" "bc" would be the same.
    private static void Add(IncrementalHash hash, params string[] parts)
    {
        foreach (var part in parts.Prepend(parts.Length.ToString(CultureInfo.InvariantCulture)))
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
    }

    [LoggerMessage(EventId = 3030, Level = LogLevel.Warning, Message = "The compiled program {Key} was damaged and is compiled again")]
    private partial void LogDamaged(string key);

    [LoggerMessage(EventId = 3031, Level = LogLevel.Warning, Message = "A compiled program could not be kept: {Reason}")]
    private partial void LogNotKept(string reason);
}
