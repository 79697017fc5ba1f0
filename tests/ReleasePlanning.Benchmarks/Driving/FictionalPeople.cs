using System.Globalization;
using System.Text;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Benchmarks.Driving;

/// <summary>Somebody to be released, and how.</summary>
/// <param name="On">The day asked for; for a release by law, the official day.</param>
public sealed record FictionalPerson(string Fps, ReleaseType Type, LocalDate On, bool NeedsResidence);

/// <summary>Makes people whose official dates agree with their sentence, so that every release type can be planned for some of them.</summary>
public static class FictionalPeople
{
    private const int Months = 36;
    private const int SoonestDays = 45;
    private const int SpreadDays = 240;
    private const int SupervisionYears = 5;

    private static readonly string[] Families = ["Aubert", "Bellwood", "Cardinal", "Dumas", "Everett", "Fontaine", "Grady", "Hallett", "Ishkan", "Jolicoeur", "Kerr", "Lacasse"];
    private static readonly string[] Given = ["Alex", "Camille", "Dana", "Eli", "Frédérique", "Jo", "Kim", "Lou", "Morgan", "Noa", "Sacha", "Val"];
    private static readonly string[] Flags = ["", "victim;schedule-1", "indigenous", "", "high-profile", "schedule-2", "wheelchair", "threat;violence", "no-identity-documents"];

    public static (IReadOnlyList<FictionalPerson> People, string Extract) Make(int count, IReadOnlyList<ReleaseType> types, IReadOnlyList<string> institutions, LocalDate today)
    {
        var csv = new StringBuilder().AppendJoin(',', ImportExtract.Columns).AppendLine();
        var people = new List<FictionalPerson>();
        for (var i = 0; i < count; i++)
        {
            var type = types[i % types.Count];
            // a prime step: the types, institutions and days all meet each other
            var start = SentencedOn(type, today.PlusDays(SoonestDays + i * 37 % SpreadDays));
            var dates = SentenceDates.Expect(start, new SentenceTerm.Months(Months));
            var on = type switch
            {
                ReleaseType.StatutoryRelease or ReleaseType.StatutoryReleaseWithResidency => dates.StatutoryRelease!.Value,
                ReleaseType.WarrantExpiry or ReleaseType.LongTermSupervision => dates.WarrantExpiry!.Value,
                _ => today.PlusDays(SoonestDays + i * 37 % SpreadDays),
            };
            var person = new FictionalPerson(string.Create(CultureInfo.InvariantCulture, $"9{i:D6}L"), type, on,
                type is ReleaseType.StatutoryReleaseWithResidency or ReleaseType.DayParole or ReleaseType.LongTermSupervision || (type == ReleaseType.StatutoryRelease && i % 2 == 0));
            people.Add(person);
            csv.AppendJoin(',', person.Fps, Families[i % Families.Length], Given[i / Families.Length % Given.Length] + " " + Letters(i), "", Date(start.PlusYears(-25).PlusDays(-i % 3000)),
                i % 5 == 0 ? "F" : "M", i % 3 == 0 ? "fr" : "en", institutions[i % institutions.Count], "medium", "determinate", Date(start), Months, "Fictional Falls", "",
                Date(dates.UnescortedAbsence), Date(dates.DayParole), Date(dates.FullParole), Date(dates.StatutoryRelease), Date(dates.WarrantExpiry),
                type == ReleaseType.LongTermSupervision ? Date(dates.WarrantExpiry!.Value.PlusYears(SupervisionYears)) : "", Flags[i / types.Count % Flags.Length]).AppendLine();
        }
        return (people, csv.ToString());
    }

    /// <summary>So that the day of this release type is about <paramref name="on"/>: two thirds of the sentence for statutory release, all of it for its end,
    /// half of it for what the Board or the institution grants.</summary>
    private static LocalDate SentencedOn(ReleaseType type, LocalDate on) => type switch
    {
        ReleaseType.StatutoryRelease or ReleaseType.StatutoryReleaseWithResidency => on.PlusMonths(-Months * 2 / 3),
        ReleaseType.WarrantExpiry or ReleaseType.LongTermSupervision => on.PlusMonths(-Months).PlusDays(1),
        _ => on.PlusMonths(-Months / 2),
    };

    private static string Letters(int i) => new([(char)('A' + i / 676 % 26), (char)('A' + i / 26 % 26), (char)('A' + i % 26)]);

    private static string Date(LocalDate? on) => on?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture) ?? "";
}
