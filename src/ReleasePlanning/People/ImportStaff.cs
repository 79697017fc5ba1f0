using System.Net.Mail;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>Takes in who works with release plans and which roles they hold where. Roles a line no longer names are taken away;
/// people the file does not name keep theirs.</summary>
public sealed class ImportStaff(ReleasePlanningDb db, IClock clock)
{
    private const int LongestSignIn = 200;

    public static readonly IReadOnlyList<string> Columns = ["sign_in", "name", "language", "email", "roles"];

    public Task<Outcome<Import>> RunAsync(Stream file, string fileName, StaffId? by, CancellationToken ct) =>
        ImportTransaction.RunAsync(db, clock, ImportKind.Staff, Columns, file, fileName, by, LoadAsync, ct);

    private async Task LoadAsync(ImportBatch batch, CancellationToken ct)
    {
        batch.RefuseRepeated("sign_in");
        var sites = await db.Set<Site>().AsNoTracking().ToDictionaryAsync(s => s.Code, s => s.Id, ct);
        var (read, lines) = (new List<StaffMember>(), new Dictionary<string, ImportRow>());
        foreach (var row in batch.Rows)
        {
            if (Read(row, sites) is { } member) { read.Add(member); lines[member.SignIn] = row; }
        }

        var keys = read.Select(m => m.SignIn).ToList();
        var known = await db.Set<StaffMember>().Include(m => m.Roles).Where(m => keys.Contains(m.SignIn)).ToDictionaryAsync(m => m.SignIn, ct);
        foreach (var member in read)
        {
            if (known.TryGetValue(member.SignIn, out var before))
            {
                // who left is decided by an administrator, not by a file that still names them
                (member.Active, member.LeftOn) = (before.Active, before.LeftOn);
                await WarnOfWorkAsync(lines[member.SignIn], before, member, ct);
                var rolesChanged = ReplaceRoles(before, member);
                batch.Count(db.Replace(before, member) || rolesChanged);
            }
            else
            {
                db.Add(member);
                batch.Added++;
            }
        }
    }

    private static StaffMember? Read(ImportRow row, Dictionary<string, SiteId> sites)
    {
        if (row.IsUnreadable) { return null; }
        var signIn = row.Text("sign_in");
        if (signIn.Length > LongestSignIn || signIn.Any(char.IsWhiteSpace)) { row.Refuse("sign_in", "import.sign-in", LongestSignIn); }
        var (name, language) = (row.Text("name"), row.Choice("language", ImportRow.Languages));
        var email = row.Text("email");
        if (email.Length > 0 && !(MailAddress.TryCreate(email, out var address) && address.Address == email)) { row.Refuse("email", "import.email"); }
        row.Text("roles");
        var id = StaffId.New();
        var roles = row.List("roles").Select(written => Role(row, written, id, sites)).OfType<StaffRole>().ToList();
        return row.IsRefused ? null : new StaffMember { Id = id, SignIn = signIn, Name = name, Language = language!, Email = email, Roles = roles };
    }

    private static StaffRole? Role(ImportRow row, string written, StaffId id, Dictionary<string, SiteId> sites)
    {
        if (written.Split('@') is not [var role, var code]) { row.Refuse("roles", "import.role-form", ImportRow.Quote(written)); }
        else if (!Roles.All.Contains(role)) { row.Refuse("roles", "import.role-unknown", ImportRow.Quote(role), string.Join(", ", Roles.All)); }
        else if (!sites.TryGetValue(code, out var site)) { row.Refuse("roles", "import.role-site-unknown", ImportRow.Quote(code)); }
        else { return new StaffRole { StaffId = id, Role = role, SiteId = site }; }
        return null;
    }

    /// <summary>Work of a role that the file takes away is not lost: it stays where it is, shows up as unassigned, and the file's report says so.</summary>
    private async Task WarnOfWorkAsync(ImportRow row, StaffMember before, StaffMember now, CancellationToken ct)
    {
        foreach (var gone in before.Roles.Where(b => !now.Roles.Any(n => n.Role == b.Role && n.SiteId == b.SiteId)))
        {
            var open = (await db.Database.SqlQuery<int>(
                $"select count(*)::int as \"Value\" from work_items where owner_id = {before.Id.Value} and role = {gone.Role} and site_id = {gone.SiteId.Value} and state = 'Open'").ToListAsync(ct))[0];
            if (open > 0) { row.Warn("roles", "import.role-with-work", before.Name, "@role." + gone.Role, open); }
        }
    }

    private bool ReplaceRoles(StaffMember before, StaffMember now)
    {
        var gone = before.Roles.Where(b => !now.Roles.Any(n => n.Role == b.Role && n.SiteId == b.SiteId)).ToList();
        var come = now.Roles.Where(n => !before.Roles.Any(b => b.Role == n.Role && b.SiteId == n.SiteId)).ToList();
        db.RemoveRange(gone);
        db.AddRange(come.Select(n => new StaffRole { StaffId = before.Id, Role = n.Role, SiteId = n.SiteId }));
        return gone.Count + come.Count > 0;
    }
}
