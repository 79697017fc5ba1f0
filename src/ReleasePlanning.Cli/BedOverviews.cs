using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Cli;

/// <summary>rp beds board, occupancy, forecast and not-placed: the numbers of the pages of that name, and no names of people.</summary>
public static class BedOverviews
{
    public const string Board = "board", Occupancy = "occupancy", Forecast = "forecast", NotPlaced = "not-placed";
    public static readonly IReadOnlyList<string> All = [Board, Occupancy, Forecast, NotPlaced];

    private const int Most = 10_000;
    private const int UsualNights = 14;

    // whoever reaches the database sees what an administrator sees: how many, and not who
    private static readonly Actor Operator = new(null, "service", [new SiteRole(Roles.Administrator, SiteId.From(Guid.Empty))]);

    private sealed record Asked(
        Region? Region = null, string? House = null, FacilitySubtype? Subtype = null, LocalDate? From = null, int? Days = null, int? Weeks = null, bool Free = false,
        string? Community = null, string? Reason = null, string? Need = null, LocalDate? Since = null, LocalDate? Until = null);

    public static async Task<int> RunAsync(string what, Arguments arguments, Output output, CancellationToken ct)
    {
        if (Read(what, [.. arguments.Rest.Skip(1)], out var asked) is { } mistake) { return output.Misused(mistake); }
        await using var database = await ChosenDatabase.OpenAsync(arguments.Connection, ct);
        await using var services = new ServiceCollection().AddReleasePlanning(database.ConnectionString).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        var given = scope.ServiceProvider;
        var today = OccupancyQuery.TodayOf(given.GetRequiredService<IClock>().GetCurrentInstant());
        if (what == Board) { return await BoardAsync(given, asked, today, output, ct); }
        if (what == NotPlaced) { return await NotPlacedAsync(given, asked, output, ct); }
        var occupancy = await given.GetRequiredService<OccupancyQueries>().RunAsync(new(asked.Region, today, asked.Weeks ?? OccupancyQuery.UsualWeeks), ct);
        if (what == Occupancy) { WriteOccupancy(occupancy, output); }
        else { WriteForecast(occupancy, output); }
        return Rp.Fine;
    }

    private static Reason? Read(string what, IReadOnlyList<string> words, out Asked asked)
    {
        asked = new();
        foreach (var word in words)
        {
            if (word.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } value] || With(what, asked, name, value) is not { } more) { return new("cli.beds.not-a-part-of", word, what); }
            asked = more;
        }
        return null;
    }

    private static Asked? With(string what, Asked asked, string name, string value) => (what, name) switch
    {
        (_, "region") => Choice<Region>(value) is { } region ? asked with { Region = region } : null,
        (Board, "house") => asked with { House = value },
        (Board, "subtype") => Choice<FacilitySubtype>(value) is { } subtype ? asked with { Subtype = subtype } : null,
        (Board, "from") => Day(value) is { } from ? asked with { From = from } : null,
        (Board, "days") => Number(value, BoardQuery.MostDays) is { } days ? asked with { Days = days } : null,
        (Board, "free") => value is "yes" or "no" ? asked with { Free = value == "yes" } : null,
        (Occupancy or Forecast, "weeks") => Number(value, OccupancyQuery.MostWeeks) is { } weeks ? asked with { Weeks = weeks } : null,
        (NotPlaced, "community") => asked with { Community = value },
        (NotPlaced, "reason") => Placement.Reasons.Contains(value) ? asked with { Reason = value } : null,
        (NotPlaced, "need") => Placement.Specialised.Contains(value) ? asked with { Need = value } : null,
        (NotPlaced, "since") => Day(value) is { } since ? asked with { Since = since } : null,
        (NotPlaced, "until") => Day(value) is { } until ? asked with { Until = until } : null,
        _ => null,
    };

    private static async Task<int> BoardAsync(IServiceProvider services, Asked asked, LocalDate today, Output output, CancellationToken ct)
    {
        var sites = await services.GetRequiredService<SiteQueries>().AllAsync(ct);
        var house = asked.House is { } code ? sites.Values.FirstOrDefault(s => s.Code == code && s.IsResidence) : null;
        if (asked.House is not null && house is null) { return output.Misused(new Reason("cli.stays.unknown", asked.House)); }
        var board = await services.GetRequiredService<BoardQueries>().RunAsync(
            new(Operator, asked.From ?? today, asked.Days ?? UsualNights, asked.Region, house?.Id, asked.Subtype, [], asked.Free, 1, Most), ct);
        if (output.IsJson)
        {
            output.Json(new { from = Iso(board.Asked.From), days = board.Asked.Days, totals = board.Totals.Select(Night), houses = board.Houses.Select(h => new { code = h.Code, name = h.Name(output.Language.Name), city = h.City, region = h.Region.ToString(), subtype = h.Subtype.ToString(), nights = h.Nights.Select(Night) }) });
            return Rp.Fine;
        }
        output.Line("cli.beds.board.free", board.TotalHouses, board.Asked.From, board.Asked.Days);
        string[] columns = ["beds.house", "beds.community"];
        output.Table(
            [.. columns, .. board.Totals.Select(n => n.On.ToString("MM-dd", CultureInfo.InvariantCulture))],
            [
                .. board.Houses.Select(h => (IReadOnlyList<string>)[h.Name(output.Language.Name), h.City, .. h.Nights.Select(Free)]),
                [output.Say("beds.totals", board.TotalHouses), "", .. board.Totals.Select(Free)],
            ]);
        return Rp.Fine;
    }

    // how many are free, or after an exclamation mark how many people have no bed
    private static string Free(BoardNight night) => night.Overbooked > 0 ? "!" + Whole(night.Overbooked) : Whole(night.Free);

    private static object Night(BoardNight n) => new { on = Iso(n.On), total = n.Total, available = n.Available, booked = n.Booked, free = n.Free, overbooked = n.Overbooked };

    private static void WriteOccupancy(Occupancy found, Output output)
    {
        if (output.IsJson)
        {
            output.Json(new { today = Iso(found.Asked.Today), groups = found.Groups.Select(g => new { kind = g.Kind.ToString(), key = g.Key, weeks = g.Weeks.Select(w => new { on = Iso(w.On), total = w.Total, outOfService = w.OutOfService, booked = w.Booked, free = w.Free, guaranteed = w.Guaranteed, extra = w.Extra }) }) });
            return;
        }
        output.Table(
            ["beds.occupancy.group", "beds.occupancy.week", "beds.open", "beds.out-of-service", "beds.booked", "beds.free", "beds.occupancy.guaranteed", "beds.occupancy.extra"],
            [.. found.Groups.SelectMany(g => g.Weeks.Select(w => (IReadOnlyList<string>)[NameOf(g, output), Iso(w.On), Whole(w.Total), Whole(w.OutOfService), Whole(w.Booked), Whole(w.Free), Whole(w.Guaranteed), Whole(w.Extra)]))]);
    }

    private static void WriteForecast(Occupancy found, Output output)
    {
        // a plan says where, and not which kind of house it will be
        var groups = found.Groups.Where(g => g.Kind != OccupancyGroupKind.Subtype).ToList();
        if (output.IsJson)
        {
            output.Json(new
            {
                today = Iso(found.Asked.Today),
                groups = groups.Select(g => new { kind = g.Kind.ToString(), key = g.Key, weeks = g.Weeks.Select(w => new { on = Iso(w.On), free = w.Free, plans = Demand(w.Plans!), withPeopleWithoutPlan = Demand(w.WithPeople!), @short = w.Short, shortAtMost = w.ShortAtMost, chanceOfRunningShort = Math.Round(w.Plans!.MoreThan(w.Free), 4) }) }),
                inputs = found.Inputs.Select(i => new { input = i.Input, basis = i.Basis.ToString(), observations = i.Observations }),
            });
            return;
        }
        output.Table(
            ["beds.occupancy.group", "beds.occupancy.week", "beds.free", "beds.occupancy.expected", "beds.occupancy.low", "beds.occupancy.high", "beds.occupancy.short", "beds.occupancy.chance"],
            [.. groups.SelectMany(g => g.Weeks.Select(w => (IReadOnlyList<string>)[
                NameOf(g, output), Iso(w.On), Whole(w.Free), w.Plans!.Expected.ToString("0.0", CultureInfo.InvariantCulture), Whole(w.Plans.Low), Whole(w.Plans.High), Whole(w.Short), (100 * w.Plans.MoreThan(w.Free)).ToString("0", CultureInfo.InvariantCulture) + "%"]))]);
    }

    private static async Task<int> NotPlacedAsync(IServiceProvider services, Asked asked, Output output, CancellationToken ct)
    {
        var found = await services.GetRequiredService<NotPlacedQueries>().RunAsync(
            new(asked.Region, asked.Community, asked.Reason, asked.Need, null, asked.Since, asked.Until), Operator, 1, Most, ct);
        if (output.IsJson)
        {
            output.Json(new
            {
                total = found.Rows.Total, placedAsWanted = found.Placed,
                people = found.Rows.Items.Select(r => new { preferredCommunity = r.PreferredCommunity, actualCommunity = r.ActualCommunity, residence = r.Residence(output.Language.Name), reasons = r.Reasons, needs = r.Needs, region = r.Region.ToString(), releaseType = r.ReleaseType.Code(), releaseOn = Iso(r.ReleaseOn) }),
            });
            return Rp.Fine;
        }
        output.Line("cli.beds.not-placed.total", found.Rows.Total, found.Placed);
        if (found.Rows.Items.Count == 0) { return Rp.Fine; }
        output.Table(
            ["beds.not-placed.preferred", "beds.not-placed.actual", "beds.house", "beds.not-placed.reasons", "beds.not-placed.needs", "page.launch.release-day"],
            [.. found.Rows.Items.Select(r => (IReadOnlyList<string>)[
                r.PreferredCommunity, r.ActualCommunity ?? "-", r.Residence(output.Language.Name) ?? "-", string.Join("; ", r.Reasons.Select(c => output.Say("placement." + c))),
                string.Join("; ", r.Needs.Select(c => output.Say("need." + c))), Iso(r.ReleaseOn)])]);
        return Rp.Fine;
    }

    private static object Demand(BedDemand demand) => new { expected = Math.Round(demand.Expected, 2), low = demand.Low, high = demand.High };

    private static string NameOf(OccupancyGroup group, Output output) => group.Kind switch
    {
        OccupancyGroupKind.Region => output.Say("region." + group.Key),
        OccupancyGroupKind.Subtype => output.Say("facility-subtype." + group.Key),
        _ => group.Key,
    };

    private static T? Choice<T>(string value) where T : struct, Enum => Enum.GetNames<T>().FirstOrDefault(n => n.Equals(value, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse<T>(name) : null;
    private static LocalDate? Day(string value) => LocalDatePattern.Iso.Parse(value) is { Success: true, Value: var day } ? day : null;
    private static int? Number(string value, int most) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? number : null;
    private static string Iso(LocalDate on) => on.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}
