using System.Globalization;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Language;
using ReleasePlanning.Web.ReleasePlans;

namespace ReleasePlanning.Web.BedSpaces;

/// <summary>What was typed on the forms of a facility, read into requests; what cannot be read is a problem of its field.</summary>
public static class FacilityForms
{
    public static (FacilityEdit? Edit, List<Problem> Problems) Facility(Func<string, string> typed)
    {
        var problems = new List<Problem>();
        if (!Enum.TryParse<FacilitySubtype>(typed("subtype"), out var subtype) || !Enum.IsDefined(subtype)) { problems.Add(Problem.With("subtype", "page.problem.choose")); }
        var edit = new FacilityEdit(
            subtype, typed("operator"), typed("street"), typed("postalCode").ToUpperInvariant(), Degrees("latitude", typed, problems), Degrees("longitude", typed, problems),
            typed("contactName"), typed("phone"), typed("email"), List(typed("languages")), List(typed("genders")), List(typed("releaseTypes")), List(typed("takes")),
            List(typed("programmes")), List(typed("catchment")), List(typed("near")), Optional("longestStayDays", FacilityRules.LongestStay, typed, problems),
            Number("turnaroundDays", 0, FacilityRules.MostTurnaround, typed, problems), Number("answerWithinDays", 1, FacilityRules.MostDays, typed, problems), Number("holdDays", 1, FacilityRules.MostDays, typed, problems),
            LaunchForm.Date("opensOn", typed, problems), LaunchForm.Date("closesOn", typed, problems), typed("notes"));
        return (problems.Count > 0 ? null : edit, problems);
    }

    public static (ContractTerms? Terms, List<Problem> Problems) Contract(Func<string, string> typed)
    {
        var problems = new List<Problem>();
        var (from, until) = (Needed("fromOn", typed, problems), LaunchForm.Date("untilOn", typed, problems));
        var (guaranteed, extra) = (Number("guaranteedBeds", 0, ContractRules.MostBeds, typed, problems), Number("extraBeds", 0, ContractRules.MostBeds, typed, problems));
        decimal? price = null;
        if (typed("perDiem").Replace(',', '.') is { Length: > 0 } text)
        {
            if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var read)) { price = read; }
            else { problems.Add(Problem.With("perDiem", "facility.price", ContractRules.HighestPrice)); }
        }
        return (problems.Count > 0 ? null : new(from!.Value, until, guaranteed, extra, price), problems);
    }

    public static (BedEdit? Edit, List<Problem> Problems) Bed(Func<string, string> typed)
    {
        var problems = new List<Problem>();
        var opens = LaunchForm.Date("opensOn", typed, problems);
        return (problems.Count > 0 ? null : new(typed("label"), typed("room"), typed("floor"), List(typed("features")), opens), problems);
    }

    public static (SpellEdit? Edit, List<Problem> Problems) Spell(Func<string, string> typed)
    {
        var problems = new List<Problem>();
        var (from, until) = (Needed("fromOn", typed, problems), LaunchForm.Date("untilOn", typed, problems));
        return (problems.Count > 0 ? null : new(from!.Value, until, typed("reasonCode"), typed("note")), problems);
    }

    public static uint Version(Func<string, string> typed) => uint.TryParse(typed("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;

    public static string Degrees(double? degrees) => degrees?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";

    public static string Iso(LocalDate? day) => day?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The name of a language by its code, else the code itself.</summary>
    public static string LanguageName(string code, CultureInfo culture) => Texts.Find("facility-language." + code, culture) ?? code;

    /// <summary>A programme by its short name; houses may have programmes of their own.</summary>
    public static string ProgrammeName(string code, CultureInfo culture) => Texts.Find("facility-programme." + code, culture) ?? code;

    private static LocalDate? Needed(string field, Func<string, string> typed, List<Problem> problems)
    {
        var before = problems.Count;
        var day = LaunchForm.Date(field, typed, problems);
        if (day is null && problems.Count == before) { problems.Add(Problem.With(field, "form.required")); }
        return day;
    }

    private static int Number(string field, int least, int most, Func<string, string> typed, List<Problem> problems)
    {
        if (int.TryParse(typed(field), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) { return number; }
        problems.Add(Problem.With(field, "facility.days", least, most));
        return least;
    }

    private static int? Optional(string field, int most, Func<string, string> typed, List<Problem> problems) => typed(field).Length == 0 ? null : Number(field, 1, most, typed, problems);

    private static double? Degrees(string field, Func<string, string> typed, List<Problem> problems)
    {
        var text = typed(field).Replace(',', '.');
        if (text.Length == 0) { return null; }
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var degrees)) { return degrees; }
        problems.Add(Problem.With(field, "import.degrees"));
        return null;
    }

    private static List<string> List(string typed) => [.. typed.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
}
