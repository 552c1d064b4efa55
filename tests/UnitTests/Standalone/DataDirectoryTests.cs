using CodeExec.Standalone;
using CodeExec.TestKit;

namespace CodeExec.UnitTests.Standalone;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly string _directory = Machine.TemporaryDirectory("data");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void It_is_made_for_its_owner_alone()
    {
        var path = Path.Combine(_directory, "a", "b");

        using var data = DataDirectory.Open(path);

        new DirectoryInfo(path).UnixFileMode.Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void A_second_host_is_told_who_has_it_and_what_to_do()
    {
        using var first = DataDirectory.Open(_directory);

        var second = () => DataDirectory.Open(_directory);

        second.Should().Throw<SetupException>().WithMessage($"Another CodeExec is running on {_directory}. Stop it, or choose another directory with --data.");
    }

    [Fact]
    public void It_is_free_again_after_the_first()
    {
        DataDirectory.Open(_directory).Dispose();

        using var second = DataDirectory.Open(_directory);

        second.PathOf("x").Should().Be(Path.Combine(_directory, "x"));
    }

    [Fact]
    public void A_path_that_is_no_directory_is_a_sentence()
    {
        var file = Path.Combine(_directory, "file");
        File.WriteAllText(file, "");

        var opening = () => DataDirectory.Open(file);

        opening.Should().Throw<SetupException>().WithMessage($"The data directory {file} cannot be used: *");
    }
}
