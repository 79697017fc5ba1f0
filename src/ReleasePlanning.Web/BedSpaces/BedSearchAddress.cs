using System.Collections.Immutable;
using System.Globalization;
using NodaTime.Text;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;

namespace ReleasePlanning.Web.BedSpaces;

/// <summary>A search in an address: a link, a bookmark and the back button keep it. What cannot be read is a problem with its field.</summary>
public static class BedSearchAddress
{
    public static readonly IReadOnlyList<string> Sorts = ["rank", "distance", "cost", "name"];

    public static (BedSearchRequest Asked, IReadOnlyList<Problem> Problems) Read(HttpRequest request, ReleasePlanId? plan)
    {
        var problems = new List<Problem>();
        string Text(string name) => request.Query[name].ToString().Trim();
        ImmutableArray<string> Several(string name) => [.. request.Query[name].SelectMany(v => (v ?? "").Split(',')).Select(v => v.Trim()).Where(v => v.Length > 0).Distinct()];
        T? Of<T>(string name, string code, Func<string, T?> read) where T : struct
        {
            if (Text(name) is not { Length: > 0 } text) { return null; }
            if (read(text) is { } value) { return value; }
            problems.Add(Problem.With(name, code));
            return null;
        }
        int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
        if (Text("plan") is { Length: > 0 } typed && plan is null) { plan = Of<Guid>("plan", "bed-search.plan", t => Guid.TryParse(t, out var id) ? id : null) is { } id ? ReleasePlanId.From(id) : null; }
        var asked = new BedSearchRequest(
            plan, Of<LocalDate>("arriveOn", "bed-search.date", t => LocalDatePattern.Iso.Parse(t) is { Success: true } date ? date.Value : null), Of<int>("nights", "bed-search.number", Number),
            Text("destination"), Text("gender"), Text("language"), Text("releaseType"), Several("needs"), Several("programmes"),
            Of<Region>("region", "bed-search.region", t => Enum.TryParse<Region>(t, true, out var region) && Enum.IsDefined(region) ? region : null), Of<int>("withinKm", "bed-search.number", Number), Text("near"));
        return (asked, problems);
    }

    /// <summary>Those that will do, in the order asked for; the rank unless something else is.</summary>
    public static IReadOnlyList<HouseFound> Sorted(IEnumerable<HouseFound> houses, string? sort, string language) => sort switch
    {
        "distance" => [.. houses.OrderBy(h => h.Km ?? int.MaxValue)],
        "cost" => [.. houses.OrderBy(h => h.PerDiem ?? decimal.MaxValue)],
        "name" => [.. houses.OrderBy(h => h.Site.Name(language), StringComparer.CurrentCulture)],
        _ => [.. houses],
    };
}
