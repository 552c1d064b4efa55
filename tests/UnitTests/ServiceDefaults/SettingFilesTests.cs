using CodeExec.ServiceDefaults;
using Microsoft.AspNetCore.Builder;

namespace CodeExec.UnitTests.ServiceDefaults;

public sealed class SettingFilesTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("codeexec-settings-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void A_file_has_precedence_over_the_same_setting_elsewhere_and_its_last_newline_is_no_part_of_it()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "MessageBus__Password"), "from a file\n");

        var builder = Build($"--SettingFiles:Directory={_directory.FullName}", "--MessageBus:Password=from an argument");

        builder.Configuration["MessageBus:Password"].Should().Be("from a file");
    }

    [Theory]
    [InlineData("/no/such/folder")]
    [InlineData("relative")]
    public void A_folder_that_cannot_be_read_is_told_by_the_name_of_the_setting(string directory)
    {
        var building = () => Build($"--SettingFiles:Directory={directory}");

        var thrown = building.Should().Throw<Exception>().Which;
        WrongSettings.In(thrown).Should().ContainSingle().Which.Should().StartWith("SettingFiles__Directory: It is not the absolute path");
    }

    private static WebApplicationBuilder Build(params string[] args) =>
        WebApplication.CreateBuilder(["--urls=http://127.0.0.1:0", .. args]).AddServiceDefaults("settings", "http://127.0.0.1:0");
}
