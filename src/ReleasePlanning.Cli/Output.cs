using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ReleasePlanning.Language;

namespace ReleasePlanning.Cli;

/// <summary>Where a command says what it did, in the chosen language, for people or as JSON.</summary>
public sealed class Output(TextWriter results, TextWriter errors, CultureInfo language, bool json)
{
    // accents stay letters: the reader is a terminal or another program, never a page
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public TextWriter Results => results;
    public TextWriter Errors => errors;
    public CultureInfo Language => language;
    public bool IsJson => json;

    public string Say(string key) => Texts.Of(key, language);

    public string Say(string key, params object?[] args) => Texts.Of(key, language, args);

    public string Say(Reason reason) => Texts.Of(reason, language);

    public void Line(string key, params object?[] args) => results.WriteLine(Visible(Say(key, args)));

    /// <summary>Rows under their headings, each column as wide as it needs; numbers end where their heading ends.</summary>
    public void Table(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var all = rows.Select(r => r.Select(Visible).ToList()).Prepend([.. headings.Select(Say).Select(Visible)]).ToList();
        var widths = headings.Select((_, column) => all.Max(r => r[column].Length)).ToList();
        var numbers = headings.Select((_, column) => all.Skip(1).All(r => r[column].All(c => char.IsDigit(c) || c is '.' or ',' or '%' or '!'))).ToList();
        foreach (var row in all) { results.WriteLine(string.Join("  ", row.Select((text, column) => numbers[column] ? text.PadLeft(widths[column]) : text.PadRight(widths[column]))).TrimEnd()); }
    }

    public void Json(object value) => results.WriteLine(JsonSerializer.Serialize(value, Readable));

    public void Error(Reason reason) => errors.WriteLine("rp: " + Visible(Say(reason)));

    /// <summary>A file that is not run: which, at which element, and why.</summary>
    public void Refused(string file, string element, string why) => errors.WriteLine(Visible(string.Join(": ", new[] { file, element, why }.Where(part => part.Length > 0))));

    /// <summary>The command line makes no sense: why, and where help is.</summary>
    public int Misused(Reason reason)
    {
        Error(reason);
        errors.WriteLine(Say("cli.see-help"));
        return Rp.Failed;
    }

    // what stands in a file must not steer the terminal it is shown on
    private static string Visible(string line) => string.Concat(line.Select(c => char.IsControl(c) ? '\uFFFD' : c));
}
