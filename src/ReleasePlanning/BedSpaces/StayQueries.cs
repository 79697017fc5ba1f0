using Microsoft.EntityFrameworkCore;
using NodaTime;
using NpgsqlTypes;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>Which part of a house's stays somebody looks at; resource "stay-list.{key}".</summary>
public static class StayLists
{
    public const string Today = "today", Week = "week", Leaving = "leaving", Overstays = "overstays", Holds = "holds", There = "there", Current = "current", Past = "past";

    public static readonly IReadOnlyList<string> All = [Today, Week, There, Leaving, Overstays, Holds, Current, Past];
}

/// <param name="List">One of <see cref="StayLists"/>: arrivals due today or before, arrivals of seven days, departures of seven days, people past their departure day, holds that expire within three days,
/// residents, all that take a bed, or those that are over.</param>
/// <param name="Sort">arrive (first by itself), depart, person, house, state or held; with "-" the other way round.</param>
public sealed record StayFilter(string List = StayLists.Current, SiteId? House = null, StayState? State = null, string Text = "", string Sort = "");

/// <summary>Somebody a bed of a house may be booked for, because the house was asked about them, knows them, or they are of one's own plans.</summary>
/// <param name="Plan">The open plan the bed is for; null for somebody who has none.</param>
public sealed record BookablePerson(PersonId Person, string Name, string Fps, ReleasePlanId? Plan, string? PlanNumber);

/// <param name="Overstays">Still there after the departure day.</param>
public sealed record StayListRow(BedStay Stay, Person Person, Site House, string Bed, string? PlanNumber, bool Overstays);

/// <summary>One entry of a stay's history.</summary>
public sealed record StayEventView(BedStayEvent Event, string? By, string Bed);

/// <summary>Everything the page of a stay shows, as much of it as the reader may see.</summary>
public sealed record StayView(
    BedStay Stay, Person Person, Site House, string Bed, ReleasePlan? Plan, bool SeesPlan, IReadOnlyList<StayEventView> History, Reasoned<bool> MayChange, IReadOnlyList<OfferedAct> Acts,
    IReadOnlyList<Bed> Beds, LocalDate Today, Guid? FollowedBy)
{
    public bool Overstays => StayRules.IsOverstaying(Stay, Today);
    /// <summary>The stay of another house it was transferred from.</summary>
    public Guid? Follows { get; init; }
}

/// <summary>Reads stays: intake staff those of their houses, officers those of their plans, administrators and auditors all.</summary>
public sealed class StayQueries(ReleasePlanningDb db, RecordRead recordRead, IClock clock)
{
    public async Task<Paged<StayListRow>> ListAsync(StayFilter filter, Actor actor, int page, int size, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var rows = from stay in Seen(Listed(filter.List, now), actor)
                   join person in db.Set<Person>() on stay.PersonId equals person.Id
                   join house in db.Set<Site>() on stay.ResidenceId equals house.Id
                   join bed in db.Set<Bed>() on stay.BedId equals bed.Id
                   select new { stay, person, house, bed };
        if (filter.State is { } state) { rows = rows.Where(r => r.stay.State == state); }
        if (filter.House is { } at) { rows = rows.Where(r => r.stay.ResidenceId == at); }
        foreach (var word in Predicates.Words(filter.Text))
        {
            rows = rows.Where(r => EF.Functions.ILike(r.person.FamilyName, word) || EF.Functions.ILike(r.person.GivenNames, word) || EF.Functions.ILike(r.person.PreferredName ?? "", word) || EF.Functions.ILike(r.person.Fps, word));
        }
        var total = await rows.CountAsync(ct);
        var sorted = filter.Sort switch
        {
            "-arrive" => rows.OrderByDescending(r => r.stay.Nights),
            // the model knows nights as a whole; the database knows where they end
            "depart" => rows.OrderBy(r => ((NpgsqlRange<DateOnly>)(object)r.stay.Nights).UpperBound).ThenBy(r => r.stay.Nights),
            "-depart" => rows.OrderByDescending(r => ((NpgsqlRange<DateOnly>)(object)r.stay.Nights).UpperBound).ThenBy(r => r.stay.Nights),
            "person" => rows.OrderBy(r => r.person.FamilyName).ThenBy(r => r.person.GivenNames),
            "-person" => rows.OrderByDescending(r => r.person.FamilyName).ThenByDescending(r => r.person.GivenNames),
            "house" => rows.OrderBy(r => r.house.NameEn).ThenBy(r => r.stay.Nights),
            "-house" => rows.OrderByDescending(r => r.house.NameEn).ThenBy(r => r.stay.Nights),
            "state" => rows.OrderBy(r => r.stay.State).ThenBy(r => r.stay.Nights),
            "-state" => rows.OrderByDescending(r => r.stay.State).ThenBy(r => r.stay.Nights),
            "held" => rows.OrderBy(r => r.stay.HeldUntil).ThenBy(r => r.stay.Nights),
            "-held" => rows.OrderByDescending(r => r.stay.HeldUntil).ThenBy(r => r.stay.Nights),
            _ => rows.OrderBy(r => r.stay.Nights),
        };
        var found = await sorted.ThenBy(r => r.stay.Id).Skip((page - 1) * size).Take(size)
            .Select(r => new { r.stay, r.person, r.house, r.bed.Label, Plan = db.Set<ReleasePlan>().Where(p => p.Id == r.stay.PlanId).Select(p => p.Number).FirstOrDefault() }).ToListAsync(ct);
        return new([.. found.Select(r => new StayListRow(r.stay, r.person, r.house, r.Label, r.Plan, StayRules.IsOverstaying(r.stay, now.InZone(PlanPlaces.Zone(r.house)).Date)))], total);
    }

    public async Task<Outcome<StayView>> GetAsync(Guid id, Actor actor, CancellationToken ct)
    {
        if (await db.Set<BedStay>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, ct) is not { } stay) { return Outcome.NotFound<StayView>(); }
        var plan = stay.PlanId is { } of ? await db.Set<ReleasePlan>().AsNoTracking().SingleAsync(p => p.Id == of, ct) : null;
        var view = plan is null ? PlanView.None : (await PlanScope.ViewAsync(db, plan, actor, ct)).Value;
        var may = StayAccess.MayChange(stay.ResidenceId, plan, actor);
        if (!StayAccess.MaySee(stay.ResidenceId, plan, view, actor)) { return Outcome.Forbidden<StayView>(may.Why.Code); }
        var (house, now) = (await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == stay.ResidenceId, ct), clock.GetCurrentInstant());
        var beds = await db.Set<Bed>().AsNoTracking().Where(b => b.ResidenceId == stay.ResidenceId).OrderBy(b => b.Label).ToListAsync(ct);
        var person = await db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == stay.PersonId, ct);
        var today = now.InZone(PlanPlaces.Zone(house)).Date;
        var promise = stay.TakesTheBed ? await StayPromise.RefusedAsync(db, stay, ct) : null;
        var labels = beds.ToDictionary(b => b.Id, b => b.Label);
        var beside = await db.Set<BedStay>().AsNoTracking().Where(s => s.TransferOf == id || s.Id == stay.TransferOf).ToListAsync(ct);
        // the other house's stay is not the house's to read
        beside.RemoveAll(s => !StayAccess.MaySee(s.ResidenceId, plan, view, actor));
        if (plan is not null) { await recordRead.RunAsync(plan.Id, actor, null, ct); }
        return Outcome.Done(new StayView(stay, NeedToKnow.Of(person, view == PlanView.Full ? PlanView.Full : PlanView.Supervision), house, labels[stay.BedId], plan, view == PlanView.Full,
            await HistoryAsync(id, labels, ct), may, StayRules.Offered(stay, today, now, promise), beds, today, beside.Find(s => s.TransferOf == id)?.Id) { Follows = beside.Find(s => s.Id == stay.TransferOf)?.Id });
    }

    /// <summary>The bed a plan relies on, for those who have a step to answer about it.</summary>
    public async Task<StayListRow?> OfPlanAsync(ReleasePlanId plan, CancellationToken ct)
    {
        var found = await (from s in db.Set<BedStay>().AsNoTracking()
                           join p in db.Set<Person>() on s.PersonId equals p.Id
                           join h in db.Set<Site>() on s.ResidenceId equals h.Id
                           join b in db.Set<Bed>() on s.BedId equals b.Id
                           where s.PlanId == plan && (s.State == StayState.Held || s.State == StayState.Confirmed)
                           orderby s.State descending, s.BookedAt descending
                           select new { s, p, h, b.Label }).FirstOrDefaultAsync(ct);
        return found is null ? null : new(found.s, found.p, found.h, found.Label, null, false);
    }

    /// <summary>Houses somebody may look at the stays of, for a filter; and for administrators and officers those a person can go to.</summary>
    public async Task<IReadOnlyList<Site>> HousesAsync(Actor actor, bool all, CancellationToken ct)
    {
        var own = StayAccess.HousesOf(actor);
        var houses = db.Set<Site>().AsNoTracking().Where(s => s.Kind == SiteKind.CommunityResidentialFacility || s.Kind == SiteKind.CommunityCorrectionalCentre);
        if (!all && !SeesAll(actor) && own.Count > 0) { houses = houses.Where(s => own.Contains(s.Id)); }
        return await houses.OrderBy(s => s.NameEn).ToListAsync(ct);
    }

    /// <summary>Whom somebody may book a bed for in a house: those it was asked about and those who have or had a stay there, for its staff; those of their own open plans, for officers.
    /// Nobody can look through everybody here.</summary>
    public async Task<IReadOnlyList<BookablePerson>> BookableAsync(SiteId house, Actor actor, CancellationToken ct)
    {
        var officer = actor with { Roles = [.. actor.Roles.Where(r => !PlanAccess.Limited.Contains(r.Role))] };
        var (runs, since) = (StayAccess.Runs(house, actor), clock.GetCurrentInstant() - KnownFor);
        var plans = await (from p in db.Set<ReleasePlan>().AsNoTracking()
                           where p.Status == PlanStatus.Active || p.Status == PlanStatus.Released
                           where (runs && db.Set<BedReferral>().Any(r => r.PlanId == p.Id && r.ResidenceId == house && r.SentAt != null))
                               || db.Set<ReleasePlan>().Where(PlanScope.Of(db, officer)).Any(o => o.Id == p.Id)
                           join n in db.Set<Person>() on p.PersonId equals n.Id
                           select new { p, n }).ToListAsync(ct);
        var known = !runs ? [] : await db.Set<Person>().AsNoTracking()
            .Where(n => db.Set<BedStay>().Any(s => s.PersonId == n.Id && s.ResidenceId == house && s.BookedAt > since)
                && !db.Set<ReleasePlan>().Any(p => p.PersonId == n.Id && (p.Status == PlanStatus.Active || p.Status == PlanStatus.Released))).ToListAsync(ct);
        return [.. plans.Where(r => StayAccess.MayChange(house, r.p, actor).Value).Select(r => new BookablePerson(r.n.Id, r.n.DisplayName, r.n.Fps, r.p.Id, r.p.Number))
            .Concat(known.Select(n => new BookablePerson(n.Id, n.DisplayName, n.Fps, null, null))).OrderBy(b => b.Name, StringComparer.CurrentCulture)];
    }

    /// <summary>Somebody who is named by number and family name, so that whoever names them knows them already. For the staff of the house and administrators.
    /// Who has an open plan the house was not asked about is placed by their officer.</summary>
    public async Task<Outcome<BookablePerson>> NamedAsync(string fps, string familyName, SiteId house, Actor actor, CancellationToken ct)
    {
        if (StayAccess.MayChange(house, null, actor) is { Value: false } no) { return Outcome.Forbidden<BookablePerson>(no.Why.Code); }
        var (number, family) = (fps.Trim().ToUpperInvariant(), Predicates.Exactly(familyName.Trim()));
        var person = await db.Set<Person>().AsNoTracking().SingleOrDefaultAsync(p => p.Fps == number && EF.Functions.ILike(p.FamilyName, family), ct);
        if (person is null) { return Outcome.Refused<BookablePerson>("fps", "stays.not-named"); }
        if ((await BookableAsync(house, actor, ct)).FirstOrDefault(b => b.Person == person.Id) is { } known) { return Outcome.Done(known); }
        var planned = await db.Set<ReleasePlan>().AnyAsync(p => p.PersonId == person.Id && (p.Status == PlanStatus.Active || p.Status == PlanStatus.Released), ct);
        return planned ? Outcome.Refused<BookablePerson>("fps", "stays.ask-the-officer") : Outcome.Done(new BookablePerson(person.Id, person.DisplayName, person.Fps, null, null));
    }

    /// <summary>The beds of a house, for a choice.</summary>
    public async Task<IReadOnlyList<Bed>> BedsAsync(SiteId house, CancellationToken ct) => await db.Set<Bed>().AsNoTracking().Where(b => b.ResidenceId == house).OrderBy(b => b.Label).ToListAsync(ct);

    // a house remembers who was there in the last year
    private static readonly Duration KnownFor = Duration.FromDays(365);

    private async Task<List<StayEventView>> HistoryAsync(Guid id, Dictionary<Guid, string> beds, CancellationToken ct) =>
        [.. (await (from e in db.Set<BedStayEvent>().AsNoTracking()
                    where e.StayId == id
                    orderby e.At, e.Id
                    select new { e, By = db.Set<StaffMember>().Where(s => s.Id == e.By).Select(s => s.Name).FirstOrDefault() }).ToListAsync(ct))
            .Select(r => new StayEventView(r.e, r.By, beds.GetValueOrDefault(r.e.BedId, "")))];

    // what lies within a range is asked in SQL: the model knows nights only as a whole
    private IQueryable<BedStay> Listed(string list, Instant now)
    {
        var at = now.ToDateTimeUtc();
        var stays = list switch
        {
            StayLists.Today => db.Set<BedStay>().FromSql($"select s.*, s.xmin from bed_stays s join sites h on h.id = s.residence_id where s.state = 'Confirmed' and lower(s.nights) <= ({at} at time zone h.time_zone)::date"),
            StayLists.Week => db.Set<BedStay>().FromSql($"""
                select s.*, s.xmin from bed_stays s join sites h on h.id = s.residence_id
                where s.state in ('Held', 'Confirmed') and lower(s.nights) between ({at} at time zone h.time_zone)::date and ({at} at time zone h.time_zone)::date + 6
                """),
            StayLists.Leaving => db.Set<BedStay>().FromSql($"""
                select s.*, s.xmin from bed_stays s join sites h on h.id = s.residence_id
                where s.state = 'Arrived' and upper(s.nights) between ({at} at time zone h.time_zone)::date and ({at} at time zone h.time_zone)::date + 6
                """),
            StayLists.Overstays => db.Set<BedStay>().FromSql($"select s.*, s.xmin from bed_stays s join sites h on h.id = s.residence_id where s.state = 'Arrived' and upper(s.nights) < ({at} at time zone h.time_zone)::date"),
            _ => db.Set<BedStay>().AsQueryable(),
        };
        var soon = now + Duration.FromDays(3);
        return (list switch
        {
            StayLists.Holds => stays.Where(s => s.State == StayState.Held && s.HeldUntil < soon),
            StayLists.There => stays.Where(s => s.State == StayState.Arrived),
            StayLists.Past => stays.Where(s => s.State != StayState.Held && s.State != StayState.Confirmed && s.State != StayState.Arrived),
            StayLists.Today or StayLists.Week or StayLists.Leaving or StayLists.Overstays => stays,
            _ => stays.Where(s => s.State == StayState.Held || s.State == StayState.Confirmed || s.State == StayState.Arrived),
        }).AsNoTracking();
    }

    private IQueryable<BedStay> Seen(IQueryable<BedStay> stays, Actor actor)
    {
        if (SeesAll(actor)) { return stays; }
        var own = StayAccess.HousesOf(actor);
        // a house sees its own stays and not where else somebody was held a bed
        var officer = actor with { Roles = [.. actor.Roles.Where(r => !PlanAccess.Limited.Contains(r.Role))] };
        var plans = db.Set<ReleasePlan>().Where(PlanScope.Of(db, officer)).Select(p => (ReleasePlanId?)p.Id);
        return stays.Where(s => own.Contains(s.ResidenceId) || plans.Contains(s.PlanId));
    }

    private static bool SeesAll(Actor actor) => actor.Holds(Roles.Administrator) || actor.Holds(Roles.Auditor);
}
