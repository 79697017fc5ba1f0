using System.Globalization;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Benchmarks.Driving;

public sealed record FieldAnswer(string Name, string Kind, IReadOnlyList<string> NeededFor, IReadOnlyList<CodedAnswer> Options, string? Default)
{
    public bool Is(FieldKind kind) => string.Equals(Kind, kind.ToString(), StringComparison.OrdinalIgnoreCase);
}

public sealed record CodedAnswer(string Code);

/// <summary>One step as the API gives it.</summary>
public sealed record StepAnswer(string ElementId, LocalDate ReleaseOn, string Zone, string State, IReadOnlyList<CodedAnswer> Outcomes, IReadOnlyList<FieldAnswer> Fields);

public sealed record Completion(string Outcome, IReadOnlyDictionary<string, string> Answers);

/// <summary>Answers a step as a careful person would: the first outcome, defaults kept, required fields filled in by kind.
/// Only beds need judgment: three houses in any order, a month's stay, no promise without a free bed.</summary>
public static class StepAnswers
{
    private const int Nights = 30;
    private const int Houses = 3;

    public static Completion For(StepAnswer step, Instant at)
    {
        var (outcome, now) = (step.Outcomes[0].Code, at.InZone(DateTimeZoneProviders.Tzdb[step.Zone]).LocalDateTime);
        var answers = new Dictionary<string, string>();
        var beds = step.Fields.FirstOrDefault(f => f.Name == "bed");
        if (beds is { Options.Count: 0 })
        {
            (outcome, answers["declineCode"]) = ("declined", "no-vacancy");
        }
        foreach (var field in step.Fields.Where(f => !answers.ContainsKey(f.Name)))
        {
            var text = field.Default ?? "";
            if (text.Length == 0 && field.NeededFor.Contains(outcome)) { text = Fill(field, now); }
            if (text.Length > 0 && (field.NeededFor.Contains(outcome) || field.Default is not null)) { answers[field.Name] = text; }
        }
        if (outcome == "declined") { answers.Remove("bed"); }
        else if (beds is not null)
        {
            answers["bed"] = Any(beds);
            answers["departOn"] = LocalDatePattern.Iso.Format(step.ReleaseOn.PlusDays(Nights));
        }
        if (step.ElementId == "RankReferrals") { Rank(step, answers); }
        return new Completion(outcome, answers);
    }

    // people do not all ask the same house first
    private static void Rank(StepAnswer step, Dictionary<string, string> answers)
    {
        var houses = step.Fields.Single(f => f.Name == "firstHouse").Options.OrderBy(_ => Guid.NewGuid()).Take(Houses).ToList();
        answers["reason"] = "Asked for practice.";
        foreach (var (field, house) in new[] { "firstHouse", "secondHouse", "thirdHouse" }.Zip(houses)) { answers[field] = house.Code; }
    }

    private static string Any(FieldAnswer field) => field.Options.OrderBy(_ => Guid.NewGuid()).First().Code;

    private static string Fill(FieldAnswer field, LocalDateTime now) =>
        field.Is(FieldKind.Date) ? LocalDatePattern.Iso.Format(now.Date)
        : field.Is(FieldKind.DateTime) ? now.ToString("uuuu-MM-dd'T'HH:mm", CultureInfo.InvariantCulture)
        : field.Is(FieldKind.Choice) || field.Is(FieldKind.Site) ? field.Options[0].Code
        : field.Is(FieldKind.YesNo) || field.Is(FieldKind.Confirm) ? "true"
        : field.Is(FieldKind.Amount) ? "80.00"
        : "As discussed.";
}
