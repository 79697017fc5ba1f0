using ReleasePlanning.Bpmn.Linting;
using ReleasePlanning.Bpmn.Reading;

namespace ReleasePlanning.Cli;

/// <summary>rp lint: what would be refused if these diagrams were published, element by element, and what Elsa would make of each.</summary>
public static class Lint
{
    // more than the reader takes, so that it says itself that a file is too long
    private const long MostBytes = 16L * 1024 * 1024;

    public static async Task<int> RunAsync(Arguments arguments, Output output, CancellationToken ct)
    {
        if (arguments.Rest.Count == 0) { return output.Misused(new Reason("cli.lint.needs-file")); }
        var reports = new List<object>();
        var end = Rp.Fine;
        foreach (var file in arguments.Rest)
        {
            try
            {
                await using var stream = ReadableFile.Open(file, MostBytes);
                using var reader = new StreamReader(stream);
                var xml = await reader.ReadToEndAsync(ct);
                var read = BpmnReader.Read(xml);
                var inElsa = ElsaLint.Check(xml);
                if (!read.IsRunnable) { end = Math.Max(end, Rp.Findings); }
                if (output.IsJson) { reports.Add(Report(file, read, inElsa, output)); } else { Show(file, read, inElsa, output); }
            }
            catch (UnreadableFileException e)
            {
                // the other files are still worth looking at
                output.Error(e.Reason);
                end = Rp.Failed;
            }
        }
        if (output.IsJson) { output.Json(reports); }
        return end;
    }

    private static void Show(string file, ReadResult read, IReadOnlyList<ElsaVerdict> inElsa, Output output)
    {
        foreach (var finding in read.Findings)
        {
            var element = finding.ElementId.Length == 0 ? "@cli.whole-file" : Plain(finding.ElementId);
            var where = finding.Line is null ? "cli.finding" : "cli.finding-at-line";
            output.Line(where, file, element, "@cli.severity." + Severity(finding), Plain(finding.In(output.Language.Name)), finding.Line);
        }
        foreach (var verdict in inElsa)
        {
            output.Line("cli.lint.element", file, Plain(verdict.ElementId), "@cli.lint.here." + (verdict.RunsHere ? "runs" : "refused"),
                "@cli.lint.elsa." + Rating(verdict), Plain(In(verdict, output)));
        }
        output.Line(read.IsRunnable ? "cli.lint.runs" : "cli.lint.refused", file, read.Findings.Count(f => f.Severity == FindingSeverity.Refused), read.Findings.Length);
    }

    private static object Report(string file, ReadResult read, IReadOnlyList<ElsaVerdict> inElsa, Output output) => new
    {
        file,
        runs = read.IsRunnable,
        findings = read.Findings.Select(f => new { element = f.ElementId, line = f.Line, severity = Severity(f), code = f.Code, sentence = f.In(output.Language.Name) }),
        elements = inElsa.Select(v => new { element = v.ElementId, here = v.RunsHere ? "runs" : "refused", elsa = Rating(v), sentence = In(v, output) }),
    };

    private static string Rating(ElsaVerdict verdict) => verdict.InElsa switch
    {
        ElsaRating.Runs => "runs",
        ElsaRating.Degraded => "degraded",
        _ => "refused",
    };

    private static string In(ElsaVerdict verdict, Output output) =>
        output.Language.Name.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? verdict.French : verdict.English;

    private static string Severity(Finding finding) => finding.Severity switch
    {
        FindingSeverity.Refused => "refused",
        FindingSeverity.Warning => "warning",
        _ => "info",
    };

    // a text that begins with an at sign would be taken for the key of another text
    private static string Plain(string text) => text.StartsWith('@') ? " " + text : text;
}
