using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>Who acts today for somebody who may be away. Work stays with its owner; what is addressed to the owner goes to whoever stands in.</summary>
public static class StandIn
{
    /// <summary>The person themselves when they are at work, their cover while they are away; null when nobody who is still here can act.</summary>
    public static async Task<StaffId?> ForAsync(ReleasePlanningDb db, StaffId staff, LocalDate day, CancellationToken ct)
    {
        var cover = await db.Set<Absence>().Where(a => a.StaffId == staff && a.FromOn <= day && day <= a.UntilOn).Select(a => (StaffId?)a.CoverId).FirstOrDefaultAsync(ct);
        var acting = cover ?? staff;
        return await db.Set<StaffMember>().AnyAsync(s => s.Id == acting && s.Active, ct) ? acting : null;
    }
}
