using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Escalations;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Escalations;

/// <summary>Steps on a ladder, and the time that passes.</summary>
internal static class LadderGivens
{
    /// <summary>A plan of one step.</summary>
    public static async Task<WorkItem> AStepAsync(this Acting acting, string process, string due, string role = Roles.InstitutionalParoleOfficer, params (string Name, string Value)[] more)
    {
        await acting.PublishAsync(new SmallProcess(process).Start().Step("work", due, role, more).End().Path("start work end"));
        var plan = await acting.RunningAsync(process);
        return await acting.StepAsync(plan, "work");
    }

    public static Task<WorkItem> ReadAsync(this Acting acting, WorkItem item) => acting.ReadAsync(db => db.Set<WorkItem>().SingleAsync(w => w.Id == item.Id));

    public static Task<List<Escalation>> EscalationsAsync(this Acting acting, WorkItem item) =>
        acting.ReadAsync(db => db.Set<Escalation>().Where(e => e.WorkItemId == item.Id).OrderBy(e => e.RaisedAt).ThenBy(e => e.Level).ToListAsync());

    /// <summary>What came to a position, not to the owner.</summary>
    public static async Task<List<Escalation>> RaisedAsync(this Acting acting, WorkItem item) => [.. (await acting.EscalationsAsync(item)).Where(e => !e.IsReminder)];

    public static async Task<Instant?> NextAtAsync(this Acting acting, WorkItem item) => (await acting.TimersAsync(item.PlanId)).SingleOrDefault(t => t.WorkItemId == item.Id && t.Purpose == TimerPurpose.Ladder)?.DueAt;

    /// <summary>Lets time pass to the next rung and a moment beyond, and fires it.</summary>
    public static async Task ClimbAsync(this Acting acting, WorkItem item)
    {
        acting.Clock.Now = (await acting.NextAtAsync(item))!.Value;
        await acting.FireDueAsync();
    }

    public static async Task FireAtAsync(this Acting acting, Instant at)
    {
        acting.Clock.Now = at;
        await acting.FireDueAsync();
    }

    /// <summary>Moves the release day as an act would, under the lock of the plan.</summary>
    public static Task MoveReleaseAsync(this Acting acting, ReleasePlanId id, LocalDate on, PastDue past) => acting.WithAsync<IServiceProvider, bool>(async services =>
    {
        var db = services.GetRequiredService<ReleasePlanningDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var plan = (await db.LockPlanAsync(id, default))!;
        (plan.Plan.ReleaseOn, plan.Plan.EntitlementOn) = (on, on.PlusDays(1));
        await services.GetRequiredService<RecomputeDueDates>().RunAsync(plan, past, acting.Clock.Now, default);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return true;
    });

    public static Task<Outcome<WorkItem>> SnoozeAsync(this Acting acting, WorkItem item, Instant until, Actor actor, string reason = "Waiting for the court.") =>
        acting.WithAsync<SnoozeStep, Outcome<WorkItem>>(s => s.RunAsync(item.Id, until, reason, null, actor, default));

    public static Task<Outcome<Escalation>> AcknowledgeAsync(this Acting acting, Escalation escalation, Actor actor) =>
        acting.WithAsync<AcknowledgeEscalation, Outcome<Escalation>>(a => a.RunAsync(escalation.Id, actor, default));

    public static async Task<Actor> OwnerOfAsync(this Acting acting, WorkItem item) => await acting.ActorAsync(item.OwnerId!.Value);
}
