using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ReleasePlans;

/// <summary>How near a release is: whether its plan is expedited, what is left, and how its legal minimums stand.</summary>
/// <param name="Left">Working time of the releasing institution until the last moment before the release.</param>
public sealed record Nearness(bool IsExpedited, Duration Left, ImmutableArray<LegalMinimum> Minimums)
{
    public bool NeedsReason => Minimums.Any(m => m.Standing == MinimumStanding.NeedsReason);
    public decimal HoursLeft => ExpeditedDates.Hours(Left);
}

/// <summary>Marks a plan as expedited, or as no longer so, when its release is set; and tells the manager and the area director at once, once.</summary>
public sealed class ExpeditePlan(ReleasePlanningDb db, PlanPlaces places, IEnumerable<IServiceTask> tasks)
{
    private static readonly (string Role, string Site)[] Told = [(Roles.ManagerAssessmentInterventions, "releasing"), (Roles.AreaDirector, "destination")];

    /// <summary>How a release on a day stands as of now; changes nothing.</summary>
    /// <param name="plan">The plan as it is or would be.</param>
    public async Task<Nearness> LookAsync(ReleasePlan plan, Person person, Instant now, CancellationToken ct)
    {
        var site = await places.SiteAsync(plan.ReleasingSiteId, ct);
        var calendar = await places.CalendarAsync(site, ct);
        var done = await db.Set<WorkItem>().Where(w => w.PlanId == plan.Id && w.State == WorkItemState.Completed).Select(w => w.Form).Distinct().ToListAsync(ct);
        var minimums = LegalMinimums.Of(new MinimumFacts(
            plan.ReleaseType, calendar.DateOf(now), plan.ReleaseOn, plan.EntitlementOn, plan.HearingOn, PlanFacts.NeedsBoardDecision(plan.ReleaseType, person),
            person.Has(PersonFlags.Victim), person.Has(PersonFlags.Schedule1) || person.Has(PersonFlags.Schedule2), person.Has(PersonFlags.Threat), person.Has(PersonFlags.Indigenous),
            plan.NeedsResidence, done.ToHashSet(StringComparer.Ordinal)));
        var expedited = StepDue.RulesOf(site).Apply(now, plan.ReleaseOn, calendar.Federal, calendar.Zone);
        var left = BusinessTime.Between(now, ExpeditedDates.LastMoment(plan.ReleaseOn, now, calendar), calendar);
        // with time enough, only what can no longer be met is worth a word
        return new Nearness(expedited, left, expedited ? minimums : [.. minimums.Where(m => m.Standing == MinimumStanding.NeedsReason)]);
    }

    /// <summary>Writes what follows from it on the locked plan; the caller recomputes its dates and saves.</summary>
    public void Mark(ReleasePlan plan, Nearness near, string? notPracticable, Actor actor, Instant now)
    {
        var was = plan.ExpeditedAt is not null;
        if (near.IsExpedited && !was)
        {
            plan.ExpeditedAt = now;
            db.Add(AuditEntry.OfPlan(plan.Id, actor, now, "plan.expedited", new Reason("audit.plan.expedited", plan.ReleaseOn, near.HoursLeft)));
        }
        if (!near.IsExpedited && was)
        {
            plan.ExpeditedAt = null;
            db.Add(AuditEntry.OfPlan(plan.Id, actor, now, "plan.expedited-ended", new Reason("audit.plan.expedited-ended", plan.ReleaseOn)));
        }
        var reason = near.NeedsReason ? notPracticable?.Trim() : null;
        if (reason == plan.NotPracticable) { return; }
        plan.NotPracticable = reason;
        db.Add(AuditEntry.OfPlan(plan.Id, actor, now, "plan.minimum-not-practicable",
            reason is null ? new Reason("audit.plan.practicable-again") : new Reason("audit.plan.not-practicable", "@minimum.victims.clause", reason)));
    }

    /// <summary>Tells who directs the work, where the plan has just become expedited; as a plan's escalation, with its reason.</summary>
    public async Task TellAsync(ReleasePlan plan, Actor actor, Instant now, CancellationToken ct)
    {
        if (plan.ExpeditedAt != now) { return; }
        var raise = tasks.Single(t => t.ActivityType == ClimbLadder.RaiseActivity);
        foreach (var (role, site) in Told)
        {
            var inputs = new[] { ("role", role), ("site", site), ("reason", "expedited") }.ToImmutableDictionary(i => i.Item1, i => new BindingInput(i.Item1, "String", "Literal", i.Item2));
            await raise.RunAsync(new ServiceTaskContext(db, plan, $"expedited:{role}", new ActivityBinding(ClimbLadder.RaiseActivity, inputs), ImmutableDictionary<string, object?>.Empty, actor, now), ct);
        }
    }
}
