using Microsoft.EntityFrameworkCore;
using NodaTime;
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
/// <param name="Sort">arrive (first by itself), person, house, state or held; with "-" the other way round.</param>
public sealed record StayFilter(string List = StayLists.Current, SiteId? House = null, string Text = "", string Sort = "");

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
        if (filter.House is { } at) { rows = rows.Where(r => r.stay.ResidenceId == at); }
        foreach (var word in Predicates.Words(filter.Text))
        {
            rows = rows.Where(r => EF.Functions.ILike(r.person.FamilyName, word) || EF.Functions.ILike(r.person.GivenNames, word) || EF.Functions.ILike(r.person.PreferredName ?? "", word) || EF.Functions.ILike(r.person.Fps, word));
        }
        var total = await rows.CountAsync(ct);
        var sorted = filter.Sort switch
        {
            "-arrive" => rows.OrderByDescending(r => r.stay.Nights),
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
        var followed = await db.Set<BedStay>().Where(s => s.TransferOf == id).Select(s => (Guid?)s.Id).FirstOrDefaultAsync(ct);
        if (plan is not null) { await recordRead.RunAsync(plan.Id, actor, null, ct); }
        return Outcome.Done(new StayView(stay, NeedToKnow.Of(person, view == PlanView.Full ? PlanView.Full : PlanView.Supervision), house, labels[stay.BedId], plan, view == PlanView.Full,
            await HistoryAsync(id, labels, ct), may, StayRules.Offered(stay, today, now, promise), beds, today, followed));
    }

    /// <summary>Houses somebody may look at the stays of, for a filter; and for administrators and officers those a person can go to.</summary>
    public async Task<IReadOnlyList<Site>> HousesAsync(Actor actor, bool all, CancellationToken ct)
    {
        var own = OwnHouses(actor);
        var houses = db.Set<Site>().AsNoTracking().Where(s => s.Kind == SiteKind.CommunityResidentialFacility || s.Kind == SiteKind.CommunityCorrectionalCentre);
        if (!all && !SeesAll(actor) && own.Count > 0) { houses = houses.Where(s => own.Contains(s.Id)); }
        return await houses.OrderBy(s => s.NameEn).ToListAsync(ct);
    }

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
        var own = OwnHouses(actor);
        // a house sees its own stays and not where else somebody was held a bed
        var officer = actor with { Roles = [.. actor.Roles.Where(r => !PlanAccess.Limited.Contains(r.Role))] };
        var plans = db.Set<ReleasePlan>().Where(PlanScope.Of(db, officer)).Select(p => (ReleasePlanId?)p.Id);
        return stays.Where(s => own.Contains(s.ResidenceId) || plans.Contains(s.PlanId));
    }

    private static bool SeesAll(Actor actor) => actor.Holds(Roles.Administrator) || actor.Holds(Roles.Auditor);

    private static List<SiteId> OwnHouses(Actor actor) =>
        [.. actor.Roles.Concat(actor.Covers.SelectMany(c => c.Roles)).Where(r => r.Role == Roles.ResidenceIntake).Select(r => r.SiteId).Distinct()];
}
