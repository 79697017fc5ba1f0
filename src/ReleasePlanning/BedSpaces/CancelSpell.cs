using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>Cancels a spell: the bed can be used as if it had never been. What was said about it stays on record.</summary>
public sealed class CancelSpell(ReleasePlanningDb db, LockFacility lockFacility)
{
    public async Task<Outcome<OutOfServiceRevision>> RunAsync(SiteId id, Guid spell, string note, uint seen, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var opened = await lockFacility.RunAsync(id, seen, actor, ct);
        if (opened is not { IsDone: true, Value: { } house }) { return opened.As<OutOfServiceRevision>(); }
        if (note.Length > BedRules.LongestNote) { return Outcome.Refused<OutOfServiceRevision>("note", "facility.too-long", BedRules.LongestNote); }
        var last = await db.Set<OutOfServiceRevision>().AsNoTracking().Where(s => s.SpellId == spell && s.FacilityId == id).OrderByDescending(s => s.Revision).FirstOrDefaultAsync(ct);
        if (last is null) { return Outcome.NotFound<OutOfServiceRevision>(); }
        if (last.Cancelled) { return Outcome.Done(last); }
        var cancelled = new OutOfServiceRevision
        {
            SpellId = spell, Revision = last.Revision + 1, BedId = last.BedId, FacilityId = id, FromOn = last.FromOn, UntilOn = last.UntilOn, ReasonCode = last.ReasonCode, Note = note,
            Cancelled = true, At = house.Now, By = actor.StaffId,
        };
        db.Add(cancelled);
        var label = await db.Set<Bed>().Where(b => b.Id == last.BedId).Select(b => b.Label).SingleAsync(ct);
        db.Add(AuditEntry.OfStaff(actor, house.Now, "facility.back-in-service", new Reason("audit.facility.back-in-service", house.Site.Code, label, last.FromOn)));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<OutOfServiceRevision>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(cancelled);
    }
}
