using CodeExec.RunnerService.Sandbox.Linux;

namespace CodeExec.UnitTests.Runner;

public sealed class OutputCaptureTests
{
    [Fact]
    public void The_first_bytes_are_kept_and_all_are_counted()
    {
        var capture = new OutputCapture(4);

        capture.Add([1, 2, 3]);
        capture.Add([4, 5, 6]);
        capture.Add([7]);

        var stream = capture.Take();
        stream.Content.ToArray().Should().Equal(1, 2, 3, 4);
        (stream.SeenBytes, stream.Truncated).Should().Be((7, true));
    }

    [Fact]
    public void A_stream_of_just_the_limit_is_whole()
    {
        var capture = new OutputCapture(2);

        capture.Add([1, 2]);

        capture.Take().Truncated.Should().BeFalse();
    }
}
