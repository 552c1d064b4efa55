using CodeExec.TestKit;

namespace CodeExec.EndToEndTests.Services;

public sealed class WrongSettingTests
{
    [Theory]
    [InlineData("services/RunnerService", "Runner__Slots", "0", "Runner__Slots: ")]
    [InlineData("services/RunnerService", "Runner__Slots", "many", "Runner__Slots: 'many' is not of type System.Int32.")]
    [InlineData("services/RunnerService", "Redis__Configuration", "127.0.0.1,what=ever", "Redis__Configuration: It is not in StackExchange.Redis form, such as 127.0.0.1:6379.")]
    [InlineData("services/ExecutionService", "Audit__ConnectionString", "secret words", "Audit__ConnectionString: It is not in Npgsql form, ")]
    [InlineData("services/ExecutionService", "Executions__Pools__go", "GPU!", "Executions__Pools: Each is 1 to 40 ")]
    [InlineData("services/RunnerService", "Runner__Pool", "GPU!", "Runner__Pool: ")]
    [InlineData("services/SessionService", "Sessions__ConnectionString", "Host=127.0.0.1;Port=secret", "Sessions__ConnectionString: It is not in Npgsql form, ")]
    [InlineData("services/SessionService", "Limits__Languages__klingon__Processes", "8", "Limits__Languages__klingon: No language has this name. ")]
    [InlineData("services/SessionService", "Limits__Languages__java__MaximumProcesses", "8", "Limits__Languages__java__MaximumProcesses: The default of processes, 64, is above the maximum, 8. ")]
    [InlineData("services/SessionService", "MessageBus__Port", "99999", "MessageBus__Port: '99999' is not of type System.UInt16.")]
    [InlineData("services/Gateway", "Gateway__Executions", "here", "Gateway__Executions: It is not one or more URLs ")]
    [InlineData("services/Gateway", "Shutdown__DrainTime", "00:00:01", "Shutdown__DrainTime: ")]
    public async Task A_wrong_setting_ends_the_process_with_a_sentence_that_names_it(string project, string name, string value, string sentence)
    {
        await using var process = await ServiceProcess.LaunchAsync(project, new Dictionary<string, string> { [name] = value });

        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.Process.WaitForExitAsync(late.Token);

        process.Process.ExitCode.Should().Be(1);
        process.Log.Should().StartWith(sentence).And.EndWith(".\n").And.NotContain("secret");
        process.Log.Should().Contain("\n", Exactly.Once());
    }
}
