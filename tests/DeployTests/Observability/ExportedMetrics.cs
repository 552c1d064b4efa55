using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using CodeExec.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CodeExec.DeployTests.Observability;

/// <summary>
/// The names on a service's /metrics page once everything has been counted: every instrument of ours is made and given one measurement, in a host
/// with the services' own telemetry, so that the names are the exporter's.
/// </summary>
public sealed class ExportedMetrics : IAsyncLifetime
{
    /// <summary>Our instruments, as the code names them.</summary>
    public IReadOnlyList<Instrument> Instruments { get; private set; } = [];

    /// <summary>Names as Prometheus has them, those of histograms with _bucket, _count and _sum.</summary>
    public IReadOnlySet<string> Names { get; private set; } = new HashSet<string>();

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddServiceDefaults("deploy-tests", "http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapServiceDefaults();
        await app.StartAsync();

        var instruments = new List<Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => instruments.Add(instrument) };
        listener.Start();
        MakeAll(app.Services.GetRequiredService<IMeterFactory>());
        Instruments = [.. instruments.Where(instrument => instrument.Meter.Name.StartsWith("CodeExec.", StringComparison.Ordinal)).DistinctBy(instrument => instrument.Name)];
        foreach (var instrument in Instruments)
        {
            MeasureOnce(instrument);
        }

        using var client = new HttpClient();
        await client.GetAsync(app.Urls.First());
        var page = await client.GetStringAsync(new Uri(new Uri(app.Urls.Last()), "/metrics"));
        Names = page.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('{', ' ')[0]).ToHashSet();
    }

    /// <inheritdoc/>
    public Task DisposeAsync() => Task.CompletedTask;

    // Whatever is called …Metrics makes its instruments when it is made, or when it is first touched.
    private static void MakeAll(IMeterFactory meters)
    {
        var assemblies = new[] { typeof(MassTransit.IRedisSagas<>), typeof(SessionService.SessionServiceExtensions), typeof(ExecutionService.ExecutionServiceExtensions), typeof(RunnerService.RunnerServiceExtensions), typeof(Gateway.GatewayExtensions) }
            .Select(type => type.Assembly);
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsClass && type.Name.EndsWith("Metrics", StringComparison.Ordinal)))
        {
            if (type.IsAbstract)
            {
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            }
            else
            {
                var wanted = type.GetConstructors()[0].GetParameters();
                Activator.CreateInstance(type, [.. wanted.Select(_ => (object)meters)]);
            }
        }
    }

    private static void MeasureOnce(Instrument instrument)
    {
        switch (instrument)
        {
            case Counter<long> counter: counter.Add(1); break;
            case UpDownCounter<long> counter: counter.Add(1); break;
            case Gauge<long> gauge: gauge.Record(1); break;
            case Gauge<double> gauge: gauge.Record(1); break;
            case Histogram<long> histogram: histogram.Record(1); break;
            case Histogram<double> histogram: histogram.Record(1); break;
            case { IsObservable: true }: break;
            default: throw new InvalidOperationException($"{instrument.Name} is of a kind that this does not know: {instrument.GetType()}.");
        }
    }
}
