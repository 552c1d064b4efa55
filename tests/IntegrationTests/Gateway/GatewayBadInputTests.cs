using CodeExec.IntegrationTests.Executions;
using CodeExec.IntegrationTests.Sessions;
using CodeExec.TestKit;

namespace CodeExec.IntegrationTests.Gateway;

[Collection(nameof(SessionHost))]
public sealed class GatewayBadInputTests(SessionHost sessions, ExecutionServiceHost executions) : IClassFixture<ExecutionServiceHost>, IAsyncLifetime
{
    private GatewayHost _gateway = null!;

    public static TheoryData<string> Cases => new(BadInput.All.Select(input => input.Name));

    public async Task InitializeAsync() =>
        _gateway = await GatewayHost.StartAsync(sessions.Http.BaseAddress!.ToString(), executions.Http.BaseAddress!.ToString());

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Bad_input_gets_the_same_answer_through_the_gateway(string name)
    {
        var session = await sessions.NewSessionAsync();
        var input = BadInput.All.Single(input => input.Name == name);

        var faults = await input.FindFaultsAsync(_gateway.Http, session);

        faults.Should().BeEmpty();
    }
}
