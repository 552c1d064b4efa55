using CodeExec.TestKit;

namespace CodeExec.IntegrationTests.Sessions;

[Collection(nameof(SessionHost))]
public sealed class BadInputTests(SessionHost host)
{
    public static TheoryData<string> Cases => new(BadInput.All.Where(input => !input.NeedsExecutions).Select(input => input.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Bad_input_is_refused_with_its_problem_and_changes_nothing(string name)
    {
        var session = await host.NewSessionAsync();
        var input = BadInput.All.Single(input => input.Name == name);

        var faults = await input.FindFaultsAsync(host.Http, session);

        faults.Should().BeEmpty();
        host.Executions.Of(session).Should().BeEmpty();
    }
}
