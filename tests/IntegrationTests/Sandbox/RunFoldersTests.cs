using CodeExec.RunnerService.Sandbox;

namespace CodeExec.IntegrationTests.Sandbox;

public sealed class RunFoldersTests
{
    [Fact]
    public void What_cannot_be_deleted_ends_no_slot_whose_thread_it_is_that_deletes()
    {
        var folder = Directory.CreateTempSubdirectory("codeexec-folders-").FullName;
        File.WriteAllText($"{folder}/main.py", "");

        RunFolders.Delete(folder);
        Directory.Exists(folder).Should().BeFalse();
        FluentActions.Invoking(() => RunFolders.Delete(folder)).Should().NotThrow("it is gone already");
    }
}
