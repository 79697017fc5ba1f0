using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>Reads staff for pages.</summary>
public sealed class StaffQueries(ReleasePlanningDb db)
{
    /// <summary>Everybody who can sign in, with the place of each role, in the order of a staff list.</summary>
    public async Task<IReadOnlyList<StaffAtSite>> WhoCanSignInAsync(CancellationToken ct) => await (
        from staff in db.Set<StaffMember>().AsNoTracking()
        join role in db.Set<StaffRole>() on staff.Id equals role.StaffId
        join site in db.Set<Site>() on role.SiteId equals site.Id
        where staff.Active
        orderby site.Region, site.NameEn, role.Role, staff.Name
        select new StaffAtSite(staff.Id, staff.SignIn, staff.Name, staff.Language, role.Role, site)).ToListAsync(ct);

    public Task<StaffMember?> BySignInAsync(string signIn, CancellationToken ct) =>
        db.Set<StaffMember>().AsNoTracking().Include(s => s.Roles).SingleOrDefaultAsync(s => s.SignIn == signIn && s.Active, ct);
}

public sealed record StaffAtSite(StaffId Id, string SignIn, string Name, string Language, string Role, Site Site);
