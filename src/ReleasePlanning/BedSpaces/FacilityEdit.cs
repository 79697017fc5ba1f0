using System.Net.Mail;
using System.Text.RegularExpressions;
using NodaTime;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>Everything somebody can say about a facility, as typed on a page, sent by a program or read from a file.</summary>
public sealed record FacilityEdit(
    FacilitySubtype Subtype, string Operator, string Street, string PostalCode, double? Latitude, double? Longitude, string ContactName, string Phone, string Email,
    IReadOnlyList<string> Languages, IReadOnlyList<string> Genders, IReadOnlyList<string> ReleaseTypes, IReadOnlyList<string> Takes,
    IReadOnlyList<string> Programmes, IReadOnlyList<string> Catchment, IReadOnlyList<string> Near,
    int? LongestStayDays, int TurnaroundDays, int AnswerWithinDays, int HoldDays, LocalDate? OpensOn, LocalDate? ClosesOn, string Notes)
{
    public static FacilityEdit Of(Facility f) => new(
        f.Subtype, f.Operator, f.Street, f.PostalCode, f.Latitude, f.Longitude, f.ContactName, f.Phone, f.Email, f.Languages, f.Genders, f.ReleaseTypes, FacilityCriteria.Of(f),
        f.Programmes, f.Catchment, f.Near, f.LongestStayDays, f.TurnaroundDays, f.AnswerWithinDays, f.HoldDays, f.OpensOn, f.ClosesOn, f.Notes);

    /// <summary>Writes it into the facility and says which parts are different now.</summary>
    public IReadOnlyList<string> Into(Facility f, Instant now)
    {
        var before = Of(f);
        (f.Subtype, f.Operator, f.Street, f.PostalCode, f.Latitude, f.Longitude) = (Subtype, Operator, Street, PostalCode, Latitude, Longitude);
        (f.ContactName, f.Phone, f.Email, f.LongestStayDays, f.TurnaroundDays, f.AnswerWithinDays, f.HoldDays) = (ContactName, Phone, Email, LongestStayDays, TurnaroundDays, AnswerWithinDays, HoldDays);
        (f.Languages, f.Genders, f.ReleaseTypes, f.Programmes, f.Catchment, f.Near) = ([.. Languages], [.. Genders], [.. ReleaseTypes], [.. Programmes], [.. Catchment], [.. Near]);
        (f.OpensOn, f.ClosesOn, f.Notes) = (OpensOn, ClosesOn, Notes);
        FacilityCriteria.Into(f, Takes);
        f.CriteriaEnteredAt ??= now;
        return Different(before, Of(f));
    }

    private static string[] Different(FacilityEdit before, FacilityEdit now) =>
        [.. typeof(FacilityEdit).GetProperties().Where(p => p.GetMethod is { IsPublic: true, IsStatic: false })
            .Where(p => p.GetValue(before) is IReadOnlyList<string> list ? !list.Order().SequenceEqual(((IReadOnlyList<string>)p.GetValue(now)!).Order()) : !Equals(p.GetValue(before), p.GetValue(now)))
            .Select(p => char.ToLowerInvariant(p.Name[0]) + p.Name[1..])];
}

/// <summary>What a house can say yes or no to, by short names. Names in both languages: resource "facility-takes.{key}".</summary>
public static class FacilityCriteria
{
    public const string IndigenousProgramme = "indigenous-programme";

    private static readonly (string Key, Func<Facility, bool> Takes, Action<Facility, bool> Set)[] Known =
    [
        ("sexual-offence", f => f.TakesSexualOffence, (f, v) => f.TakesSexualOffence = v),
        ("arson", f => f.TakesArson, (f, v) => f.TakesArson = v),
        ("violence", f => f.TakesViolence, (f, v) => f.TakesViolence = v),
        ("gang", f => f.TakesGang, (f, v) => f.TakesGang = v),
        ("opioid-agonist-therapy", f => f.TakesOpioidAgonistTherapy, (f, v) => f.TakesOpioidAgonistTherapy = v),
        ("unstable-mental-health", f => f.TakesUnstableMentalHealth, (f, v) => f.TakesUnstableMentalHealth = v),
        ("children", f => f.TakesChildren, (f, v) => f.TakesChildren = v),
        (IndigenousProgramme, f => f.IndigenousProgramme, (f, v) => f.IndigenousProgramme = v),
    ];

    public static IReadOnlyList<string> All { get; } = [.. Known.Select(k => k.Key)];

    public static IReadOnlyList<string> Of(Facility facility) => [.. Known.Where(k => k.Takes(facility)).Select(k => k.Key)];

    public static void Into(Facility facility, IReadOnlyList<string> takes)
    {
        foreach (var (key, _, set) in Known) { set(facility, takes.Contains(key)); }
    }
}

/// <summary>What a facility may say about itself. Everything wrong is said at once, by field.</summary>
public static partial class FacilityRules
{
    public const int LongestText = 200;
    public const int LongestNotes = 2_000;
    public const int MostOfAList = 30;
    public const int LongestOfAList = 60;
    public const int MostTurnaround = 30;
    public const int MostDays = 60;
    public const int LongestStay = 3_650;

    public static readonly IReadOnlyList<string> Genders = ["M", "F", "X"];
    public static readonly IReadOnlyList<string> Nearby = ["school", "daycare", "playground", "park", "bar"];
    public static readonly IReadOnlyList<string> ReleaseTypeCodes = [.. Enum.GetValues<ReleaseType>().Select(t => t.Code())];

    /// <summary>The subtypes a site of this kind can have: a centre of the service is nothing else.</summary>
    public static IReadOnlyList<FacilitySubtype> SubtypesOf(SiteKind kind) => kind == SiteKind.CommunityCorrectionalCentre
        ? [FacilitySubtype.CommunityCorrectionalCentre]
        : [.. Enum.GetValues<FacilitySubtype>().Where(s => s != FacilitySubtype.CommunityCorrectionalCentre)];

    public static IEnumerable<Problem> Check(FacilityEdit edit, SiteKind kind)
    {
        if (NothingIn(("languages", edit.Languages), ("genders", edit.Genders), ("releaseTypes", edit.ReleaseTypes), ("takes", edit.Takes), ("programmes", edit.Programmes), ("catchment", edit.Catchment), ("near", edit.Near)) is { } nothing)
        {
            yield return nothing;
            yield break;
        }
        if (!SubtypesOf(kind).Contains(edit.Subtype)) { yield return Problem.With("subtype", kind == SiteKind.CommunityCorrectionalCentre ? "facility.subtype-of-a-centre" : "facility.subtype-not-a-centre"); }
        foreach (var (field, text, most) in new[]
        {
            ("operator", edit.Operator, LongestText), ("street", edit.Street, LongestText), ("contactName", edit.ContactName, LongestText),
            ("phone", edit.Phone, 40), ("email", edit.Email, LongestText), ("notes", edit.Notes, LongestNotes),
        })
        {
            if (text.Length > most) { yield return Problem.With(field, "facility.too-long", most); }
            else if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))) { yield return Problem.With(field, "facility.control-character"); }
        }
        if (edit.PostalCode.Length > 0 && !PostalCode().IsMatch(edit.PostalCode)) { yield return Problem.With("postalCode", "facility.postal-code"); }
        if (edit.Email.Length > 0 && !(MailAddress.TryCreate(edit.Email, out var address) && address.Address == edit.Email)) { yield return Problem.With("email", "facility.email"); }
        foreach (var problem in Place(edit).Concat(Lists(edit)).Concat(Days(edit))) { yield return problem; }
    }

    /// <summary>A program can send a list with nothing where a word is asked.</summary>
    internal static Problem? NothingIn(params (string Field, IReadOnlyList<string> Given)[] lists) =>
        Array.Find(lists, l => l.Given.Any(g => g is null)) is { Field: { } field } ? Problem.With(field, "facility.nothing-in-list") : null;

    private static IEnumerable<Problem> Place(FacilityEdit edit)
    {
        if (edit.Latitude is null != edit.Longitude is null) { yield return Problem.With(edit.Latitude is null ? "latitude" : "longitude", "facility.both-degrees"); }
        if (edit.Latitude is { } north && !(north is >= -90 and <= 90)) { yield return Problem.With("latitude", "facility.degrees", -90, 90); }
        if (edit.Longitude is { } east && !(east is >= -180 and <= 180)) { yield return Problem.With("longitude", "facility.degrees", -180, 180); }
    }

    private static IEnumerable<Problem> Lists(FacilityEdit edit)
    {
        if (edit.Languages.Count == 0) { yield return Problem.With("languages", "facility.language-needed"); }
        if (edit.Languages.FirstOrDefault(l => !LanguageCode().IsMatch(l)) is { } language) { yield return Problem.With("languages", "facility.language", Quote(language)); }
        if (edit.Genders.Count == 0) { yield return Problem.With("genders", "facility.gender-needed"); }
        foreach (var (field, given, known) in new[]
        {
            ("genders", edit.Genders, Genders), ("releaseTypes", edit.ReleaseTypes, ReleaseTypeCodes), ("takes", edit.Takes, FacilityCriteria.All), ("near", edit.Near, Nearby),
        })
        {
            if (given.FirstOrDefault(g => !known.Contains(g)) is { } unknown) { yield return Problem.With(field, "facility.not-known", Quote(unknown), string.Join(", ", known)); }
        }
        if (edit.Programmes.FirstOrDefault(p => !ShortName().IsMatch(p)) is { } programme) { yield return Problem.With("programmes", "facility.programme", Quote(programme)); }
        foreach (var (field, given) in new[] { ("languages", edit.Languages), ("programmes", edit.Programmes), ("catchment", edit.Catchment) })
        {
            if (given.Count > MostOfAList) { yield return Problem.With(field, "facility.list-too-long", MostOfAList); }
            else if (given.Any(g => g.Length > LongestOfAList)) { yield return Problem.With(field, "facility.too-long", LongestOfAList); }
            else if (given.Any(g => g.Any(char.IsControl))) { yield return Problem.With(field, "facility.control-character"); }
        }
    }

    private static IEnumerable<Problem> Days(FacilityEdit edit)
    {
        foreach (var (field, days, least, most) in new[]
        {
            ("turnaroundDays", edit.TurnaroundDays, 0, MostTurnaround), ("answerWithinDays", edit.AnswerWithinDays, 1, MostDays),
            ("holdDays", edit.HoldDays, 1, MostDays), ("longestStayDays", edit.LongestStayDays ?? 1, 1, LongestStay),
        })
        {
            if (days < least || days > most) { yield return Problem.With(field, "facility.days", least, most); }
        }
        if (edit.OpensOn is { } opens && edit.ClosesOn is { } closes && closes <= opens) { yield return Problem.With("closesOn", "facility.closes-before-it-opens", opens); }
    }

    /// <summary>What somebody wrote, as it may stand in a sentence.</summary>
    internal static string Quote(string written) => ImportRow.Quote(written);

    [GeneratedRegex(@"^[ABCEGHJ-NPRSTVXY]\d[A-Z] ?\d[A-Z]\d$", RegexOptions.CultureInvariant)]
    private static partial Regex PostalCode();

    [GeneratedRegex("^[a-z]{2,3}$")]
    private static partial Regex LanguageCode();

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex ShortName();
}

/// <summary>Who may do what to a facility.</summary>
public static class FacilityScope
{
    /// <summary>Administrators everywhere; a house's own intake staff there.</summary>
    public static Reasoned<bool> MayEdit(Actor actor, SiteId facility) => actor.Holds(Roles.Administrator) || actor.Holds(Roles.ResidenceIntake, facility)
        ? new(true, new("facility.may-edit"))
        : new(false, new("facility.not-yours"));

    /// <summary>Money is settled between the service and the operator.</summary>
    public static Reasoned<bool> MaySetContract(Actor actor) => actor.Holds(Roles.Administrator)
        ? new(true, new("facility.may-edit"))
        : new(false, new("facility.contract-administrators-only"));

    /// <summary>Staff of the service see every house and what it costs; a house's own staff see that house, and no price.</summary>
    public static bool SeesAll(Actor actor) => actor.Roles.Any(r => r.Role != Roles.ResidenceIntake);

    public static bool Sees(Actor actor, SiteId facility) => SeesAll(actor) || actor.IsAt(facility);
}
