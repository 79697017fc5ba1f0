using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>Reads how many beds there are, are taken and will be needed, week by week. Counts only: it names nobody.</summary>
public sealed class OccupancyQueries(ReleasePlanningDb db, IClock clock)
{
    public async Task<Occupancy> RunAsync(OccupancyQuery query, CancellationToken ct)
    {
        var days = query.Weeks * 7;
        var houses = await BedCountsAsync(db, query.FirstMonday, days, query.Region, clock.GetCurrentInstant(), ct);
        var contracts = await ContractsAsync(query, days, ct);
        var inputs = await InputsAsync(ct);
        var demand = await DemandAsync(query, days, inputs, ct);
        var groups = query.Region is null
            ? houses.GroupBy(h => h.Region.ToString()).Select(g => Group(query, OccupancyGroupKind.Region, g.Key, g, contracts, demand.Where(d => d.Region.ToString() == g.Key)))
            : [
                Group(query, OccupancyGroupKind.Region, query.Region.Value.ToString(), houses, contracts, demand),
                .. houses.GroupBy(h => h.City, StringComparer.OrdinalIgnoreCase).OrderBy(g => g.Key, StringComparer.CurrentCulture)
                    .Select(g => Group(query, OccupancyGroupKind.Community, g.Key, g, contracts, demand.Where(d => Placement.Same(d.Community, g.Key)))),
                // a plan says where, and not which kind of house it will be
                .. houses.GroupBy(h => h.Subtype).OrderBy(g => g.Key).Select(g => Group(query, OccupancyGroupKind.Subtype, g.Key.ToString(), g, contracts, null)),
            ];
        return new(query, [.. query.Region is null ? groups.OrderBy(g => Enum.Parse<Region>(g.Key)) : groups], inputs.All);
    }

    private static OccupancyGroup Group(OccupancyQuery query, OccupancyGroupKind kind, string key, IEnumerable<HouseCount> of, List<FacilityContract> contracts, IEnumerable<Demand>? demand)
    {
        var (houses, people) = (of.ToList(), demand?.ToList());
        var ids = houses.Select(h => h.Id).ToHashSet();
        var bound = contracts.FindAll(c => ids.Contains(c.FacilityId));
        return new(kind, key, [.. Enumerable.Range(0, query.Weeks).Select(Week)]);

        OccupancyWeek Week(int week)
        {
            var monday = query.FirstMonday.PlusDays(week * 7);
            // nights that have passed can no longer be had
            var first = week == 0 ? Period.DaysBetween(monday, query.Today) : 0;
            var nights = Enumerable.Range((week * 7) + first, 7 - first);
            var tightest = nights.MinBy(n => houses.Sum(h => h.Nights.Free(n)));
            var inForce = bound.FindAll(c => c.FromOn <= monday && (c.UntilOn is null || c.UntilOn >= monday));
            return new(monday, houses.Sum(h => h.Nights.Total(tightest)), houses.Sum(h => h.Nights.Available(tightest)), houses.Sum(h => h.Nights.Booked(tightest)),
                houses.Sum(h => h.Nights.Free(tightest)), inForce.Sum(c => c.GuaranteedBeds), inForce.Sum(c => c.ExtraBeds),
                people is null ? null : Forecast.Of(people.Where(p => p.HasPlan).Select(p => p.Person), monday, 7),
                people is null ? null : Forecast.Of(people.Select(p => p.Person), monday, 7));
        }
    }

    /// <summary>The beds of every house of a region (or of all), counted night by night in four reads, however many stays there are.</summary>
    internal static async Task<List<HouseCount>> BedCountsAsync(ReleasePlanningDb db, LocalDate from, int days, Region? region, Instant now, CancellationToken ct)
    {
        var sites = db.Set<Site>().AsNoTracking();
        if (region is { } only) { sites = sites.Where(s => s.Region == only); }
        var houses = await (from f in db.Set<Facility>().AsNoTracking() join s in sites on f.Id equals s.Id select new { f.Id, s.Region, s.City, f.Subtype, f.OpensOn, f.ClosesOn }).ToListAsync(ct);
        var counts = houses.ToDictionary(h => h.Id, h => new HouseCount(h.Id, h.Region, h.City, h.Subtype, h.OpensOn, h.ClosesOn, new NightCount(from, days)));
        var ids = houses.Select(h => h.Id.Value).ToArray();
        var (first, end) = (from.ToDateOnly(), from.PlusDays(days).ToDateOnly());

        var beds = await db.Database.SqlQuery<BedsRow>($"""
            select residence_id as "ResidenceId", opens_on as "OpensOn", closes_on as "ClosesOn", count(*)::int as "Count" from beds where residence_id = any({ids}) group by residence_id, opens_on, closes_on
            """).ToListAsync(ct);
        foreach (var row in beds)
        {
            var house = counts[SiteId.From(row.ResidenceId)];
            house.Nights.AddBeds(Later(house.OpensOn, Day(row.OpensOn)), Earlier(house.ClosesOn, Day(row.ClosesOn)), row.Count);
        }

        // the nights of several spells of one bed count once
        var spells = await db.Database.SqlQuery<SpellRow>($"""
            select facility_id as "ResidenceId", lower(r) as "FirstOn", upper(r) as "EndOn" from (
                select o.facility_id, o.bed_id, unnest(range_agg(daterange(greatest(o.from_on, b.opens_on), least(coalesce(o.until_on + 1, {end}), b.closes_on, {end})))) as r
                from (select distinct on (spell_id) * from out_of_service_revisions where facility_id = any({ids}) order by spell_id, revision desc) o
                join beds b on b.id = o.bed_id
                where not o.cancelled and o.from_on < {end} and (o.until_on is null or o.until_on >= {first})
                  and greatest(o.from_on, b.opens_on) < least(coalesce(o.until_on + 1, {end}), b.closes_on, {end})
                group by o.facility_id, o.bed_id) merged
            """).ToListAsync(ct);
        foreach (var row in spells)
        {
            var house = counts[SiteId.From(row.ResidenceId)];
            house.Nights.AddOutOfUse(Later(house.OpensOn, LocalDate.FromDateOnly(row.FirstOn))!.Value, Earlier(house.ClosesOn, LocalDate.FromDateOnly(row.EndOn))!.Value);
        }

        var stays = await db.Database.SqlQuery<StaysRow>($"""
            select residence_id as "ResidenceId", lower(nights) as "ArriveOn", upper(nights) as "DepartOn", count(*)::int as "Count" from bed_stays
            where residence_id = any({ids}) and state in ('Held', 'Confirmed', 'Arrived') and occupies && daterange({first}, {end})
            group by residence_id, nights
            """).ToListAsync(ct);
        // who should have left is still there this night
        stays.AddRange(await db.Database.SqlQuery<StaysRow>($"""
            select s.residence_id as "ResidenceId", t.today as "ArriveOn", t.today + 1 as "DepartOn", count(*)::int as "Count"
            from bed_stays s join sites h on h.id = s.residence_id cross join lateral (select ({now.ToDateTimeUtc()} at time zone h.time_zone)::date as today) t
            where s.residence_id = any({ids}) and s.state = 'Arrived' and upper(s.nights) < t.today and t.today >= {first} and t.today < {end}
            group by s.residence_id, t.today
            """).ToListAsync(ct));
        foreach (var row in stays) { counts[SiteId.From(row.ResidenceId)].Nights.AddStays(LocalDate.FromDateOnly(row.ArriveOn), LocalDate.FromDateOnly(row.DepartOn), row.Count); }
        return [.. counts.Values];

        static LocalDate? Day(DateOnly? day) => day is { } d ? LocalDate.FromDateOnly(d) : null;
        static LocalDate? Later(LocalDate? a, LocalDate? b) => a is null ? b : b is null ? a : LocalDate.Max(a.Value, b.Value);
        static LocalDate? Earlier(LocalDate? a, LocalDate? b) => a is null ? b : b is null ? a : LocalDate.Min(a.Value, b.Value);
    }

    private async Task<List<FacilityContract>> ContractsAsync(OccupancyQuery query, int days, CancellationToken ct)
    {
        var (from, until) = (query.FirstMonday, query.FirstMonday.PlusDays(days));
        return await db.Set<FacilityContract>().AsNoTracking().Where(c => c.FromOn < until && (c.UntilOn == null || c.UntilOn >= from)).ToListAsync(ct);
    }

    /// <summary>Plans that need a house and have no bed yet, and people who are entitled to release and have no plan.</summary>
    private async Task<List<Demand>> DemandAsync(OccupancyQuery query, int days, Inputs inputs, CancellationToken ct)
    {
        var until = query.FirstMonday.PlusDays(days);
        var plans = await (
            from p in db.Set<ReleasePlan>().AsNoTracking()
            join office in db.Set<Site>() on p.ParoleOfficeId equals office.Id
            where p.Status == PlanStatus.Active && p.NeedsResidence && p.ReleaseOn < until
                && !db.Set<BedStay>().Any(s => s.PlanId == p.Id && (s.State == StayState.Held || s.State == StayState.Confirmed || s.State == StayState.Arrived))
            select new { p.ReleaseType, p.ReleaseOn, p.ReturnOn, p.ResidencyCondition, p.DecisionOn, p.DestinationCommunity, office.Region }).ToListAsync(ct);
        var people = await (
            from p in db.Set<Person>().AsNoTracking()
            join site in db.Set<Site>() on p.InstitutionId equals site.Id
            where p.StatutoryReleaseOn > query.Today && p.StatutoryReleaseOn < until
                && !db.Set<ReleasePlan>().Any(r => r.PersonId == p.Id && (r.Status == PlanStatus.Active || r.Status == PlanStatus.Released))
                && !db.Set<BedStay>().Any(s => s.PersonId == p.Id && (s.State == StayState.Held || s.State == StayState.Confirmed || s.State == StayState.Arrived))
            select new { On = p.StatutoryReleaseOn!.Value, p.PreferredCommunity, site.Region }).ToListAsync(ct);
        var regions = (await db.Set<Site>().AsNoTracking().Where(s => s.Kind != SiteKind.Institution).Select(s => new { s.City, s.Region }).ToListAsync(ct))
            .GroupBy(s => s.City, StringComparer.OrdinalIgnoreCase).ToDictionary(g => g.Key, g => g.First().Region, StringComparer.OrdinalIgnoreCase);

        var all = plans.Select(p => new Demand(p.Region, p.DestinationCommunity, true, new MayNeedBed(
                // who was to be released before today and was not is still to come
                LocalDate.Max(p.ReleaseOn, query.Today), ForecastDefaults.ChanceOfNeed(p.ReleaseType, p.ResidencyCondition, p.DecisionOn is not null || !p.ReleaseType.NeedsBoardDecision()),
                p.ReleaseType.IsEntitledByLaw() ? inputs.MovesByLaw : inputs.MovesByDecision,
                p.ReturnOn is { } back && back > p.ReleaseOn ? Spread.Of((Period.DaysBetween(p.ReleaseOn, back), 1)) : inputs.Nights)))
            .Concat(people.Select(p => new Demand(regions.GetValueOrDefault(p.PreferredCommunity.Trim(), p.Region), p.PreferredCommunity, false,
                new MayNeedBed(p.On, ForecastDefaults.NeedsHousing, inputs.MovesByLaw, inputs.Nights))));
        return [.. all.Where(d => query.Region is null || d.Region == query.Region)];
    }

    private async Task<Inputs> InputsAsync(CancellationToken ct)
    {
        // first planned, and released in the end: the net of all moves between
        var released = await (
            from p in db.Set<ReleasePlan>().AsNoTracking()
            join a in db.Set<AuditEntry>() on p.Id equals a.PlanId
            where p.ReleasedAt != null && a.Act == "plan.launched"
            orderby p.ReleasedAt descending
            select new { p.ReleaseType, p.ReleaseOn, a.Detail }).Take(MostObserved).ToListAsync(ct);
        var moves = released.Where(r => r.Detail.Args.Length > 1 && r.Detail.Args[1] is LocalDate)
            .Select(r => (ByLaw: r.ReleaseType.IsEntitledByLaw(), Days: Period.DaysBetween((LocalDate)r.Detail.Args[1]!, r.ReleaseOn))).ToList();
        var past = await db.Set<BedStay>().AsNoTracking().Where(s => s.State == StayState.Departed).OrderByDescending(s => s.DepartedAt).Take(MostObserved).Select(s => s.Nights).ToListAsync(ct);

        var inputs = new List<ForecastInput>();
        var law = Choose("moves-by-law", [.. moves.Where(m => m.ByLaw).Select(m => m.Days)], ForecastDefaults.MovesByLaw);
        var decision = Choose("moves-by-decision", [.. moves.Where(m => !m.ByLaw).Select(m => m.Days)], ForecastDefaults.MovesByDecision);
        var nights = Choose("nights", past.ConvertAll(n => n.Count), ForecastDefaults.Nights);
        inputs.Add(new("need", BasisOfInput.ProductDefault, 0));
        inputs.Add(new("need-without-plan", BasisOfInput.Published, 0));
        return new(law, decision, nights, inputs);

        Spread Choose(string input, List<int> seen, Spread otherwise)
        {
            var enough = seen.Count >= ForecastDefaults.Enough;
            inputs.Add(new(input, enough ? BasisOfInput.Measured : BasisOfInput.ProductDefault, seen.Count));
            return enough ? Spread.Seen(seen) : otherwise;
        }
    }

    private const int MostObserved = 5_000;

    internal sealed record HouseCount(SiteId Id, Region Region, string City, FacilitySubtype Subtype, LocalDate? OpensOn, LocalDate? ClosesOn, NightCount Nights);
    private sealed record Demand(Region Region, string Community, bool HasPlan, MayNeedBed Person);
    private sealed record Inputs(Spread MovesByLaw, Spread MovesByDecision, Spread Nights, IReadOnlyList<ForecastInput> All);

    private sealed record BedsRow(Guid ResidenceId, DateOnly? OpensOn, DateOnly? ClosesOn, int Count);
    private sealed record SpellRow(Guid ResidenceId, DateOnly FirstOn, DateOnly EndOn);
    private sealed record StaysRow(Guid ResidenceId, DateOnly ArriveOn, DateOnly DepartOn, int Count);
}
