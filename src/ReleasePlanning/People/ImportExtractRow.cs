using NodaTime;

namespace ReleasePlanning.People;

/// <summary>What one line of the extract says about a person.</summary>
internal static class ImportExtractRow
{
    private static readonly Dictionary<string, SecurityLevel?> SecurityLevels = new()
    {
        ["minimum"] = SecurityLevel.Minimum, ["medium"] = SecurityLevel.Medium, ["maximum"] = SecurityLevel.Maximum,
    };

    private static readonly Dictionary<string, SentenceKind?> SentenceKinds = new()
    {
        ["determinate"] = SentenceKind.Determinate, ["life"] = SentenceKind.Life, ["indeterminate"] = SentenceKind.Indeterminate,
    };

    private static readonly Dictionary<string, string> Genders = new() { ["F"] = "F", ["M"] = "M", ["X"] = "X" };

    /// <summary>The person, or null when anything on the line was refused. Everything is looked at either way.</summary>
    public static Person? Read(ImportRow row, IReadOnlyDictionary<string, Site> sites, LocalDate today)
    {
        if (row.IsUnreadable) { return null; }
        var fps = row.Text("fps").ToUpperInvariant();
        if (fps.Length > 0 && (fps.Length is < 4 or > 12 || !fps.All(char.IsAsciiLetterOrDigit))) { row.Refuse("fps", "import.fps"); }
        var security = row.Choice("security_level", SecurityLevels);
        var institution = Institution(row, sites);
        if (institution is not null && security is not null && !institution.Security.Split(';').Contains(row.Value("security_level")))
        {
            row.Warn("security_level", "import.security-not-held", institution.Code);
        }
        var dates = ImportDates.Read(row, row.Choice("sentence_kind", SentenceKinds));
        dates.Check(row, today);
        var (family, given, place) = (row.Text("family_name"), row.Text("given_names"), row.Text("place_of_conviction"));
        var (gender, language) = (row.Choice("gender", Genders), row.Choice("language", ImportRow.Languages));
        var flags = row.Several("flags", PersonFlags.All);

        return row.IsRefused ? null : new Person
        {
            Id = PersonId.New(),
            Fps = fps,
            FamilyName = family,
            GivenNames = given,
            PreferredName = row.OptionalText("preferred_name"),
            BornOn = dates.Born!.Value,
            Gender = gender!,
            Language = language!,
            InstitutionId = institution!.Id,
            SecurityLevel = security!.Value,
            SentenceKind = dates.Kind!.Value,
            SentencedOn = dates.Sentenced!.Value,
            SentenceMonths = dates.Months,
            PlaceOfConviction = place,
            PreferredCommunity = row.OptionalText("preferred_community") ?? "",
            UtaEligibleOn = dates.UnescortedAbsence,
            DayParoleEligibleOn = dates.DayParole,
            FullParoleEligibleOn = dates.FullParole,
            StatutoryReleaseOn = dates.StatutoryRelease,
            WarrantExpiryOn = dates.WarrantExpiry,
            LongTermSupervisionEndsOn = dates.LongTermSupervisionEnds,
            Flags = flags,
        };
    }

    private static Site? Institution(ImportRow row, IReadOnlyDictionary<string, Site> sites)
    {
        if (row.Text("institution") is not { Length: > 0 } code) { return null; }
        if (!sites.TryGetValue(code, out var site)) { row.Refuse("institution", "import.site-unknown"); }
        else if (site.Kind != SiteKind.Institution) { row.Refuse("institution", "import.not-an-institution"); }
        else { return site; }
        return null;
    }
}
