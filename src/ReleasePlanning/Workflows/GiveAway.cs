using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using NodaTime;

namespace ReleasePlanning.Workflows;

/// <summary>What a caseload move and a departure share: who takes which plan is checked, steps and officers change hands, each taker is told once.</summary>
public sealed class GiveAway(ReleasePlanningDb db)
{
    /// <summary>Whether the takers named fit the caseload as it is now, under its locks.</summary>
    public async Task<IReadOnlyList<Problem>> ProblemsAsync(
        StaffFile from, IReadOnlyList<CaseloadPlan> caseload, IReadOnlyDictionary<ReleasePlanId, StaffId> takers, CancellationToken ct)
    {
        var known = await Colleagues.OfAsync(db, takers.Values, ct);
        var problems = new List<Problem>();
        foreach (var plan in caseload)
        {
            var field = "taker-" + plan.Plan.Id;
            if (!takers.TryGetValue(plan.Plan.Id, out var id)) { problems.Add(Problem.With(field, "caseload.plan-without-taker", plan.Plan.Number)); }
            else if (id == from.Member.Id || !known.TryGetValue(id, out var taker) || !taker.Active) { problems.Add(Problem.With(field, "caseload.unknown-taker", plan.Plan.Number)); }
            else if (taker.Lacks(plan.Needs(from.Member.Id)) is [var lacking, ..]) { problems.Add(Problem.With(field, "caseload.taker-lacks-role", taker.Name, plan.Plan.Number, "@role." + lacking.Role)); }
        }
        return problems;
    }

    /// <summary>For good: plans and open steps get their new owners. Every plan's log says so.</summary>
    public void ForGood(StaffFile from, IReadOnlyList<CaseloadPlan> caseload, IReadOnlyDictionary<ReleasePlanId, StaffId> takers, IReadOnlyDictionary<StaffId, string> names, string reason, Actor actor, Instant now)
    {
        foreach (var plan in caseload)
        {
            var taker = takers[plan.Plan.Id];
            if (plan.Plan.ParoleOfficerId == from.Member.Id) { plan.Plan.ParoleOfficerId = taker; }
            if (plan.Plan.CommunityOfficerId == from.Member.Id) { plan.Plan.CommunityOfficerId = taker; }
            foreach (var step in plan.Steps) { step.OwnerId = taker; }
            db.Add(AuditEntry.OfPlan(plan.Plan.Id, actor, now, "plan.given", new Reason("audit.plan.given", from.Member.Name, names[taker], plan.Steps.Length, reason)));
        }
    }

    /// <summary>One message a taker, however many plans and steps they got; to who stands in for a taker who is away.</summary>
    public async Task TellAsync(Guid move, StaffFile from, IReadOnlyList<CaseloadPlan> caseload, IReadOnlyDictionary<ReleasePlanId, StaffId> takers, LocalDate? untilOn, Instant now, CancellationToken ct)
    {
        var today = from.Today(now);
        var told = new Dictionary<StaffId, List<CaseloadPlan>>();
        foreach (var group in caseload.GroupBy(p => takers[p.Plan.Id]))
        {
            var to = await StandIn.ForAsync(db, group.Key, today, ct) ?? group.Key;
            if (!told.TryAdd(to, [.. group])) { told[to].AddRange(group); }
        }
        foreach (var (to, plans) in told)
        {
            var first = plans.OrderBy(p => p.Steps.FirstOrDefault()?.DueAt ?? Instant.MaxValue).First();
            db.Add(new Notification
            {
                Id = Guid.CreateVersion7(), StaffId = to, Key = $"caseload:{move}", PlanId = first.Plan.Id, At = now,
                Reason = untilOn is { } until
                    ? new Reason("notice.caseload-until", plans.Count, plans.Sum(p => p.Steps.Length), from.Member.Name, until)
                    : new Reason("notice.caseload", plans.Count, plans.Sum(p => p.Steps.Length), from.Member.Name),
            });
        }
    }
}
