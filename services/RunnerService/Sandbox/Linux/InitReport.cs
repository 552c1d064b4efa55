using System.Globalization;
using System.Text;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>How init saw the program end; see init.c.</summary>
/// <param name="ExitCode">Null when a signal ended it.</param>
/// <param name="Signal">Null when it exited.</param>
/// <param name="CpuTime">Of the program and all that it left to init.</param>
/// <param name="PeakMemoryBytes">Of its largest process.</param>
/// <param name="WallTime">From its start.</param>
internal sealed record ProgramEnd(int? ExitCode, int? Signal, TimeSpan CpuTime, long PeakMemoryBytes, TimeSpan WallTime);

/// <summary>Gathers init's lines from the status pipe.</summary>
internal sealed class InitReport
{
    private readonly StringBuilder _text = new();

    /// <summary>True once the sandbox stands and the program was started.</summary>
    public bool Started { get; private set; }

    /// <summary>Null until the program has ended, and for good when init was killed with it.</summary>
    public ProgramEnd? End { get; private set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        _text.Append(Encoding.ASCII.GetString(bytes));
        var lines = _text.ToString().Split('\n');
        Started = lines.Length > 1 && lines[0].StartsWith("started ", StringComparison.Ordinal);
        End = lines.Length > 2 ? Parse(Words(lines[0]), Words(lines[1])) : null;
    }

    private static string[] Words(string line) => line.Split(' ');

    private static ProgramEnd Parse(string[] start, string[] end)
    {
        var numbers = end[1..].Select(Number).ToArray();
        var signaled = end[0] == "signaled";
        var cpu = TimeSpan.FromMicroseconds(numbers[1] + numbers[2]);
        return new ProgramEnd(
            signaled ? null : (int)numbers[0], signaled ? (int)numbers[0] : null, cpu, numbers[3] * 1024, TimeSpan.FromMicroseconds(numbers[4] - Number(start[1])));
    }

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}
