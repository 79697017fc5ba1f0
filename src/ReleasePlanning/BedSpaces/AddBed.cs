using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>Adds a bed to a house, in a room that is there or a new one.</summary>
public sealed class AddBed(ReleasePlanningDb db, LockFacility lockFacility)
{
    public async Task<Outcome<Bed>> RunAsync(SiteId id, BedEdit edit, uint seen, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var opened = await lockFacility.RunAsync(id, seen, actor, ct);
        if (opened is not { IsDone: true, Value: { } house }) { return opened.As<Bed>(); }
        if (BedRules.Check(edit).ToList() is { Count: > 0 } problems) { return Outcome.Refused<Bed>(problems); }
        if (await db.Set<Bed>().AnyAsync(b => b.ResidenceId == id && b.Label == edit.Label, ct)) { return Outcome.Refused<Bed>("label", "facility.bed-label-taken", FacilityRules.Quote(edit.Label)); }
        var bed = new Bed
        {
            Id = Guid.CreateVersion7(), ResidenceId = id, RoomId = await RoomOfAsync(db, id, edit, ct), Label = edit.Label, Features = [.. edit.Features.Distinct().Order(StringComparer.Ordinal)], OpensOn = edit.OpensOn,
        };
        db.Add(bed);
        db.Add(AuditEntry.OfStaff(actor, house.Now, "facility.bed-added", new Reason("audit.facility.bed-added", house.Site.Code, bed.Label)));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<Bed>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(bed);
    }

    /// <summary>The room of that label, made when it is new; its floor is as said last.</summary>
    internal static async Task<Guid?> RoomOfAsync(ReleasePlanningDb db, SiteId house, BedEdit edit, CancellationToken ct)
    {
        if (edit.Room.Length == 0) { return null; }
        var room = await db.Set<Room>().SingleOrDefaultAsync(r => r.FacilityId == house && r.Label == edit.Room, ct);
        if (room is null) { db.Add(room = new Room { Id = Guid.CreateVersion7(), FacilityId = house, Label = edit.Room }); }
        room.Floor = edit.Floor;
        return room.Id;
    }
}
