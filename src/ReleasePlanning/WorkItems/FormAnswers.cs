using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace ReleasePlanning.WorkItems;

/// <summary>A form as answered, each value with its type. Texts arrive from pages and the API alike and are read in one place.</summary>
public sealed class FormAnswers(ImmutableDictionary<string, object?> values)
{
    private static readonly LocalDateTimePattern[] Moments =
        [LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm"), LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd'T'HH:mm:ss"), LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm")];

    public ImmutableDictionary<string, object?> Values { get; } = values;

    public string Text(string name) => Values.GetValueOrDefault(name) as string ?? "";
    public bool IsYes(string name) => Values.GetValueOrDefault(name) is true;
    public LocalDate? Date(string name) => Values.GetValueOrDefault(name) as LocalDate?;
    public LocalDateTime? Moment(string name) => Values.GetValueOrDefault(name) as LocalDateTime?;
    public decimal? Amount(string name) => Values.GetValueOrDefault(name) as decimal?;
    public SiteId? Site(string name) => Guid.TryParse(Text(name), out var id) ? new SiteId(id) : null;

    /// <summary>Reads every field for an outcome; all problems at once, so that a person corrects the form in one go.</summary>
    public static (FormAnswers Answers, ImmutableArray<Problem> Problems) Read(
        IEnumerable<FormField> fields, IReadOnlyDictionary<string, string?> given, string outcome)
    {
        var values = ImmutableDictionary.CreateBuilder<string, object?>();
        var problems = ImmutableArray.CreateBuilder<Problem>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            known.Add(field.Name);
            var text = given.GetValueOrDefault(field.Name)?.Trim() ?? "";
            if (text.Length == 0)
            {
                if (field.Kind == FieldKind.Confirm && field.IsNeededFor(outcome)) { problems.Add(Problem.With(field.Name, "form.confirm")); }
                else if (field.IsNeededFor(outcome)) { problems.Add(Problem.With(field.Name, "form.required")); }
                continue;
            }
            var (value, problem) = ReadOne(field, text);
            if (problem is not null) { problems.Add(problem); }
            else if (field.Kind == FieldKind.Confirm && field.IsNeededFor(outcome) && value is not true) { problems.Add(Problem.With(field.Name, "form.confirm")); }
            else { values[field.Name] = value; }
        }
        problems.AddRange(given.Keys.Where(k => !known.Contains(k)).Select(k => Problem.With(k, "form.unknown-field")));
        return (new FormAnswers(values.ToImmutable()), problems.ToImmutable());
    }

    private static (object? Value, Problem? Problem) ReadOne(FormField field, string text)
    {
        if (text.Length > field.MaxLength) { return (null, Problem.With(field.Name, "form.too-long", field.MaxLength)); }
        switch (field.Kind)
        {
            case FieldKind.Date:
                return LocalDatePattern.Iso.Parse(text) is { Success: true } d ? (d.Value, null) : (null, Problem.With(field.Name, "form.date"));
            case FieldKind.DateTime:
                foreach (var pattern in Moments)
                {
                    if (pattern.Parse(text) is { Success: true } m) { return (m.Value, null); }
                }
                return (null, Problem.With(field.Name, "form.moment"));
            case FieldKind.Choice or FieldKind.Site:
                return field.Choices.Any(o => o.Code == text) ? (text, null) : (null, Problem.With(field.Name, "form.choice"));
            case FieldKind.YesNo or FieldKind.Confirm:
                return text.ToUpperInvariant() switch
                {
                    "TRUE" or "YES" or "ON" => (true, null),
                    "FALSE" or "NO" => (false, null),
                    _ => (null, Problem.With(field.Name, "form.yes-no")),
                };
            case FieldKind.Amount:
                return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount is >= 0 and < 1_000_000
                    ? (amount, null) : (null, Problem.With(field.Name, "form.amount"));
            default:
                return (text, null);
        }
    }
}
