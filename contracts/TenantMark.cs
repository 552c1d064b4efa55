using System.Security.Cryptography;
using System.Text;

namespace CodeExec.Contracts;

/// <summary>
/// Twelve hexadecimal digits that stand for a tenant, and the ids that carry them: UUIDs of version 8 (RFC 9562) that end with the mark and
/// are random else, 74 bits of it. Whose an id is can so be told from the id alone. Ids of nobody are of version 4.
/// </summary>
public static class TenantMark
{
    /// <summary>Request header in which the gateway tells the services whose request it is. Never taken from a client.</summary>
    public const string Header = "CodeExec-Tenant";

    /// <summary>Request header in which the gateway tells how many runs the tenant may have unfinished. Never taken from a client.</summary>
    public const string QueuedRunsHeader = "CodeExec-Queued-Runs";

    private const int Bytes = 6;
    private const int MarkedVersion = 8;

    /// <summary>The mark of a tenant's name.</summary>
    public static string Of(string tenant) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"tenant:{tenant}")).AsSpan(0, Bytes));

    /// <summary>The mark that an id carries. Null when it carries none.</summary>
    public static string? Of(Guid id) => id.Version == MarkedVersion ? Convert.ToHexStringLower(id.ToByteArray(bigEndian: true).AsSpan(16 - Bytes)) : null;

    /// <summary>A new id with this mark, or with none.</summary>
    public static Guid NewId(string? mark)
    {
        if (mark?.Length != 2 * Bytes)
        {
            return Guid.NewGuid();
        }

        Span<byte> id = stackalloc byte[16];
        RandomNumberGenerator.Fill(id);
        Convert.FromHexString(mark, id[^Bytes..], out _, out _);
        id[6] = (byte)((id[6] & 0x0f) | (MarkedVersion << 4));
        id[8] = (byte)((id[8] & 0x3f) | 0x80);
        return new Guid(id, bigEndian: true);
    }

    /// <summary>A new id that belongs to whom <paramref name="other"/> belongs.</summary>
    public static Guid NewIdBeside(Guid other) => NewId(Of(other));
}
