using System.Security.Cryptography;
using System.Text;
using CsvHelper;

namespace ReleasePlanning.People;

/// <summary>A CSV file as rows under known columns, or the reasons why it is not one.
/// Files come from spreadsheets and from people: nothing about them is trusted.</summary>
internal sealed record ImportTable(string Sha256, IReadOnlyList<ImportRow> Rows)
{
    public const int MostBytes = 5 * 1024 * 1024;
    public const int MostRows = 20_000;

    public static async Task<Outcome<ImportTable>> ReadAsync(Stream file, IReadOnlyList<string> columns, CancellationToken ct)
    {
        if (await BytesAsync(file, ct) is not { } bytes) { return Refused("import.file-too-large", MostBytes / (1024 * 1024)); }
        if (bytes.Length == 0) { return Refused("import.file-empty", Names(columns)); }
        var text = Decode(bytes);
        if (!text.IsDone) { return text.As<ImportTable>(); }
        var rows = ReadRows(text.Value!, columns);
        return rows.IsDone
            ? Outcome.Done(new ImportTable(Convert.ToHexStringLower(SHA256.HashData(bytes)), rows.Value!))
            : rows.As<ImportTable>();
    }

    private static async Task<byte[]?> BytesAsync(Stream file, CancellationToken ct)
    {
        // one byte more than allowed is enough to know; an endless stream is never read to its end
        var buffer = new byte[MostBytes + 1];
        var length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length > MostBytes ? null : buffer[..length];
    }

    private static Outcome<string> Decode(byte[] bytes)
    {
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) { return NotText("import.file-not-utf8", 1); }
        var nul = Array.IndexOf(bytes, (byte)0);
        if (nul >= 0) { return NotText("import.file-not-text", LineAt(bytes, nul)); }
        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
            return Outcome.Done(text.TrimStart('\uFEFF'));
        }
        catch (DecoderFallbackException e)
        {
            return NotText("import.file-not-utf8", LineAt(bytes, e.Index));
        }
    }

    private static Outcome<List<ImportRow>> ReadRows(string text, IReadOnlyList<string> columns)
    {
        var malformed = new HashSet<long>();
        using var reader = CsvReader.FromText(text, new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = false,
            TrackLineNumbers = true,
            // no column holds a line break: one bad quotation mark must not swallow the lines below it
            AllowLineBreaksInQuotes = false,
            OnMalformedRecord = record => malformed.Add(record.LineNumber),
        });
        if (!reader.Read()) { return Outcome.Refused<List<ImportRow>>("file", "import.file-empty", Names(columns)); }
        var header = Values(reader);
        if (CheckHeader(header, columns) is { Count: > 0 } problems) { return Outcome.Refused<List<ImportRow>>(problems); }

        var places = header.Index().ToDictionary(c => Key(c.Item), c => c.Index);
        var rows = new List<ImportRow>();
        while (reader.Read())
        {
            if (rows.Count == MostRows) { return Outcome.Refused<List<ImportRow>>("file", "import.too-many-rows", MostRows); }
            var values = Values(reader);
            if (values.All(string.IsNullOrWhiteSpace)) { continue; }
            var row = new ImportRow((int)reader.LineNumber, places, values);
            if (malformed.Contains(reader.LineNumber)) { row.RefuseWhole("import.quote"); }
            else if (values.Length != header.Length) { row.RefuseWhole("import.field-count", values.Length, header.Length); }
            rows.Add(row);
        }
        return Outcome.Done(rows);
    }

    private static List<Problem> CheckHeader(string[] header, IReadOnlyList<string> columns)
    {
        if (header is [var only] && (only.Contains(';', StringComparison.Ordinal) || only.Contains('\t', StringComparison.Ordinal)))
        {
            return [Problem.With("file", "import.separator")];
        }
        var given = header.Select(Key).ToList();
        if (given.Intersect(columns).Count() * 2 < columns.Count) { return [Problem.With("file", "import.other-columns", Names(columns))]; }
        return
        [
            .. given.Except(columns).Select(c => Problem.With(ImportRow.Shorten(c), "import.column-unknown", ImportRow.Quote(c))),
            .. given.GroupBy(c => c).Where(g => g.Count() > 1 && columns.Contains(g.Key)).Select(g => Problem.With(g.Key, "import.column-twice", g.Key)),
            .. columns.Except(given).Select(c => Problem.With(c, "import.column-missing", c)),
        ];
    }

    private static string[] Values(CsvReader reader) => [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)];

    private static string Key(string header) => header.Trim().ToLowerInvariant();

    private static string Names(IReadOnlyList<string> columns) => string.Join(", ", columns);

    private static int LineAt(byte[] bytes, int index) => 1 + bytes.AsSpan(0, Math.Clamp(index, 0, bytes.Length)).Count((byte)'\n');

    private static Outcome<string> NotText(string code, int line) => Outcome.Refused<string>("file", code, line);

    private static Outcome<ImportTable> Refused(string code, object arg) => Outcome.Refused<ImportTable>("file", code, arg);
}
