using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>Changes what a facility says about itself: whom it takes, where it is, how long it needs. A house does not close over people who are booked there.</summary>
public sealed class ChangeFacility(ReleasePlanningDb db, LockFacility lockFacility, MakeRoom makeRoom)
{
    public async Task<Outcome<Facility>> RunAsync(SiteId id, FacilityEdit edit, uint seen, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var opened = await lockFacility.RunAsync(id, seen, actor, ct);
        if (opened is not { IsDone: true, Value: { } house }) { return opened.As<Facility>(); }
        if (FacilityRules.Check(edit, house.Site.Kind).ToList() is { Count: > 0 } problems) { return Outcome.Refused<Facility>(problems); }
        var before = await makeRoom.ReadAsync(house, ct);
        var changed = edit.Into(house.Facility, house.Now);
        var room = await makeRoom.RunAsync(before, before with { Facility = house.Facility }, house, "closesOn", actor, ct);
        if (!room.IsDone) { return room.As<Facility>(); }
        db.Add(AuditEntry.OfStaff(actor, house.Now, "facility.changed", new Reason("audit.facility.changed", house.Site.Code, string.Join(", ", changed))));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<Facility>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(house.Facility);
    }
}
