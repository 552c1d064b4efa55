using System.Diagnostics;
using CodeExec.RunnerService.Sandbox;

namespace CodeExec.RunnerService.Toolchains;

/// <summary>A toolchain could not be prepared; the message is the script's last words.</summary>
internal sealed class ToolchainException(string message) : Exception(message);

/// <summary>Runs a language's prepare script, outside the sandbox: it is ours, and no user's byte is near.</summary>
internal sealed class ToolchainPreparation(InstanceDirectory instance, TimeProvider clock)
{
    private const int TryAgain = 11; // EAGAIN, errno.h

    private static readonly TimeSpan TimeLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>Makes the folder, or waits until another runner that shares the state directory has made it.</summary>
    /// <returns>What whoever operates this should know of it, the script's last words. Null if it said nothing.</returns>
    /// <exception cref="ToolchainException">The script failed or took too long.</exception>
    public async Task<string?> RunAsync(string script, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!, (UnixFileMode)0b111_001_001);
        using var turn = await TurnAsync($"{folder}.lock", cancellation);
        return Directory.Exists(folder) ? null : await MakeAsync(script, folder, cancellation);
    }

    // flock(2), which ends with its holder. Where a file system has none, each makes the folder for itself, and the first one's stays.
    private async Task<FileStream> TurnAsync(string path, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (e.HResult == TryAgain)
            {
                await Task.Delay(LookEvery, clock, cancellation);
            }
        }
    }

    private async Task<string?> MakeAsync(string script, string folder, CancellationToken cancellation)
    {
        var name = Path.GetFileName(folder);
        var workshop = instance.Make("prepare", name);
        var made = instance.Make("prepare", name, "toolchain");
        using var process = Start(script, workshop, made);
        using var deadline = new CancellationTokenSource(TimeLimit, clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            var words = (await process.StandardError.ReadToEndAsync(stop.Token)).Trim();
            var last = words.Length > 0 ? words.Split('\n')[^1] : null;
            await process.WaitForExitAsync(stop.Token);
            if (process.ExitCode != 0)
            {
                throw new ToolchainException(last ?? $"its script ended with exit code {process.ExitCode}.");
            }

            Publish(made, folder);
            return last;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            throw new ToolchainException($"it took more than {TimeLimit.TotalMinutes} minutes.");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            Directory.Delete(workshop, recursive: true);
        }
    }

    private static Process Start(string script, string workshop, string made)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-euc", $"umask 022\n{script}"]) { WorkingDirectory = workshop, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/go/bin:/usr/local/bin:/usr/bin:/bin";
        start.Environment["HOME"] = workshop;
        start.Environment["TMPDIR"] = workshop; // a container's /tmp may be small, and in memory
        start.Environment["TOOLCHAIN"] = made;
        return Process.Start(start)!;
    }

    // Complete or not at all. Another runner of this machine may have been faster; then ours goes with the workshop.
    private static void Publish(string made, string folder)
    {
        File.SetUnixFileMode(made, (UnixFileMode)0b111_101_101);
        try
        {
            Directory.Move(made, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
        }
    }
}
