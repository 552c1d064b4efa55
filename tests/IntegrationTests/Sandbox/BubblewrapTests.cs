namespace CodeExec.IntegrationTests.Sandbox;

public sealed class BubblewrapTests(BubblewrapFixture fixture) : SandboxConformanceTests(fixture), IClassFixture<BubblewrapFixture>;

public sealed class BubblewrapWithoutCgroupTests(BubblewrapWithoutCgroupFixture fixture)
    : SandboxConformanceTests(fixture), IClassFixture<BubblewrapWithoutCgroupFixture>;
