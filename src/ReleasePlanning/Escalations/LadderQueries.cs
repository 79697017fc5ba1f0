using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Escalations;

/// <summary>A ladder in the list: its newest version, who published it, how many open steps climb it and how many of them an older version.</summary>
public sealed record LadderRow(LadderVersion Newest, string? PublishedBy, int OpenSteps, int OnOlder, LadderDraft? Draft);

/// <summary>One ladder with its history.</summary>
/// <param name="Versions">The newest first, each with who published it and how many open steps climb it.</param>
public sealed record LadderView(string Ladder, IReadOnlyList<LadderVersionView> Versions, LadderDraft? Draft, string? DraftedBy)
{
    public LadderVersion? Newest => Versions.Count == 0 ? null : Versions[0].Version;
}

public sealed record LadderVersionView(LadderVersion Version, string? PublishedBy, int OpenSteps, IReadOnlyList<LadderDifference> Changes);

public sealed record LadderAssignmentView(LadderAssignment Assignment, string EnteredBy);

/// <summary>Reads ladders, their versions, drafts and assignments for administrators and whoever wants to know the rules.</summary>
public sealed class LadderQueries(ReleasePlanningDb db)
{
    public async Task<IReadOnlyList<LadderRow>> ListAsync(CancellationToken ct)
    {
        var versions = await db.Set<LadderVersion>().AsNoTracking().ToListAsync(ct);
        var open = await OpenAsync(null, ct);
        var drafts = await db.Set<LadderDraft>().AsNoTracking().ToDictionaryAsync(d => d.Ladder, ct);
        var names = await NamesAsync(versions, ct);
        return [.. versions.GroupBy(v => v.Ladder).Select(g => g.MaxBy(v => v.Version)!).OrderBy(v => v.NameEn, StringComparer.Ordinal).Select(v => new LadderRow(
            v, Name(names, v.PublishedBy), open.Where(o => o.Key.Ladder == v.Ladder).Sum(o => o.Value), open.Where(o => o.Key.Ladder == v.Ladder && o.Key.Version < v.Version).Sum(o => o.Value),
            drafts.GetValueOrDefault(v.Ladder)))];
    }

    /// <summary>Ladders that are only a draft so far.</summary>
    public async Task<IReadOnlyList<LadderDraft>> NewDraftsAsync(CancellationToken ct) =>
        await db.Set<LadderDraft>().AsNoTracking().Where(d => !db.Set<LadderVersion>().Any(v => v.Ladder == d.Ladder)).OrderBy(d => d.Ladder).ToListAsync(ct);

    public async Task<LadderView?> GetAsync(string ladder, CancellationToken ct)
    {
        var versions = await db.Set<LadderVersion>().AsNoTracking().Where(v => v.Ladder == ladder).OrderByDescending(v => v.Version).ToListAsync(ct);
        var draft = await db.Set<LadderDraft>().AsNoTracking().SingleOrDefaultAsync(d => d.Ladder == ladder, ct);
        if (versions.Count == 0 && draft is null) { return null; }
        var open = await OpenAsync(ladder, ct);
        var names = await NamesAsync(versions, ct);
        return new(ladder,
            [.. versions.Select((v, i) => new LadderVersionView(v, Name(names, v.PublishedBy), open.GetValueOrDefault((ladder, v.Version)),
                i + 1 < versions.Count ? LadderDifference.Between(versions[i + 1].Rungs, v.Rungs) : []))],
            draft, draft is null ? null : await db.Set<StaffMember>().Where(s => s.Id == draft.ChangedBy).Select(s => s.Name).SingleOrDefaultAsync(ct));
    }

    public async Task<IReadOnlyList<LadderAssignmentView>> AssignmentsAsync(CancellationToken ct) => await (
        from a in db.Set<LadderAssignment>().AsNoTracking()
        join s in db.Set<StaffMember>() on a.EnteredBy equals s.Id
        orderby a.Form, a.Role
        select new LadderAssignmentView(a, s.Name)).ToListAsync(ct);

    /// <summary>Kinds of steps by the titles they were opened with.</summary>
    public async Task<IReadOnlyDictionary<string, (string En, string Fr)>> KindsAsync(CancellationToken ct) => (await db.Set<WorkItem>()
        .GroupBy(w => w.Form).Select(g => new { g.Key, En = g.Min(w => w.TitleEn), Fr = g.Min(w => w.TitleFr) }).ToListAsync(ct)).ToDictionary(k => k.Key, k => (k.En!, k.Fr!));

    private async Task<Dictionary<(string Ladder, int Version), int>> OpenAsync(string? ladder, CancellationToken ct) => await db.Set<WorkItem>()
        .Where(w => w.State == WorkItemState.Open && (ladder == null || w.Ladder == ladder)).GroupBy(w => new { w.Ladder, w.LadderVersion }).Select(g => new { g.Key, Count = g.Count() })
        .ToDictionaryAsync(g => (g.Key.Ladder, g.Key.LadderVersion), g => g.Count, ct);

    private async Task<Dictionary<StaffId, string>> NamesAsync(List<LadderVersion> versions, CancellationToken ct)
    {
        var ids = versions.Select(v => v.PublishedBy).OfType<StaffId>().Distinct().ToList();
        return await db.Set<StaffMember>().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, ct);
    }

    private static string? Name(Dictionary<StaffId, string> names, StaffId? id) => id is { } staff ? names.GetValueOrDefault(staff) : null;
}
