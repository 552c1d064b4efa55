namespace CodeExec.IntegrationTests.Sandbox;

public sealed class SingleUseTests(SingleUseFixture fixture) : SandboxConformanceTests(fixture), IClassFixture<SingleUseFixture>;

public sealed class SingleUseWithoutCgroupTests(SingleUseWithoutCgroupFixture fixture)
    : SandboxConformanceTests(fixture), IClassFixture<SingleUseWithoutCgroupFixture>;

public sealed class ForkedTests(ForkedFixture fixture) : SandboxConformanceTests(fixture), IClassFixture<ForkedFixture>;

public sealed class ForkedWithoutCgroupTests(ForkedWithoutCgroupFixture fixture)
    : SandboxConformanceTests(fixture), IClassFixture<ForkedWithoutCgroupFixture>;

public sealed class WaitingTests(WaitingFixture fixture) : SandboxConformanceTests(fixture), IClassFixture<WaitingFixture>;

public sealed class WaitingWithoutCgroupTests(WaitingWithoutCgroupFixture fixture)
    : SandboxConformanceTests(fixture), IClassFixture<WaitingWithoutCgroupFixture>;
