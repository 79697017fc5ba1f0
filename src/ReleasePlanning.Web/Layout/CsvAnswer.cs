using System.Text;

namespace ReleasePlanning.Web.Layout;

/// <summary>A list as a file for a spreadsheet: UTF-8 with the mark spreadsheets need, and no value that one would run as a formula.</summary>
public static class CsvAnswer
{
    public static IResult Of<T>(string fileName, IEnumerable<T> rows, params (string Heading, Func<T, string?> Value)[] columns)
    {
        var buffer = new MemoryStream();
        using (var text = new StreamWriter(buffer, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
        {
            text.WriteLine(string.Join(',', columns.Select(c => Quoted(c.Heading))));
            foreach (var row in rows) { text.WriteLine(string.Join(',', columns.Select(c => Quoted(c.Value(row) ?? "")))); }
        }
        return Results.File(buffer.ToArray(), "text/csv; charset=utf-8", fileName);
    }

    private static string Quoted(string value)
    {
        var harmless = value.Length > 0 && "=+-@\t".Contains(value[0], StringComparison.Ordinal) ? "'" + value : value;
        return "\"" + harmless.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}
