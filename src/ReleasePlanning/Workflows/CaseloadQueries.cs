using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>A plan of a caseload as its preview shows it.</summary>
public sealed record CaseloadRow(ReleasePlan Plan, Person Person, Site Site, int Steps, int Overdue, Instant? NextDue, int Complexity, IReadOnlyList<StaffId> Able, StaffId? Proposed);

/// <param name="Fit">Who could cover everything the person does.</param>
public sealed record CaseloadView(StaffMember Member, Reasoned<bool> MayMove, LocalDate Today, IReadOnlyList<CaseloadRow> Plans, IReadOnlyList<TakerLoad> Takers, IReadOnlyList<StaffId> Fit);

/// <summary>Reads a caseload with a proposal of who could take what. Only for those who may move it: it names the people of the plans.</summary>
public sealed class CaseloadQueries(ReleasePlanningDb db, IClock clock)
{
    public async Task<Outcome<CaseloadView>> GetAsync(StaffId of, Actor actor, CancellationToken ct)
    {
        if (await StaffFile.ReadAsync(db, of, ct) is not { } file) { return Outcome.NotFound<CaseloadView>(); }
        var may = CaseloadAccess.MayMove(file, actor);
        if (!may.Value) { return Outcome.Forbidden<CaseloadView>(may.Why.Code, [.. may.Why.Args]); }
        var now = clock.GetCurrentInstant();
        var ids = await Caseload.PlanIdsAsync(db, of, ct);
        var plans = await db.Set<ReleasePlan>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToListAsync(ct);
        var steps = (await db.Set<WorkItem>().AsNoTracking().Where(w => w.OwnerId == of && w.State == WorkItemState.Open).OrderBy(w => w.DueAt).ToListAsync(ct)).ToLookup(w => w.PlanId);
        var people = await db.Set<Person>().AsNoTracking().Where(p => db.Set<ReleasePlan>().Any(r => r.PersonId == p.Id && ids.Contains(r.Id))).ToDictionaryAsync(p => p.Id, ct);
        var sites = await db.Set<Site>().AsNoTracking().ToDictionaryAsync(s => s.Id, ct);
        var caseload = plans.Select(p => new CaseloadPlan(p, [.. steps[p.Id]])).ToList();

        IReadOnlyList<SiteRole> needs = [.. caseload.SelectMany(c => c.Needs(of)).Concat(file.AsColleague.Roles).Distinct()];
        var near = await Colleagues.NearAsync(db, of, [.. needs.Select(n => n.SiteId).Distinct()], ct);
        var loads = await LoadsAsync([.. near.Select(n => n.Id)], file.Today(now), now, ct);
        var give = caseload.ToDictionary(c => c.Plan.Id, c => new PlanToGive(
            c.Plan.Id, c.Steps.FirstOrDefault(s => s.DueAt is not null)?.DueAt, c.Steps.Length, Complexity(c, people[c.Plan.PersonId]), people[c.Plan.PersonId].Language,
            [.. near.Where(n => c.MayBeTakenBy(n, of)).Select(n => n.Id)], [.. near.Where(n => c.IsOfRolesOf(n, of)).Select(n => n.Id)]));
        var proposed = ProposeTakers.Of(give.Values, loads);
        var takers = loads.Where(l => give.Values.Any(g => g.Able.Contains(l.Id)) || give.Count == 0).ToList();
        var rows = caseload.Select(c => (Case: c, Give: give[c.Plan.Id])).OrderBy(c => c.Give.NextDue ?? Instant.MaxValue).ThenBy(c => c.Case.Plan.Number).Select(c => new CaseloadRow(
            c.Case.Plan, people[c.Case.Plan.PersonId], sites[c.Case.Plan.ReleasingSiteId], c.Give.Steps, c.Case.Steps.Count(s => s.IsOverdue(now)), c.Give.NextDue, c.Give.Complexity, c.Give.Able,
            proposed.TryGetValue(c.Case.Plan.Id, out var taker) ? taker : null));
        return Outcome.Done(new CaseloadView(file.Member, may, file.Today(now), [.. rows], takers, [.. near.Where(n => n.Lacks(file.AsColleague.Roles).Count == 0).Select(n => n.Id)]));
    }

    /// <summary>Product default: open steps, what the person needs besides (flags of the extract), and whether a bed has to be found.</summary>
    private static int Complexity(CaseloadPlan plan, Person person) => 1 + plan.Steps.Length + person.Flags.Count + (plan.Plan.NeedsResidence ? 1 : 0) + (plan.Plan.ResidencyCondition ? 1 : 0);

    private async Task<IReadOnlyList<TakerLoad>> LoadsAsync(List<StaffId> ids, LocalDate today, Instant now, CancellationToken ct) => await db.Set<StaffMember>().AsNoTracking()
        .Where(s => ids.Contains(s.Id)).OrderBy(s => s.Name).Select(s => new TakerLoad(
            s.Id, s.Name,
            db.Set<WorkItem>().Count(w => w.OwnerId == s.Id && w.State == WorkItemState.Open),
            db.Set<WorkItem>().Count(w => w.OwnerId == s.Id && w.State == WorkItemState.Open && w.DueAt < now),
            db.Set<ReleasePlan>().Count(p => (p.ParoleOfficerId == s.Id || p.CommunityOfficerId == s.Id) && (p.Status == PlanStatus.Active || p.Status == PlanStatus.Released)),
            s.Language,
            db.Set<Absence>().Where(a => a.StaffId == s.Id && a.Role == null && a.FromOn <= today && today <= a.UntilOn && (a.EndedOn == null || today < a.EndedOn)).Select(a => (LocalDate?)a.UntilOn).FirstOrDefault()))
        .ToListAsync(ct);
}
