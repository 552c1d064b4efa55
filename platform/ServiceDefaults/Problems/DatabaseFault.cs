using System.Data.Common;

namespace CodeExec.ServiceDefaults;

/// <summary>Tells what a database refused from what it could not do now.</summary>
public static class DatabaseFault
{
    /// <summary>True when the data itself was refused, so that the same statement will be refused again.</summary>
    // SQLSTATE classes 22 and 23 (PostgreSQL, appendix A). SQLite has no states, and its provider tells the result code, 19
    // for a constraint, in a type that only the standalone host knows, and at the beginning of the message.
    public static bool IsRefusal(DbException fault) => fault.SqlState switch
    {
        null => fault.Message.StartsWith("SQLite Error 19:", StringComparison.Ordinal),
        var state => state is ['2', '2' or '3', ..],
    };

    /// <summary>True when a value that was asked for can be in no column, such as text with U+0000.</summary>
    public static bool IsBadValue(DbException fault) => fault.SqlState is ['2', '2', ..];

    /// <summary>True when the database did not answer or has no such table yet, so that the same statement may succeed later.</summary>
    public static bool IsOutage(Exception exception) => exception switch
    {
        TimeoutException => true,
        DbException fault => !IsRefusal(fault),
        // EF Core wraps what its provider holds for transient.
        InvalidOperationException { InnerException: DbException inner } => IsOutage(inner),
        _ => false,
    };
}
