using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.BedSpaces;

/// <param name="Takes">A criterion of <see cref="FacilityCriteria"/> that the house takes.</param>
/// <param name="Free">Only houses with a bed free tonight.</param>
public sealed record FacilityFilter(
    string Text = "", Region? Region = null, FacilitySubtype? Subtype = null, string Province = "", string City = "", string Language = "", string Takes = "", bool Free = false, string Sort = "");

/// <param name="Usable">Beds that can be slept in tonight.</param>
/// <param name="Booked">Stays that take a bed tonight.</param>
public sealed record FacilityRow(Site Site, Facility Facility, int Usable, int Booked)
{
    public int Free => Math.Max(0, Usable - Booked);
}

/// <summary>A spell with everything that was ever said about it, newest first.</summary>
public sealed record SpellHistory(IReadOnlyList<OutOfServiceRevision> Revisions)
{
    public OutOfServiceRevision Latest => Revisions[0];
}

/// <summary>A facility as its page shows it.</summary>
public sealed record FacilityView(
    Site Site, Site? ParoleOffice, FacilityBeds Beds, IReadOnlyDictionary<Guid, Room> Rooms, IReadOnlyList<FacilityContract> Contracts, IReadOnlyList<SpellHistory> Spells,
    IReadOnlyList<BedDay> Days, LocalDate Today)
{
    public Facility Facility => Beds.Facility;
    public FacilityContract? ContractOn(LocalDate day) => Contracts.FirstOrDefault(c => c.FromOn <= day && (c.UntilOn is not { } last || last >= day));
}

/// <summary>Reads the list of facilities and one facility for pages. A house's own staff see their house and no other.</summary>
public sealed class FacilityListQueries(ReleasePlanningDb db, FacilityQueries facilities, IClock clock)
{
    public const int DaysAhead = 28;
    public const int MostDays = 366;

    public async Task<Paged<FacilityRow>> ListAsync(FacilityFilter filter, Actor actor, int page, int size, CancellationToken ct)
    {
        var rows = (await RowsAsync(ct)).Where(r => FacilityScope.Sees(actor, r.Site.Id) && Passes(r, filter)).ToList();
        var sorted = filter.Sort switch
        {
            "-name" => rows.OrderByDescending(r => r.Site.NameEn, StringComparer.OrdinalIgnoreCase),
            "city" => rows.OrderBy(r => r.Site.City, StringComparer.OrdinalIgnoreCase),
            "-city" => rows.OrderByDescending(r => r.Site.City, StringComparer.OrdinalIgnoreCase),
            "beds" => rows.OrderBy(r => r.Usable),
            "-beds" => rows.OrderByDescending(r => r.Usable),
            "free" => rows.OrderBy(r => r.Free),
            "-free" => rows.OrderByDescending(r => r.Free),
            _ => rows.OrderBy(r => r.Site.NameEn, StringComparer.OrdinalIgnoreCase),
        };
        return new([.. sorted.ThenBy(r => r.Site.Code, StringComparer.Ordinal).Skip((page - 1) * size).Take(size)], rows.Count);
    }

    public async Task<IReadOnlyList<string>> CitiesAsync(CancellationToken ct) =>
        await db.Set<Facility>().Join(db.Set<Site>(), f => f.Id, s => s.Id, (f, s) => s.City).Distinct().OrderBy(c => c).ToListAsync(ct);

    public async Task<FacilityView?> GetAsync(SiteId id, Actor actor, CancellationToken ct)
    {
        if (!FacilityScope.Sees(actor, id) || await facilities.BedsOfAsync(id, ct) is not { } beds) { return null; }
        var site = await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == id, ct);
        var today = TodayAt(site);
        var spells = (await db.Set<OutOfServiceRevision>().AsNoTracking().Where(r => r.FacilityId == id).ToListAsync(ct)).GroupBy(r => r.SpellId)
            .Select(g => new SpellHistory([.. g.OrderByDescending(r => r.Revision)])).OrderByDescending(s => s.Latest.FromOn).ToList();
        return new(
            site, site.ParoleOfficeId is { } office ? await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == office, ct) : null, beds,
            await db.Set<Room>().AsNoTracking().Where(r => r.FacilityId == id).ToDictionaryAsync(r => r.Id, ct),
            await db.Set<FacilityContract>().AsNoTracking().Where(c => c.FacilityId == id).OrderByDescending(c => c.FromOn).ToListAsync(ct),
            spells, BedDays.Count(beds, await StaysAsync(id, ct), today, DaysAhead), today);
    }

    /// <summary>The nights from a day on; null for a facility that is not there or not theirs.</summary>
    public async Task<IReadOnlyList<BedDay>?> DaysAsync(SiteId id, LocalDate? from, int days, Actor actor, CancellationToken ct)
    {
        if (!FacilityScope.Sees(actor, id) || await facilities.BedsOfAsync(id, ct) is not { } beds) { return null; }
        var first = from ?? TodayAt(await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == id, ct));
        return BedDays.Count(beds, await StaysAsync(id, ct), first, Math.Clamp(days, 1, MostDays));
    }

    /// <summary>Names of the people some stays are of, for the house's own staff and administrators.</summary>
    public async Task<IReadOnlyDictionary<PersonId, string>> NamesAsync(IEnumerable<PersonId> people, CancellationToken ct)
    {
        var ids = people.Distinct().ToList();
        return await db.Set<Person>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.DisplayName, ct);
    }

    private LocalDate TodayAt(Site site) => SiteTime.DateOf(clock.GetCurrentInstant(), SiteTime.Zone(site.TimeZone));

    private async Task<IReadOnlyList<StayNeed>> StaysAsync(SiteId id, CancellationToken ct) => [.. (await db.Set<BedStay>().AsNoTracking()
        .Where(s => s.ResidenceId == id && (s.State == StayState.Held || s.State == StayState.Confirmed || s.State == StayState.Arrived)).Select(s => new { s.Nights, s.Needs }).ToListAsync(ct))
        .Select(s => new StayNeed(s.Nights, s.Needs))];

    private async Task<List<FacilityRow>> RowsAsync(CancellationToken ct)
    {
        var houses = await db.Set<Facility>().AsNoTracking().Join(db.Set<Site>().AsNoTracking(), f => f.Id, s => s.Id, (f, s) => new { Facility = f, Site = s }).ToListAsync(ct);
        // the night at each house's own place
        var ids = houses.Select(h => h.Site.Id.Value).ToArray();
        var tonight = houses.Select(h => TodayAt(h.Site).ToDateOnly()).ToArray();
        var counts = await db.Database.SqlQuery<TonightRow>($"""
            select h.id as "Id",
                (select count(*)::int from beds b join facilities f on f.id = b.residence_id
                    where b.residence_id = h.id and coalesce(b.opens_on <= h.night, true) and coalesce(b.closes_on > h.night, true)
                        and coalesce(f.opens_on <= h.night, true) and coalesce(f.closes_on > h.night, true)
                        and not exists (select from out_of_service_revisions r where r.bed_id = b.id and not r.cancelled and r.from_on <= h.night and coalesce(r.until_on >= h.night, true)
                            and not exists (select from out_of_service_revisions n where n.spell_id = r.spell_id and n.revision > r.revision))) as "Usable",
                (select count(*)::int from bed_stays s where s.residence_id = h.id and s.state in ('Held', 'Confirmed', 'Arrived') and s.nights @> h.night) as "Booked"
            from unnest({ids}, {tonight}) as h(id, night)
            """).ToDictionaryAsync(c => c.Id, ct);
        return [.. houses.Select(h => new FacilityRow(h.Site, h.Facility, counts[h.Site.Id.Value].Usable, counts[h.Site.Id.Value].Booked))];
    }

    private sealed record TonightRow(Guid Id, int Usable, int Booked);

    private static bool Passes(FacilityRow row, FacilityFilter filter)
    {
        var (site, facility) = (row.Site, row.Facility);
        return (filter.Region is null || site.Region == filter.Region) && (filter.Subtype is null || facility.Subtype == filter.Subtype)
            && (filter.Province.Length == 0 || site.Province == filter.Province) && (filter.City.Length == 0 || site.City == filter.City)
            && (filter.Language.Length == 0 || facility.Languages.Contains(filter.Language)) && (filter.Takes.Length == 0 || FacilityCriteria.Of(facility).Contains(filter.Takes))
            && (!filter.Free || row.Free > 0)
            && filter.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(6).All(word =>
                new[] { site.NameEn, site.NameFr, site.City, facility.Operator }.Any(t => t.Contains(word, StringComparison.CurrentCultureIgnoreCase)));
    }
}
