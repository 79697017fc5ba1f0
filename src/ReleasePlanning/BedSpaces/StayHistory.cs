using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>What can happen to a stay, as its history names it; resources "stay-event.{kind}" and "audit.stay.{kind}".</summary>
public static class StayEvents
{
    public const string Held = "held", Confirmed = "confirmed", Arrived = "arrived", Departed = "departed", Cancelled = "cancelled", NotArrived = "not-arrived", Expired = "expired";
    public const string Extended = "extended", Shortened = "shortened", MovedNights = "moved-nights", MovedBed = "moved-bed", Transferred = "transferred", Repacked = "re-packed";
    public const string HeldLonger = "held-longer", Overstay = "overstay";

    public static readonly IReadOnlyList<string> All =
        [Held, Confirmed, Arrived, Departed, Cancelled, NotArrived, Expired, Extended, Shortened, MovedNights, MovedBed, Transferred, Repacked, HeldLonger, Overstay];
}

/// <summary>Writes what happened to a stay where it is looked for: in the stay's own history, and in the audit log of its plan. Never saves.</summary>
public static class StayHistory
{
    public static async Task WriteAsync(this ReleasePlanningDb db, BedStay stay, string kind, Actor actor, Instant now, CancellationToken ct, string? code = null, string note = "")
    {
        var house = await db.Set<Site>().FindAsync([stay.ResidenceId], ct);
        var entry = db.WriteEvent(stay, kind, actor, now, code, note);
        var detail = new Reason("audit.stay." + kind, StayRules.Named(house!), entry.Nights.ArriveOn, entry.Nights.DepartOn);
        if (stay.PlanId is { } plan) { db.Add(AuditEntry.OfPlan(plan, actor, now, "stay." + kind, detail)); }
        else if (actor.StaffId is not null) { db.Add(AuditEntry.OfStaff(actor, now, "stay." + kind, detail)); }
    }

    /// <summary>Only the stay's own history: for stays whose plan this transaction has not locked.</summary>
    public static BedStayEvent WriteEvent(this ReleasePlanningDb db, BedStay stay, string kind, Actor actor, Instant now, string? code = null, string note = "")
    {
        var entry = new BedStayEvent
        {
            Id = Guid.CreateVersion7(), StayId = stay.Id, At = now, By = actor.StaffId, Kind = kind, State = stay.State, Nights = stay.Nights, BedId = stay.BedId, ReasonCode = code, Note = note.Trim(),
        };
        db.Add(entry);
        return entry;
    }

    /// <summary>Keeps the timer that lets the hold of a plan expire: there exactly while the stay is held.</summary>
    public static Task KeepHoldTimerAsync(this ReleasePlanningDb db, BedStay stay, CancellationToken ct) => stay.PlanId is not { } plan
        ? Task.CompletedTask
        : db.ArmPlanTimerAsync(plan, ExpireHold.TimerKey, stay.Id.ToString(), stay.State == StayState.Held ? stay.HeldUntil : null, ct);
}
