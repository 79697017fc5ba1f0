using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>What a change of the calendar does to one plan.</summary>
/// <param name="LawfulReleaseOn">The release day the law gives now, where the plan has another that is no longer lawful. It is not moved: a person decides.</param>
public sealed record PlanMoves(ReleasePlan Plan, IReadOnlyList<DueMove> Moves, LocalDate? LawfulReleaseOn)
{
    public bool IsTouched => Moves.Count > 0 || LawfulReleaseOn is not null;
}

/// <summary>Which plans a change of the calendar can reach, and what it moves in each: for the preview of all and for the change of one alike.</summary>
public sealed class CalendarMoves(ReleasePlanningDb db, PlanRows rows, DueMoves dueMoves, PlanPlaces places)
{
    // rows of so many plans are read at once
    private const int AtOnce = 100;

    /// <summary>Open plans with a place whose calendar or hours change; all of them without province and site.</summary>
    public IQueryable<ReleasePlan> Reached(string? province, SiteId? site)
    {
        var open = db.Set<ReleasePlan>().Where(p => p.Status == PlanStatus.Active || p.Status == PlanStatus.Released);
        if (province is null && site is null) { return open; }
        var sites = db.Set<Site>().Where(s => site != null ? s.Id == site : s.Province == province).Select(s => s.Id);
        return open.Where(p => sites.Contains(p.ReleasingSiteId) || sites.Contains(p.ParoleOfficeId)
            || db.Set<WorkItem>().Any(w => w.PlanId == p.Id && w.State == WorkItemState.Open && sites.Contains(w.SiteId)));
    }

    /// <summary>Every plan that a draft touches, by number.</summary>
    public async Task<IReadOnlyList<PlanMoves>> OfAllAsync(CalendarDraft draft, CalendarData before, Instant now, CancellationToken ct)
    {
        var after = before.With(draft);
        var touched = new List<PlanMoves>();
        var reached = await Reached(draft.Province, draft.SiteId).AsNoTracking().OrderBy(p => p.Number).ToListAsync(ct);
        foreach (var some in reached.Chunk(AtOnce))
        {
            await rows.LoadDueAsync([.. some.Select(p => p.Id)], ct);
            foreach (var plan in some)
            {
                if (await OfAsync(plan, before, after, now, ct) is { IsTouched: true } moves) { touched.Add(moves); }
            }
            // read to look at, never to save
            db.ChangeTracker.Clear();
            rows.Forget();
        }
        return touched;
    }

    public async Task<PlanMoves> OfAsync(ReleasePlan plan, CalendarData before, CalendarData after, Instant now, CancellationToken ct)
    {
        var moves = await dueMoves.BetweenAsync(plan, before, after, now, ct);
        var province = (await places.SiteAsync(plan.ReleasingSiteId, ct)).Province;
        return new(plan, moves, Lawful(plan, before.Days(province), after.Days(province)));
    }

    private static LocalDate? Lawful(ReleasePlan plan, WorkingDays before, WorkingDays after)
    {
        if (plan.Status != PlanStatus.Active || !plan.ReleaseType.IsEntitledByLaw() || before.Previous(plan.EntitlementOn) == after.Previous(plan.EntitlementOn)) { return null; }
        return ReleaseDay.Check(plan.ReleaseOn, plan.EntitlementOn, after, plan.EarlyApproval is not null).Value ? null : after.Previous(plan.EntitlementOn);
    }
}
