using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;

namespace ReleasePlanning.WorkItems;

/// <summary>Published rungs, read once: a version never changes, so nothing here ever goes stale.</summary>
public sealed class LadderCatalogue
{
    private readonly ConcurrentDictionary<(string Ladder, int Version), IReadOnlyList<LadderRung>> rungs = new();

    public async ValueTask<IReadOnlyList<LadderRung>> RungsAsync(ReleasePlanningDb db, string ladder, int version, CancellationToken ct)
    {
        if (rungs.TryGetValue((ladder, version), out var known)) { return known; }
        var read = await db.Set<LadderVersion>().AsNoTracking().Where(v => v.Ladder == ladder && v.Version == version).Select(v => v.Rungs).SingleAsync(ct);
        return rungs.GetOrAdd((ladder, version), read);
    }
}

/// <summary>Which ladder a step gets, in which version: what was newest and assigned when the transaction asked first.</summary>
public sealed class LadderChoices
{
    private readonly Dictionary<string, int> newest;
    private readonly List<Choice> assigned;

    private LadderChoices(List<Choice> all) => (newest, assigned) = (all.Where(c => c.Version > 0).ToDictionary(c => c.Ladder, c => c.Version), [.. all.Where(c => c.Version == 0)]);

    private sealed record Choice(string Ladder, int Version, string? Role, string? Form);

    // the newest versions and the assignments come in one read: every step that opens asks for both
    public static async Task<LadderChoices> ReadAsync(ReleasePlanningDb db, CancellationToken ct) => new(await db.Set<LadderVersion>()
        .GroupBy(v => v.Ladder).Select(g => new { Ladder = g.Key, Version = g.Max(v => v.Version), Role = (string?)null, Form = (string?)null })
        .Concat(db.Set<LadderAssignment>().Select(a => new { a.Ladder, Version = 0, a.Role, a.Form }))
        .Select(c => new Choice(c.Ladder, c.Version, c.Role, c.Form)).ToListAsync(ct));

    public int NewestOf(string ladder) => newest[ladder];

    /// <summary>The short one while a plan is expedited and there is one, else the one of every day.</summary>
    public string While(bool expedited, string ladder)
    {
        var usual = ladder.EndsWith(DefaultLadders.ForExpedited, StringComparison.Ordinal) ? ladder[..^DefaultLadders.ForExpedited.Length] : ladder;
        var wanted = expedited ? usual + DefaultLadders.ForExpedited : usual;
        return newest.ContainsKey(wanted) ? wanted : ladder;
    }

    /// <summary>The most specific assignment wins: role and kind, kind, role; else what the diagram names.</summary>
    public string Of(string role, string form, string named) =>
        assigned.Where(a => (a.Role is null || a.Role == role) && (a.Form is null || a.Form == form))
            .OrderBy(a => (a.Role, a.Form) switch { (not null, not null) => 0, (null, _) => 1, _ => 2 }).FirstOrDefault()?.Ladder ?? named;
}
