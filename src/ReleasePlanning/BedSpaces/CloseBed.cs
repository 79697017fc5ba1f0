using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>Closes a bed from a day on, or opens it again for good. Those booked on it afterwards go to other beds, or the closing is refused and names them.</summary>
public sealed class CloseBed(ReleasePlanningDb db, LockFacility lockFacility, MakeRoom makeRoom)
{
    /// <param name="closesOn">The first day it is no longer there; null opens it again.</param>
    public async Task<Outcome<Bed>> RunAsync(SiteId id, Guid bedId, LocalDate? closesOn, uint seen, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var opened = await lockFacility.RunAsync(id, seen, actor, ct);
        if (opened is not { IsDone: true, Value: { } house }) { return opened.As<Bed>(); }
        if (await db.Set<Bed>().SingleOrDefaultAsync(b => b.Id == bedId && b.ResidenceId == id, ct) is not { } bed) { return Outcome.NotFound<Bed>(); }
        if (closesOn < house.Today) { return Outcome.Refused<Bed>("closesOn", "facility.closes-in-the-past", house.Today); }
        if (closesOn <= bed.OpensOn) { return Outcome.Refused<Bed>("closesOn", "facility.closes-before-it-opens", bed.OpensOn); }
        var before = await makeRoom.ReadAsync(house, ct);
        bed.ClosesOn = closesOn;
        var room = await makeRoom.RunAsync(before, before with { Beds = [.. before.Beds.Select(b => b.Id == bed.Id ? bed : b)] }, house, "closesOn", actor, ct);
        if (!room.IsDone) { return room.As<Bed>(); }
        db.Add(AuditEntry.OfStaff(actor, house.Now, "facility.bed-closed",
            closesOn is null ? new Reason("audit.facility.bed-reopened", house.Site.Code, bed.Label) : new Reason("audit.facility.bed-closed", house.Site.Code, bed.Label, closesOn)));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<Bed>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(bed);
    }
}
