using Microsoft.EntityFrameworkCore;
using NodaTime;
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

    /// <summary>Everybody, also who left, by name.</summary>
    public async Task<Paged<StaffRow>> ListAsync(StaffFilter filter, LocalDate today, int page, int size, CancellationToken ct)
    {
        var staff = db.Set<StaffMember>().AsNoTracking();
        foreach (var word in Predicates.Words(filter.Text)) { staff = staff.Where(s => EF.Functions.ILike(s.Name, word) || EF.Functions.ILike(s.SignIn, word)); }
        if (filter.SiteId is { } at) { staff = staff.Where(s => s.Roles.Any(r => r.SiteId == at)); }
        if (!string.IsNullOrEmpty(filter.Role)) { staff = staff.Where(s => s.Roles.Any(r => r.Role == filter.Role)); }
        if (filter.Here is { } here) { staff = staff.Where(s => s.Active == here); }
        var total = await staff.CountAsync(ct);
        var sorted = filter.Sort == "-name" ? staff.OrderByDescending(s => s.Name) : staff.OrderBy(s => s.Name);
        var found = await sorted.ThenBy(s => s.Id).Skip((page - 1) * size).Take(size).Include(s => s.Roles).Select(s => new
        {
            s,
            Away = db.Set<Absence>().Where(a => a.StaffId == s.Id && a.Role == null && a.FromOn <= today && today <= a.UntilOn && (a.EndedOn == null || today < a.EndedOn)).Select(a => (LocalDate?)a.UntilOn).FirstOrDefault(),
        }).ToListAsync(ct);
        return new([.. found.Select(f => new StaffRow(f.s, f.Away))], total);
    }

    public Task<StaffMember?> BySignInAsync(string signIn, CancellationToken ct) =>
        db.Set<StaffMember>().AsNoTracking().Include(s => s.Roles).SingleOrDefaultAsync(s => s.SignIn == signIn && s.Active, ct);
}

public sealed record StaffAtSite(StaffId Id, string SignIn, string Name, string Language, string Role, Site Site);

/// <param name="Here">True: only who works here; false: only who left.</param>
public sealed record StaffFilter(string Text = "", SiteId? SiteId = null, string? Role = null, bool? Here = true, string Sort = "");

/// <param name="AwayUntil">When they are away today: the last day of it.</param>
public sealed record StaffRow(StaffMember Member, LocalDate? AwayUntil);
