using System.Globalization;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.BedSpaces;

/// <summary>What the addresses of the bed pages ask for; page, export and API read them the same way. What cannot be read is left out and listed:
/// a program is refused with it, a page shows what it can.</summary>
public sealed class BoardAddress(PageAddress address)
{
    /// <summary>How a list of everything is asked for, where the page would narrow it by itself.</summary>
    public const string All = "all";
    private const int DefaultDays = 28;

    private readonly List<Problem> problems = [];

    public IReadOnlyList<Problem> Problems => problems;

    public BoardQuery Board(Actor reader, IReadOnlyDictionary<SiteId, Site> sites, LocalDate today)
    {
        var own = BoardAccess.Only(reader) is not null;
        return new(
            reader, Date("from") ?? today, Number("days", 1, BoardQuery.MostDays) ?? DefaultDays,
            // a house's staff have no region to choose; whoever works in one begins with it
            own ? null : address["region"] is null ? RegionOf(reader, sites) : Region(),
            House(sites), Choice<FacilitySubtype>("subtype"), [.. Features()], address["free"] is "yes" or "true", address.PageNumber);
    }

    public OccupancyQuery Occupancy(LocalDate today) => new(Region(), today, Number("weeks", 1, OccupancyQuery.MostWeeks) ?? OccupancyQuery.UsualWeeks);

    public NotPlacedFilter NotPlaced() => new(
        Region(), address["community"], Known("reason", Placement.Reasons), Known("need", Placement.Specialised),
        ReleaseTypes.TryParse(address["type"], out var type) ? type : Unknown<ReleaseType?>("type", null), Date("since"), Date("until"), address["sort"] ?? "");

    private Region? Region() => address["region"] == All ? null : Choice<Region>("region");

    private static Region? RegionOf(Actor reader, IReadOnlyDictionary<SiteId, Site> sites)
    {
        var regions = reader.Roles.Where(r => r.Role is not (Roles.Administrator or Roles.Auditor)).Select(r => sites.TryGetValue(r.SiteId, out var site) ? site.Region : (Region?)null).Distinct().ToList();
        return regions.Count == 1 ? regions[0] : null;
    }

    private SiteId? House(IReadOnlyDictionary<SiteId, Site> sites)
    {
        if (address["house"] is not { } code) { return null; }
        return sites.Values.FirstOrDefault(s => s.Code == code && s.IsResidence)?.Id ?? Unknown<SiteId?>("house", null);
    }

    private IEnumerable<string> Features()
    {
        foreach (var feature in (address["feature"] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (BedFeatures.All.Contains(feature)) { yield return feature; } else { Unknown("feature", feature); }
        }
    }

    private LocalDate? Date(string name)
    {
        if (address[name] is not { } text) { return null; }
        var read = LocalDatePattern.Iso.Parse(text);
        // what a calendar of this service can hold
        if (read.Success && read.Value.Year is >= 1990 and <= 2200) { return read.Value; }
        problems.Add(Problem.With(name, "beds.address.date"));
        return null;
    }

    private int? Number(string name, int least, int most)
    {
        if (address[name] is not { } text) { return null; }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) { return number; }
        problems.Add(Problem.With(name, "beds.address.number", least, most));
        return null;
    }

    private T? Choice<T>(string name) where T : struct, Enum
    {
        if (address[name] is not { } text) { return null; }
        return Enum.GetNames<T>().FirstOrDefault(n => n.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } found ? Enum.Parse<T>(found) : Unknown<T?>(name, null);
    }

    private string? Known(string name, IReadOnlyList<string> codes) => address[name] is not { } code || codes.Contains(code) ? address[name] : Unknown<string?>(name, null);

    private T Unknown<T>(string name, T value)
    {
        if (address[name] is { } text) { problems.Add(Problem.With(name, "beds.address.unknown", text.Length > 60 ? text[..60] : text)); }
        return value;
    }
}
