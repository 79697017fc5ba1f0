using NodaTime;
using ReleasePlanning.Calendar;

namespace ReleasePlanning.People;

/// <summary>What one line of the sites file says; the parole office of a residence is looked up once all lines are read.</summary>
internal static class ImportSitesRow
{
    private const int LongestCode = 40;
    private const int MostBeds = 1_000;

    private static readonly Dictionary<string, SiteKind?> Kinds = new()
    {
        ["institution"] = SiteKind.Institution,
        ["parole-office"] = SiteKind.ParoleOffice,
        ["community-residential-facility"] = SiteKind.CommunityResidentialFacility,
        ["community-correctional-centre"] = SiteKind.CommunityCorrectionalCentre,
        ["regional-headquarters"] = SiteKind.RegionalHeadquarters,
    };

    private static readonly Dictionary<string, Region?> Regions = new()
    {
        ["atlantic"] = Region.Atlantic, ["quebec"] = Region.Quebec, ["ontario"] = Region.Ontario, ["prairie"] = Region.Prairie, ["pacific"] = Region.Pacific,
    };

    private static readonly Dictionary<string, string> Provinces =
        Enum.GetNames<Province>().ToDictionary(p => p);

    private static readonly HashSet<string> SecurityLevels = ["minimum", "medium", "maximum"];

    /// <summary>The site, or null when anything on the line was refused. Everything is looked at either way.</summary>
    public static Site? Read(ImportRow row, Dictionary<string, Site> known)
    {
        if (row.IsUnreadable) { return null; }
        var code = row.Text("code");
        if (code.Length > LongestCode || !code.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) { row.Refuse("code", "import.code", LongestCode); }
        var kind = row.Choice("kind", Kinds);
        // plans, people and roles already rely on what the place is
        if (kind is not null && known.TryGetValue(code, out var before) && before.Kind != kind) { row.Refuse("kind", "import.kind-changed"); }
        var (english, french, city) = (row.Text("name_en"), row.Text("name_fr"), row.Text("city"));
        var region = row.Choice("region", Regions);
        row.Choice("province", Provinces);
        var zone = row.Text("time_zone");
        if (zone.Length > 0 && !DateTimeZoneProviders.Tzdb.Ids.Contains(zone)) { row.Refuse("time_zone", "import.time-zone"); }
        var security = string.Join(';', row.Several("security", SecurityLevels).OrderBy(s => s switch { "minimum" => 0, "medium" => 1, _ => 2 }));
        var capacity = row.OptionalNumber("capacity", 1, MostBeds);
        var (opens, closes) = (row.Time("opens"), row.Time("closes"));
        if (opens >= closes) { row.Refuse("closes", "import.closes-before-it-opens", row.Value("opens")); }

        var residence = kind is SiteKind.CommunityResidentialFacility or SiteKind.CommunityCorrectionalCentre;
        OnlyFor(row, kind, "security", kind == SiteKind.Institution, "@import.only.institution");
        OnlyFor(row, kind, "parole_office", residence, "@import.only.residence");
        OnlyFor(row, kind, "capacity", residence, "@import.only.residence");

        return row.IsRefused ? null : new Site
        {
            Id = SiteId.New(),
            Code = code,
            Kind = kind!.Value,
            NameEn = english,
            NameFr = french,
            Region = region!.Value,
            Province = row.Value("province"),
            City = city,
            TimeZone = zone,
            Security = security,
            Capacity = capacity,
            OpensAt = opens!.Value,
            ClosesAt = closes!.Value,
        };
    }

    private static void OnlyFor(ImportRow row, SiteKind? kind, string field, bool needed, string who)
    {
        if (kind is null) { return; }
        if (needed) { row.Text(field); }
        else if (row.Value(field).Length > 0) { row.Refuse(field, "import.only-for", who); }
    }
}
