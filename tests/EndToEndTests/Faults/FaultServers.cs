using CodeExec.EndToEndTests.Services;

namespace CodeExec.EndToEndTests.Faults;

/// <summary>Servers that all faults share, since each leaves them as it found them.</summary>
[CollectionDefinition(nameof(FaultServers))]
public sealed class FaultServers : ICollectionFixture<Servers>;
