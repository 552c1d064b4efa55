using System.Net.Http.Json;
using System.Text.Json;
using CodeExec.TestKit;

namespace CodeExec.EndToEndTests;

public sealed class StandaloneBadInputTests(StandaloneBadInputTests.Host host) : IClassFixture<StandaloneBadInputTests.Host>
{
    public static TheoryData<string> Cases => new(BadInput.All.Select(input => input.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Bad_input_is_refused_with_its_problem_and_changes_nothing(string name)
    {
        var input = BadInput.All.Single(input => input.Name == name);

        var faults = await input.FindFaultsAsync(host.Http, await host.NewSessionAsync());

        faults.Should().BeEmpty();
    }

    public static TheoryData<string> ManagementCases => new(BadInput.Management.Select(input => input.Name));

    [Theory]
    [MemberData(nameof(ManagementCases))]
    public async Task Bad_input_of_operators_is_refused_with_its_problem(string name)
    {
        var input = BadInput.Management.Single(input => input.Name == name);

        var faults = await input.FindFaultsAsync(host.Management);

        faults.Should().BeEmpty();
    }

    [Fact]
    public async Task It_serves_the_approved_document_and_a_page_that_shows_it()
    {
        var document = await host.Http.GetStringAsync(new Uri("openapi/v1.json", UriKind.Relative));
        var page = await host.Http.GetStringAsync(new Uri("scalar", UriKind.Relative));

        document.Should().Be(await File.ReadAllTextAsync(Path.Combine(Machine.Root, "docs/api/openapi.json")));
        page.Should().Contain("CodeExec API").And.Contain("openapi/v1.json");
    }

    public sealed class Host : IAsyncLifetime
    {
        private readonly string _data = Machine.TemporaryDirectory("data");
        private ServiceProcess _host = null!;

        public HttpClient Http { get; private set; } = null!;

        public HttpClient Management { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            _host = await ServiceProcess.StartAsync("standalone", new Dictionary<string, string>(), "--data", _data);
            Http = new HttpClient { BaseAddress = _host.Url };
            Management = new HttpClient { BaseAddress = _host.ManagementUrl };
        }

        public async Task DisposeAsync()
        {
            Http.Dispose();
            Management.Dispose();
            await _host.DisposeAsync();
            Directory.Delete(_data, recursive: true);
        }

        public async Task<Guid> NewSessionAsync()
        {
            using var created = await Http.PostAsJsonAsync("code-sessions", new { language = "python", source_code = "print(1)" });
            return (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("session_id").GetGuid();
        }
    }
}
