using System.Globalization;
using System.Security;
using System.Text;

namespace CodeExec.EndToEndTests.Telemetry;

/// <summary>Draws a trace as SVG: a bar for each span over the time it took, in the order they began.</summary>
internal static class TracePicture
{
    private const int Width = 980;
    private const int Row = 18;
    private const int Text = 430;
    private const int Top = 30;

    private static readonly string[] Colours = ["#4269d0", "#efb118", "#ff725c", "#6cc5b0", "#9c6b4e"];

    public static string Draw(IEnumerable<Span> trace)
    {
        var spans = trace.OrderBy(span => span.StartedAt).ThenByDescending(span => span.EndedAt).ToList();
        var services = spans.Select(span => span.Service).Distinct().ToList();
        var (began, ended) = (spans[0].StartedAt, spans.Max(span => span.EndedAt));
        var scale = (Width - Text - 70) / Milliseconds(began, ended);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Top + (Row * spans.Count) + 8}\" font-family=\"sans-serif\" font-size=\"11\">\n");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text x=\"8\" y=\"18\" font-weight=\"bold\">One run, {Milliseconds(began, ended):0.0} ms</text>\n");
        foreach (var (index, span) in spans.Index())
        {
            var (y, from) = (Top + (Row * index), Text + (Milliseconds(began, span.StartedAt) * scale));
            var took = Milliseconds(span.StartedAt, span.EndedAt);
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"8\" y=\"{y + 12}\">{SecurityElement.Escape($"{span.Service}: {span.Name.Replace("CodeExec.Contracts.Executions:", "", StringComparison.Ordinal)}")}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<rect x=\"{from:0.0}\" y=\"{y + 2}\" width=\"{Math.Max(1, took * scale):0.0}\" height=\"12\" fill=\"{Colours[services.IndexOf(span.Service) % Colours.Length]}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{from + Math.Max(1, took * scale) + 4:0.0}\" y=\"{y + 12}\" fill=\"#555\">{took:0.0} ms</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static double Milliseconds(ulong from, ulong to) => (to - from) / 1e6;
}
