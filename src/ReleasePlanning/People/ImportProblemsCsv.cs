using System.Globalization;
using CsvHelper;
using ReleasePlanning.Language;

namespace ReleasePlanning.People;

/// <summary>The refused and doubtful fields of an import as a file to work through in a spreadsheet.</summary>
public static class ImportProblemsCsv
{
    // a value somebody typed must not become a formula in somebody else's spreadsheet; the wide forms count in East Asian settings
    private const string StartsFormula = "=+-@|%＝＋－＠";

    /// <summary>Columns: line, field, value, severity, reason. Spreadsheets need a UTF-8 byte order mark: give the writer one.</summary>
    public static void Write(Import import, CultureInfo culture, TextWriter to)
    {
        using var csv = CsvWriter.Create(to, CsvWriterOptions.Default, leaveOpen: true);
        foreach (var column in new[] { "line", "field", "value", "severity", "reason" }) { csv.WriteField(Texts.Of("import.problem." + column, culture)); }
        csv.EndRecord();
        foreach (var problem in import.Problems.OrderBy(p => p.Line).ThenBy(p => p.IsWarning))
        {
            csv.WriteField(problem.Line);
            csv.WriteField(Harmless(problem.Field));
            csv.WriteField(Harmless(problem.Value));
            csv.WriteField(Texts.Of(problem.IsWarning ? "import.severity.warning" : "import.severity.refused", culture));
            csv.WriteField(Harmless(Texts.Of(problem.Reason, culture)));
            csv.EndRecord();
        }
        csv.Flush();
    }

    private static string Harmless(string value)
    {
        var text = value.TrimStart();
        return text.Length > 0 && StartsFormula.Contains(text[0], StringComparison.Ordinal) ? "'" + value : value;
    }
}
