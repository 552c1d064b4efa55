using System.ComponentModel.DataAnnotations;
using CodeExec.SessionService.Capabilities;
using CodeExec.SessionService.Runs;
using Microsoft.Extensions.Configuration;

namespace CodeExec.UnitTests.Sessions;

public sealed class LimitsOptionsTests
{
    [Fact]
    public void What_is_set_for_a_language_comes_before_what_is_set_for_all()
    {
        var options = Read(("MemoryBytes", "134217728"), ("Processes", "32"), ("Languages:java:MemoryBytes", "536870912"), ("Languages:java:WallTime", "00:00:20"));

        var (java, python) = (RunInputRules.Resolve(null, options.For("java")), RunInputRules.Resolve(null, options.For("python")));

        (java.MemoryBytes, java.WallTime, java.Processes).Should().Be((512 << 20, TimeSpan.FromSeconds(20), 32));
        (python.MemoryBytes, python.WallTime, python.Processes).Should().Be((128 << 20, TimeSpan.FromSeconds(10), 32));
    }

    [Theory]
    [InlineData(null, null, null, null, 64, 64)] // nothing is set
    [InlineData(32, null, null, null, 32, 32)]
    [InlineData(32, 48, null, null, 32, 48)]
    [InlineData(32, 48, 8, null, 8, 8)] // its own default, and so its own maximum
    [InlineData(32, 48, 96, null, 96, 96)]
    [InlineData(32, 48, null, 40, 32, 40)]
    [InlineData(32, 48, 8, 100, 8, 100)]
    [InlineData(null, null, null, 100, 64, 100)]
    public void A_maximum_is_the_languages_own_then_its_default_then_that_of_all(int? all, int? most, int? own, int? ownMost, long usual, long maximum)
    {
        var options = new LimitsOptions { Processes = all, MaximumProcesses = most };
        options.Languages["java"] = new() { Processes = own, MaximumProcesses = ownMost };

        options.For("java").Processes.Should().Be(new LimitRange(usual, 1, maximum));
        options.For("python").Processes.Should().Be(options.For(null).Processes);
    }

    [Fact]
    public void CPU_time_follows_the_languages_wall_time()
    {
        var options = new LimitsOptions();
        options.Languages["java"] = new() { WallTime = TimeSpan.FromSeconds(20), MaximumWallTime = TimeSpan.FromSeconds(60) };

        options.For("java").CpuTimeMs.Should().Be(new LimitRange(40_000, 100, 120_000));
        RunInputRules.Resolve(null, options.For("java")).CpuTime.Should().BeNull();
    }

    [Fact]
    public void A_share_of_the_processor_is_unlimited_until_a_default_or_a_maximum_is_set()
    {
        new LimitsOptions().For(null).CpuPercent.Should().Be(new LimitRange(null, 5, 6400));
        new LimitsOptions { CpuPercent = 50 }.For(null).CpuPercent.Should().Be(new LimitRange(50, 5, 50));
        new LimitsOptions { MaximumCpuPercent = 200 }.For(null).CpuPercent.Should().Be(new LimitRange(200, 5, 200), "no limit would be more than the maximum");
        new LimitsOptions { CpuPercent = 50, MaximumCpuPercent = 200 }.For(null).CpuPercent.Should().Be(new LimitRange(50, 5, 200));
    }

    [Fact]
    public void A_languages_name_may_be_written_in_any_case() =>
        Read(("LANGUAGES:JAVA:PROCESSES", "7")).For("java").Processes.Default.Should().Be(7);

    [Fact]
    public void The_defaults_are_valid_settings() => Faults(new LimitsOptions()).Should().BeEmpty();

    [Theory]
    [InlineData("WallTime", "00:00:20", "MaximumWallTime", "00:00:10", "wall_time_ms, 20000", "MaximumWallTime")]
    [InlineData("MemoryBytes", "268435456", "MaximumMemoryBytes", "134217728", "memory_bytes, 268435456", "MaximumMemoryBytes")]
    [InlineData("OutputBytes", "2048", "MaximumOutputBytes", "1024", "output_bytes, 2048", "MaximumOutputBytes")]
    [InlineData("CpuTime", "00:00:02", "MaximumCpuTime", "00:00:01", "cpu_time_ms, 2000", "MaximumCpuTime")]
    [InlineData("Processes", "2", "MaximumProcesses", "1", "processes, 2", "MaximumProcesses")]
    [InlineData("FileBytes", "8192", "MaximumFileBytes", "4096", "file_bytes, 8192", "MaximumFileBytes")]
    [InlineData("OpenFiles", "32", "MaximumOpenFiles", "16", "open_files, 32", "MaximumOpenFiles")]
    [InlineData("DiskBytes", "2097152", "MaximumDiskBytes", "1048576", "disk_bytes, 2097152", "MaximumDiskBytes")]
    [InlineData("CpuPercent", "100", "MaximumCpuPercent", "50", "cpu_percent, 100", "MaximumCpuPercent")]
    [InlineData("Languages:java:Processes", "2", "Languages:java:MaximumProcesses", "1", "processes, 2", "Languages__java__MaximumProcesses")]
    [InlineData("Languages:java:MaximumProcesses", "8", "ArgsCount", "1", "processes, 64", "Languages__java__MaximumProcesses")]
    public void A_default_above_its_maximum_is_a_wrong_setting(string usual, string value, string maximum, string less, string said, string setting) =>
        Faults(Read((usual, value), (maximum, less))).Should().ContainSingle().Which.Should().StartWith($"{setting}: The default of {said},");

    [Theory]
    [InlineData("Languages:klingon:Processes", "1", "Languages__klingon: No language has this name")]
    [InlineData("Languages:py:Processes", "1", "Languages__py: No language has this name")]
    [InlineData("Languages:python:Processes", "0", "Languages__python__Processes: ")]
    [InlineData("Languages:python:WallTime", "00:10:00", "Languages__python__WallTime: ")]
    [InlineData("Languages:python:DiskBytes", "1", "Languages__python__DiskBytes: ")]
    [InlineData("FileBytes", "1", "FileBytes: ")]
    [InlineData("OpenFiles", "5000", "OpenFiles: ")]
    [InlineData("DiskBytes", "2000000000", "DiskBytes: ")]
    [InlineData("CpuPercent", "4", "CpuPercent: ")]
    public void An_unknown_language_and_a_limit_out_of_range_are_wrong_settings(string name, string value, string said) =>
        Faults(Read((name, value))).Should().ContainSingle().Which.Should().StartWith(said);

    private static LimitsOptions Read(params (string Name, string Value)[] settings)
    {
        var options = new LimitsOptions();
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build().Bind(options);
        return options;
    }

    private static IEnumerable<string> Faults(LimitsOptions options)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        return faults.Select(fault => $"{string.Join(',', fault.MemberNames)}: {fault.ErrorMessage}");
    }
}
