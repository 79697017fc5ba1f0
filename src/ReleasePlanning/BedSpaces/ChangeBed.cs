using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>Changes where a bed is, what it has and from when it is there. Somebody who needs what it loses goes to another bed, or the change is refused.</summary>
public sealed class ChangeBed(ReleasePlanningDb db, LockFacility lockFacility, MakeRoom makeRoom)
{
    public async Task<Outcome<Bed>> RunAsync(SiteId id, Guid bedId, BedEdit edit, uint seen, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var opened = await lockFacility.RunAsync(id, seen, actor, ct);
        if (opened is not { IsDone: true, Value: { } house }) { return opened.As<Bed>(); }
        if (await db.Set<Bed>().SingleOrDefaultAsync(b => b.Id == bedId && b.ResidenceId == id, ct) is not { } bed) { return Outcome.NotFound<Bed>(); }
        if (BedRules.Check(edit).ToList() is { Count: > 0 } problems) { return Outcome.Refused<Bed>(problems); }
        if (edit.OpensOn >= bed.ClosesOn) { return Outcome.Refused<Bed>("opensOn", "facility.bed-opens-after-it-closes", bed.ClosesOn); }
        if (await db.Set<Bed>().AnyAsync(b => b.ResidenceId == id && b.Label == edit.Label && b.Id != bedId, ct)) { return Outcome.Refused<Bed>("label", "facility.bed-label-taken", FacilityRules.Quote(edit.Label)); }
        var before = await makeRoom.ReadAsync(house, ct);
        (bed.Label, bed.OpensOn, bed.Features) = (edit.Label, edit.OpensOn, [.. edit.Features.Distinct().Order(StringComparer.Ordinal)]);
        bed.RoomId = await AddBed.RoomOfAsync(db, id, edit, ct);
        var room = await makeRoom.RunAsync(before, before with { Beds = [.. before.Beds.Select(b => b.Id == bed.Id ? bed : b)] }, house, "features", actor, ct);
        if (!room.IsDone) { return room.As<Bed>(); }
        db.Add(AuditEntry.OfStaff(actor, house.Now, "facility.bed-changed", new Reason("audit.facility.bed-changed", house.Site.Code, bed.Label)));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<Bed>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(bed);
    }
}
