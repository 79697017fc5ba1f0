using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <param name="State">Null: all that were sent.</param>
public sealed record ReferralFilter(ReferralState? State = null, string Text = "", string Sort = "");

/// <summary>A referral in a list. The house sees the person's name and dates, and nothing of the plan beyond.</summary>
/// <param name="StepId">The open step that answers it.</param>
/// <param name="Asked">The other side wrote last: an answer is waited for.</param>
public sealed record ReferralRow(BedReferral Referral, ReleasePlan Plan, Person Person, Site House, WorkItemId? StepId, bool Asked)
{
    public DateTimeZone Zone => PlanPlaces.Zone(House);
}

public sealed record StayRow(BedStay Stay, Person Person, Site House);

/// <summary>Somebody in the line of a house, or to whom a bed of it is offered.</summary>
/// <param name="Place">From 1; null for somebody who has an offer.</param>
/// <param name="Night">The night the person would arrive, as the plan now says.</param>
public sealed record WaitlistRow(WaitlistEntry Entry, int? Place, Person Person, ReleasePlan Plan, Site House, LocalDate Night)
{
    public DateTimeZone Zone => PlanPlaces.Zone(House);
}

public sealed record MessageRow(ReferralMessage Message, string By);

/// <param name="FreeBeds">Beds free on all these nights that have what is needed.</param>
/// <param name="Place">Where the person stands on the house's waiting list, from 1.</param>
public sealed record ReferralDetail(ReferralRow Row, ReferralPackage? Package, IReadOnlyList<MessageRow> Messages, int FreeBeds, Nights Nights, WaitlistEntry? Waiting, int? Place, bool OfHouse, bool MayWithdraw)
{
    /// <summary>The house may take the person off its list, until it has offered them a bed.</summary>
    public bool MayStrikeOff => OfHouse && Row.Referral.State == ReferralState.Waiting && Waiting is { State: WaitlistState.Waiting };
    /// <summary>How many people wait for a bed of the house.</summary>
    public int InLine { get; init; }
}

/// <summary>A plan's referrals, and what its officer can change about those still to be asked.</summary>
/// <param name="ToBeAsked">In their order.</param>
/// <param name="Houses">Those that can be added; empty where none can.</param>
/// <param name="WouldTell">What the next house is told when it is asked.</param>
public sealed record ReferralList(IReadOnlyList<ReferralDetail> All, bool MayChange, IReadOnlyList<BedReferral> ToBeAsked, IReadOnlyList<FieldOption> Houses, ReferralPackage? WouldTell);

/// <summary>What intake staff have to answer in their own houses, and one referral as its two sides see it.</summary>
public sealed class ReferralQueries(ReleasePlanningDb db, RecordRead recordRead, PersonNeedsQueries needs, FindBeds find, IClock clock)
{
    public async Task<Paged<ReferralRow>> InboxAsync(ReferralFilter filter, Actor actor, int page, int size, CancellationToken ct)
    {
        var houses = StayAccess.HousesOf(actor);
        var found = from r in db.Set<BedReferral>().AsNoTracking()
                    join p in db.Set<ReleasePlan>() on r.PlanId equals p.Id
                    join n in db.Set<Person>() on p.PersonId equals n.Id
                    join s in db.Set<Site>() on r.ResidenceId equals s.Id
                    where r.SentAt != null && houses.Contains(r.ResidenceId)
                    select new { r, p, n, s };
        if (filter.State is { } state) { found = found.Where(f => f.r.State == state); }
        if (filter.Text.Length > 0)
        {
            var like = Predicates.Anywhere(filter.Text);
            found = found.Where(f => EF.Functions.ILike(f.n.FamilyName, like) || EF.Functions.ILike(f.n.GivenNames, like) || EF.Functions.ILike(f.p.Number, like));
        }
        var total = await found.CountAsync(ct);
        found = filter.Sort switch
        {
            "person" => found.OrderBy(f => f.n.FamilyName).ThenBy(f => f.r.Id),
            "-person" => found.OrderByDescending(f => f.n.FamilyName).ThenBy(f => f.r.Id),
            "arrival" => found.OrderBy(f => f.p.ReleaseOn).ThenBy(f => f.r.Id),
            "-arrival" => found.OrderByDescending(f => f.p.ReleaseOn).ThenBy(f => f.r.Id),
            "-due" => found.OrderByDescending(f => f.r.AnswerDueAt).ThenBy(f => f.r.Id),
            // what waits for an answer first, by its clock
            _ => found.OrderBy(f => f.r.State == ReferralState.Sent ? 0 : 1).ThenBy(f => f.r.AnswerDueAt).ThenBy(f => f.r.Id),
        };
        var rows = await found.Skip((page - 1) * size).Take(size).ToListAsync(ct);
        var items = new List<ReferralRow>();
        foreach (var f in rows) { items.Add(await RowAsync(f.r, NeedToKnow.Of(f.p, PlanView.Supervision), NeedToKnow.Of(f.n, PlanView.Supervision), f.s, ofHouse: true, ct)); }
        return new(items, total);
    }

    /// <summary>Holds of these houses that expire, and who arrives, soonest first.</summary>
    public async Task<(IReadOnlyList<StayRow> Holds, IReadOnlyList<StayRow> Arrivals)> SoonAsync(Actor actor, int most, CancellationToken ct)
    {
        var houses = StayAccess.HousesOf(actor);
        var found = from s in db.Set<BedStay>().AsNoTracking()
                    join n in db.Set<Person>() on s.PersonId equals n.Id
                    join h in db.Set<Site>() on s.ResidenceId equals h.Id
                    where houses.Contains(s.ResidenceId)
                    select new { s, n, h };
        var holds = await found.Where(f => f.s.State == StayState.Held).OrderBy(f => f.s.HeldUntil).Take(most).ToListAsync(ct);
        var arrivals = await found.Where(f => f.s.State == StayState.Confirmed).ToListAsync(ct);
        return ([.. holds.Select(f => new StayRow(f.s, f.n, f.h))], [.. arrivals.Select(f => new StayRow(f.s, f.n, f.h)).OrderBy(f => f.Stay.Nights.ArriveOn).Take(most)]);
    }

    /// <summary>Who waits for a bed of these houses, in the order in which they are offered one; before them whoever has an offer that stands.</summary>
    public async Task<IReadOnlyList<WaitlistRow>> WaitingAsync(Actor actor, int most, CancellationToken ct)
    {
        var houses = StayAccess.HousesOf(actor);
        var found = await (
            from w in db.Set<WaitlistEntry>().AsNoTracking()
            join p in db.Set<ReleasePlan>() on w.PlanId equals p.Id
            join n in db.Set<Person>() on p.PersonId equals n.Id
            join h in db.Set<Site>() on w.FacilityId equals h.Id
            where houses.Contains(w.FacilityId) && (w.State == WaitlistState.Waiting || w.State == WaitlistState.Offered)
            orderby h.Code, w.State == WaitlistState.Offered ? 0 : 1, w.Position
            select new { w, p, n, h }).Take(most).ToListAsync(ct);
        return [.. found.GroupBy(f => f.h.Id).SelectMany(house => house.Select((f, i) => new WaitlistRow(
            f.w, f.w.State == WaitlistState.Offered ? null : i + 1 - house.Count(o => o.w.State == WaitlistState.Offered),
            NeedToKnow.Of(f.n, PlanView.Supervision), NeedToKnow.Of(f.p, PlanView.Supervision), f.h, StayNights.ArriveOn(f.p, PlanPlaces.Zone(f.h)))))];
    }

    /// <summary>The referrals of one plan, for those who see the whole plan. The reading is written down.</summary>
    public async Task<Outcome<IReadOnlyList<ReferralDetail>>> OfPlanAsync(ReleasePlanId id, Actor actor, CancellationToken ct)
    {
        if (await db.Set<ReleasePlan>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is not { } plan) { return Outcome.NotFound<IReadOnlyList<ReferralDetail>>(); }
        var sees = await PlanScope.ViewAsync(db, plan, actor, ct);
        if (sees.Value != PlanView.Full) { return Outcome.Forbidden<IReadOnlyList<ReferralDetail>>(sees.Why.Code, [.. sees.Why.Args]); }
        var details = new List<ReferralDetail>();
        foreach (var r in await db.Set<BedReferral>().AsNoTracking().Where(r => r.PlanId == id).OrderByDescending(r => r.Round).ThenBy(r => r.Rank).ToListAsync(ct))
        {
            details.Add(await DetailAsync(r, plan, actor, PlanView.Full, ofHouse: false, ct));
        }
        await recordRead.RunAsync(id, actor, null, ct);
        return Outcome.Done<IReadOnlyList<ReferralDetail>>(details);
    }

    /// <summary>The same with what can be changed about them.</summary>
    public async Task<Outcome<ReferralList>> ListAsync(ReleasePlanId id, Actor actor, CancellationToken ct)
    {
        var read = await OfPlanAsync(id, actor, ct);
        if (!read.IsDone) { return read.As<ReferralList>(); }
        var plan = await db.Set<ReleasePlan>().AsNoTracking().SingleAsync(p => p.Id == id, ct);
        var all = read.Value!.Select(d => d.Row.Referral).ToList();
        var waiting = ReferralRound.ToBeAsked(all);
        var may = PlanAccess.MayChange(plan, actor).Value && plan is { IsOpen: true, NeedsResidence: true };
        IReadOnlyList<FieldOption> houses = [];
        if (may && all.Count > 0 && !await db.Set<WorkItem>().AnyAsync(w => w.PlanId == id && w.State == WorkItemState.Open && (w.Form == RankReferrals.FormKey || w.Form == ReviewAccommodation.FormKey), ct))
        {
            var listed = all.Where(r => r.Round == all.Max(o => o.Round) && !(r.State == ReferralState.Withdrawn && r.SentAt is null)).Select(r => r.ResidenceId.ToString()).ToHashSet();
            var search = await find.RunAsync((await needs.OfPlanAsync(id, null, ct))!.Query(clock.GetCurrentInstant().InUtc().Date), ct);
            houses = [.. NamingRules.Options(search).Where(o => !listed.Contains(o.Code))];
        }
        return Outcome.Done(new ReferralList(read.Value!, may, waiting, houses, waiting.Count == 0 ? null : await ReferralPackage.OfAsync(db, plan, waiting[0].Note, ct)));
    }

    /// <summary>What a house would be told were it asked now, for those who see the whole plan.</summary>
    public async Task<ReferralPackage?> WouldTellAsync(ReleasePlanId id, string text, Actor actor, CancellationToken ct) =>
        await db.Set<ReleasePlan>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is { } plan && (await PlanScope.ViewAsync(db, plan, actor, ct)).Value == PlanView.Full
            ? await ReferralPackage.OfAsync(db, plan, text, ct) : null;

    /// <summary>One referral, for the house that was asked and for those who see the whole plan. The reading is written down.</summary>
    public async Task<Outcome<ReferralDetail>> GetAsync(Guid id, Actor actor, CancellationToken ct)
    {
        if (await db.Set<BedReferral>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } referral) { return Outcome.NotFound<ReferralDetail>(); }
        var plan = await db.Set<ReleasePlan>().AsNoTracking().SingleAsync(p => p.Id == referral.PlanId, ct);
        var sees = await PlanScope.ViewAsync(db, plan, actor, ct);
        var ofHouse = referral.SentAt is not null && StayAccess.HousesOf(actor).Contains(referral.ResidenceId);
        if (!ofHouse && sees.Value != PlanView.Full) { return Outcome.NotFound<ReferralDetail>(); }
        await recordRead.RunAsync(plan.Id, actor, null, ct);
        return Outcome.Done(await DetailAsync(referral, plan, actor, sees.Value, ofHouse, ct));
    }

    /// <summary>The referral that this step answers, for the house that was asked; its page shows what is needed to decide.</summary>
    public Task<Guid?> OfStepAsync(WorkItem item, Actor actor, CancellationToken ct) =>
        item is not { Form: AnswerBedReferral.FormKey, State: WorkItemState.Open } || !StayAccess.HousesOf(actor).Contains(item.SiteId) ? Task.FromResult<Guid?>(null)
        : db.Set<BedReferral>().Where(r => r.PlanId == item.PlanId && r.ResidenceId == item.SiteId && r.State == ReferralState.Sent).Select(r => (Guid?)r.Id).FirstOrDefaultAsync(ct);

    private async Task<ReferralDetail> DetailAsync(BedReferral referral, ReleasePlan plan, Actor actor, PlanView sees, bool ofHouse, CancellationToken ct)
    {
        var person = await db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == plan.PersonId, ct);
        var house = await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == referral.ResidenceId, ct);
        var messages = await (
            from m in db.Set<ReferralMessage>().AsNoTracking()
            join s in db.Set<StaffMember>() on m.By equals s.Id
            where m.ReferralId == referral.Id
            orderby m.At, m.Id
            select new MessageRow(m, s.Name)).ToListAsync(ct);
        var entry = await db.Set<WaitlistEntry>().AsNoTracking().Where(w => w.ReferralId == referral.Id && (w.State == WaitlistState.Waiting || w.State == WaitlistState.Offered)).FirstOrDefaultAsync(ct);
        var place = entry is not { State: WaitlistState.Waiting } ? (int?)null : 1 + await db.Set<WaitlistEntry>().CountAsync(w => w.FacilityId == entry.FacilityId && w.State == WaitlistState.Waiting && w.Position < entry.Position, ct);
        var nights = await PersonNeedsQueries.NightsAsync(db, plan, PlanPlaces.Zone(house), ct);
        var room = await HoldBed.RoomAsync(db, house.Id, nights, PersonNeeds.FeaturesOf(person), clock.GetCurrentInstant(), ct);
        var row = await RowAsync(referral, NeedToKnow.Of(plan, sees), NeedToKnow.Of(person, sees), house, ofHouse, ct);
        // before it is sent, the officer sees what would be told
        var package = ReferralPackage.Read(referral.Package) ?? (ofHouse ? null : await ReferralPackage.OfAsync(db, plan, referral.Note, ct));
        return new(row, package, messages, room.Count, nights, entry, place, ofHouse,
            PlanAccess.MayChange(plan, actor).Value && referral.State is ReferralState.Ranked or ReferralState.Sent or ReferralState.Waiting)
        {
            InLine = await db.Set<WaitlistEntry>().CountAsync(w => w.FacilityId == house.Id && w.State == WaitlistState.Waiting, ct),
        };
    }

    private async Task<ReferralRow> RowAsync(BedReferral referral, ReleasePlan plan, Person person, Site house, bool ofHouse, CancellationToken ct)
    {
        var step = referral.State != ReferralState.Sent ? (WorkItemId?)null : await db.Set<WorkItem>()
            .Where(w => w.PlanId == referral.PlanId && w.SiteId == referral.ResidenceId && w.Form == AnswerBedReferral.FormKey && w.State == WorkItemState.Open).Select(w => (WorkItemId?)w.Id).FirstOrDefaultAsync(ct);
        var last = await db.Set<ReferralMessage>().Where(m => m.ReferralId == referral.Id).OrderByDescending(m => m.At).Select(m => (bool?)m.FromHouse).FirstOrDefaultAsync(ct);
        return new(referral, plan, person, house, step, last is { } fromHouse && fromHouse != ofHouse);
    }
}
