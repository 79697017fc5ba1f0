using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>A bed asked for by a page or a program.</summary>
/// <param name="Person">Left out where a plan says who it is.</param>
/// <param name="Confirm">Promised at once instead of held.</param>
/// <param name="HeldUntil">Left out: as many working days as the house holds beds.</param>
public sealed record StayBooking(
    ReleasePlanId? Plan, PersonId? Person, SiteId Facility, LocalDate ArriveOn, LocalDate DepartOn, IReadOnlyList<string> Needs, Guid? Bed = null, bool Confirm = false, Instant? HeldUntil = null);

/// <summary>Holds or confirms a bed outside the steps of a diagram. Asked twice with the same content, the first one stands.</summary>
public sealed class BookStay(ReleasePlanningDb db, PlaceStay place, CurrentCalendar calendar, IClock clock)
{
    public Task<Outcome<BedStay>> RunAsync(StayBooking booking, Actor actor, CancellationToken ct) => db.AgainAfterDeadlockAsync(() => OnceAsync(booking, actor, ct));

    private async Task<Outcome<BedStay>> OnceAsync(StayBooking booking, Actor actor, CancellationToken ct)
    {
        if (booking.DepartOn <= booking.ArriveOn) { return Outcome.Refused<BedStay>("departOn", "beds.departs-before-arrival", booking.ArriveOn); }
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var plan = booking.Plan is { } id ? await db.LockPlanAsync(id, ct) : null;
        if (booking.Plan is not null && plan is null) { return Outcome.Refused<BedStay>("plan", "stays.no-such-plan"); }
        if (plan is { Plan.IsOpen: false }) { return Outcome.Conflict<BedStay>("stays.plan-over", plan.Plan.Number); }
        if ((plan?.Plan.PersonId ?? booking.Person) is not { } person || !await db.Set<Person>().AnyAsync(p => p.Id == person, ct)) { return Outcome.Refused<BedStay>("person", "stays.no-such-person"); }
        if (StayAccess.MayChange(booking.Facility, plan?.Plan, actor) is { Value: false } no) { return Outcome.Forbidden<BedStay>(no.Why.Code, [.. no.Why.Args]); }
        if (await IsForOthersAsync(plan?.Plan, person, booking.Facility, actor, ct)) { return Outcome.Refused<BedStay>(plan is null ? "person" : "plan", "stays.ask-the-officer"); }
        await db.LockBedsAsync(person, [booking.Facility], ct);
        if (await db.Set<Facility>().AsNoTracking().FirstOrDefaultAsync(f => f.Id == booking.Facility, ct) is not { } house) { return Outcome.Refused<BedStay>("facility", "stays.no-such-facility"); }

        var (site, now) = ((await db.Set<Site>().FindAsync([house.Id], ct))!, clock.GetCurrentInstant());
        var at = (await calendar.ReadAsync(db, ct)).Of(site);
        if (booking.ArriveOn < at.DateOf(now)) { return Outcome.Refused<BedStay>("arriveOn", "form.not-in-the-past", at.DateOf(now)); }
        var nights = new Nights(booking.ArriveOn, booking.DepartOn);
        if (await SameAsync(booking, person, nights, ct) is { } same) { return Outcome.Done(same); }
        var until = booking.HeldUntil ?? at.Closes(at.Federal.Add(at.DateOf(now), house.HoldDays));
        var request = new StayRequest(person, booking.Plan, booking.Facility, nights, booking.Needs, booking.Bed, booking.Confirm ? StayState.Confirmed : StayState.Held,
            booking.Confirm ? null : MicrosecondClock.Truncate(until), null);
        var placed = await place.RunAsync(request, actor, now, ct);
        if (!placed.IsDone) { return placed; }
        if (plan is not null && booking.Confirm) { await RecordPlacement.RunAsync(db, plan.Plan, placed.Value, now, ct); }
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<BedStay>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return placed;
    }

    /// <summary>A house books for whom it was asked about and for people without a plan; whoever else has a plan is placed by their officer.</summary>
    private async Task<bool> IsForOthersAsync(ReleasePlan? plan, PersonId person, SiteId house, Actor actor, CancellationToken ct)
    {
        if (actor == Actor.Service || actor.Holds(Roles.Administrator)) { return false; }
        if (plan is null) { return await db.Set<ReleasePlan>().AnyAsync(p => p.PersonId == person && (p.Status == PlanStatus.Active || p.Status == PlanStatus.Released), ct); }
        return !StayAccess.IsOfficer(plan, actor) && !await db.Set<BedReferral>().AnyAsync(r => r.PlanId == plan.Id && r.ResidenceId == house && r.SentAt != null, ct);
    }

    private async Task<BedStay?> SameAsync(StayBooking booking, PersonId person, Nights nights, CancellationToken ct)
    {
        var state = booking.Confirm ? StayState.Confirmed : StayState.Held;
        var candidates = await db.Set<BedStay>().Where(s => s.PersonId == person && s.ResidenceId == booking.Facility && s.State == state && s.PlanId == booking.Plan).ToListAsync(ct);
        return candidates.Find(s => s.Nights == nights && (booking.Bed is null || s.BedId == booking.Bed) && s.Needs.ToHashSet().SetEquals(booking.Needs));
    }
}
