using System.Globalization;
using System.Text;

namespace CodeExec.RunnerService.Sandbox.Linux;

/// <summary>How init saw the program end; see init.c.</summary>
/// <param name="ExitCode">Null when a signal ended it.</param>
/// <param name="Signal">Null when it exited.</param>
/// <param name="CpuTime">Of the program and all that it left to init.</param>
/// <param name="PeakMemoryBytes">Of its largest process.</param>
internal sealed record ProgramEnd(int? ExitCode, int? Signal, TimeSpan CpuTime, long PeakMemoryBytes);

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
        Started = lines.Length > 1 && lines[0] == "started";
        End = lines.Length > 2 ? Parse(lines[1]) : null;
    }

    private static ProgramEnd Parse(string line)
    {
        var words = line.Split(' ');
        var numbers = words[1..].Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray();
        var cpu = TimeSpan.FromMicroseconds(numbers[1] + numbers[2]);
        var peak = numbers[3] * 1024;
        return words[0] == "exited"
            ? new ProgramEnd((int)numbers[0], null, cpu, peak)
            : new ProgramEnd(null, (int)numbers[0], cpu, peak);
    }
}
