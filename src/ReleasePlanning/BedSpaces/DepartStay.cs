using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The person left: earlier than planned frees the nights that are left, later than planned is written down as it was. The caller holds the locks. Never saves.</summary>
public sealed class DepartStay(ReleasePlanningDb db, FitStay fit)
{
    public async Task<Outcome<BedStay>> RunAsync(BedStay stay, Instant at, string code, string note, Actor actor, Instant now, CancellationToken ct)
    {
        if (!StayEnds.Departing.Contains(code)) { return Outcome.Refused<BedStay>("code", "stays.unknown-code", string.Join(", ", StayEnds.Departing)); }
        var zone = PlanPlaces.Zone((await db.Set<Site>().FindAsync([stay.ResidenceId], ct))!);
        if (stay is { State: StayState.Departed, DepartedAt: { } already })
        {
            return already == at && stay.EndCode == code ? Outcome.Done(stay) : Outcome.Conflict<BedStay>("stays.departed-otherwise", already.InZone(zone));
        }
        if (StayRules.Refuse(stay, StayActs.Depart, null, now) is { } no) { return Outcome.Conflict<BedStay>(no.Code, [.. no.Args]); }
        if (at > now) { return Outcome.Refused<BedStay>("departedAt", "form.not-in-the-future", now.InZone(zone).Date); }
        if (at < stay.ArrivedAt) { return Outcome.Conflict<BedStay>("stays.departs-before-arrival", stay.ArrivedAt.Value.InZone(zone)); }
        await LeaveAsync(stay, at.InZone(zone).Date, code, ct);
        stay.DepartedAt = at;
        await db.WriteAsync(stay, StayEvents.Departed, actor, now, ct, code, note);
        return Outcome.Done(stay);
    }

    /// <summary>The stay is over with the nights that were slept; who left on the day they came counts for one.</summary>
    private async Task LeaveAsync(BedStay stay, LocalDate on, string code, CancellationToken ct)
    {
        stay.Nights = new(stay.Nights.ArriveOn, LocalDate.Max(on, stay.Nights.ArriveOn.PlusDays(1)));
        stay.Occupies = await fit.OccupiesAsync(stay.ResidenceId, stay.Nights, ct);
        (stay.State, stay.EndCode) = (StayState.Departed, code);
    }
}
