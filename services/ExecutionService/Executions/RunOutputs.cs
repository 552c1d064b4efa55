using System.Text;
using CodeExec.Contracts.Executions;
using CodeExec.RunStore;

namespace CodeExec.ExecutionService.Executions;

/// <summary>Puts the bytes behind a result's references into a snapshot.</summary>
internal static class RunOutputs
{
    /// <exception cref="StackExchange.Redis.RedisException">Redis did not answer.</exception>
    public static async Task<ExecutionSnapshot> WithOutputAsync(this ExecutionSnapshot execution, RunPayloads payloads)
    {
        if (execution.Result is not { } result)
        {
            return execution;
        }

        var streams = await Task.WhenAll(ReadAsync(payloads, result.Stdout), ReadAsync(payloads, result.Stderr));
        return execution with { Stdout = streams[0], Stderr = streams[1] };
    }

    private static async Task<byte[]?> ReadAsync(RunPayloads payloads, OutputStream stream)
    {
        if (await payloads.ReadAsync(stream.Content) is { } exact)
        {
            return exact.ToArray();
        }

        // The exact bytes are gone; short output that is not UTF-8 still travels as readable text.
        return stream.Content.Text is { } readable ? Encoding.UTF8.GetBytes(readable) : null;
    }
}
