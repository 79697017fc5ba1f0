using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Escalations;
using ReleasePlanning.Notifications;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Workflows;

/// <summary>The morning after an outage: thousands of timers are due at once.</summary>
public sealed class BacklogTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private const int Plans = 20;
    private const int StepsPerPlan = 150;
    private const int Round = 50;

    private readonly Acting acting = new(region);

    [Fact]
    public async Task A_backlog_is_claimed_in_due_order_and_what_falls_due_meanwhile_does_not_wait_behind_it()
    {
        await GivenOverdueStepsAsync("claimed");
        var fresh = await acting.ReadAsync(db => db.Set<WorkflowTimer>().OrderBy(t => t.Id).Select(t => t.Id).Take(40).ToListAsync());
        await acting.ReadAsync(db => db.Set<WorkflowTimer>().Where(t => fresh.Contains(t.Id)).ExecuteUpdateAsync(s => s.SetProperty(t => t.DueAt, acting.Clock.Now - Duration.FromSeconds(10))));
        var due = await acting.ReadAsync(db => db.Set<WorkflowTimer>().ToDictionaryAsync(t => t.Id, t => t.DueAt));

        var rounds = new List<IReadOnlyList<ClaimedTimer>>();
        while (await acting.WithAsync<ClaimDueTimers, IReadOnlyList<ClaimedTimer>>(c => c.RunAsync(Guid.CreateVersion7(), Round, default)) is { Count: > 0 } claimed) { rounds.Add(claimed); }

        var all = rounds.SelectMany(r => r).Select(c => c.Id).ToList();
        all.Count.ShouldBe(Plans * StepsPerPlan);
        all.Distinct().Count().ShouldBe(all.Count, "each is claimed once");
        var backlog = all.Where(id => !fresh.Contains(id)).Select(id => due[id]).ToList();
        backlog.ShouldBe([.. backlog.Order()], "the oldest first, over all rounds");
        rounds.Take(4).SelectMany(r => r).Count(c => fresh.Contains(c.Id)).ShouldBe(40, "a fifth of every round is kept for what fell due within the minute");
        rounds[0].Count(c => !fresh.Contains(c.Id)).ShouldBe(40, "and the backlog has all the rest");
    }

    [Fact]
    public async Task A_backlog_sends_one_notice_a_step_and_none_for_a_step_that_has_closed()
    {
        var (open, closed) = await GivenOverdueStepsAsync("told");

        await acting.FireDueAsync();

        var told = await acting.ReadAsync(db => db.Set<Notification>().Where(n => n.WorkItemId != null).ToListAsync());
        told.Where(n => closed.Contains(n.WorkItemId!.Value)).ShouldBeEmpty("its step has closed");
        var ours = told.Where(n => open.Contains(n.WorkItemId!.Value)).ToList();
        ours.Select(n => n.WorkItemId).Distinct().Count().ShouldBe(open.Count, "nobody is forgotten");
        ours.Count.ShouldBe(open.Count, "two reminders, the manager's notice, the warden's and the director's would have been five");
        ours.ShouldAllBe(n => n.Reason.Code == "escalation.overdue-after-several" && 4m.Equals(n.Reason.Args[5]), "and each says that it replaces four earlier ones");
        (await acting.ReadAsync(db => db.Set<Escalation>().Where(e => e.WorkItemId != null && open.Contains(e.WorkItemId.Value)).Select(e => e.Level).Distinct().ToListAsync())).ShouldBe([5], "from the rung it has reached");
        (await acting.ReadAsync(db => db.Set<WorkflowTimer>().CountAsync(t => t.WorkItemId != null && open.Contains(t.WorkItemId.Value)))).ShouldBe(0);
    }

    /// <summary>Plans with many copies of one step, opened forty days ago and due three weeks ago; of every ten one has closed, its timer left behind as a crash might.</summary>
    private async Task<(HashSet<WorkItemId> Open, HashSet<WorkItemId> Closed)> GivenOverdueStepsAsync(string process)
    {
        await acting.ReadAsync(db => db.Set<WorkflowTimer>().ExecuteDeleteAsync());
        await acting.PublishAsync(new SmallProcess(process).Start().Step("work", "S+5W").End().Path("start work end"));
        for (var i = 0; i < Plans; i++) { await acting.RunningAsync(process); }
        var before = acting.Clock.Now - Duration.FromDays(40);
        return await acting.ReadAsync(async db =>
        {
            var first = await db.Set<WorkItem>().AsNoTracking().Where(w => w.ProcessId == process).ToListAsync();
            var items = first.SelectMany((w, p) => Enumerable.Range(0, StepsPerPlan).Select(n => Copy(w, p, n))).ToList();
            db.AddRange(items);
            db.AddRange(items.Select(w => new WorkflowTimer
            {
                Id = Guid.CreateVersion7(), PlanId = w.PlanId, Purpose = TimerPurpose.Ladder, ElementId = w.ElementId, WorkItemId = w.Id, Level = 1, DueAt = w.OpenedAt + ((w.DueAt!.Value - w.OpenedAt) / 2),
            }));
            await db.Set<WorkflowTimer>().ExecuteDeleteAsync();
            await db.SaveChangesAsync();
            return (items.Where(w => w.State == WorkItemState.Open).Select(w => w.Id).ToHashSet(), items.Where(w => w.State != WorkItemState.Open).Select(w => w.Id).ToHashSet());
        });

        // spread over an hour, in no order
        WorkItem Copy(WorkItem w, int plan, int n) => new()
        {
            Id = WorkItemId.New(), PlanId = w.PlanId, InstanceId = w.InstanceId, TokenId = w.TokenId + 1 + n, ProcessId = w.ProcessId, ElementId = w.ElementId, TitleEn = w.TitleEn, TitleFr = w.TitleFr,
            Role = w.Role, SiteId = w.SiteId, OwnerId = w.OwnerId, DueRule = null, DueAt = before + Duration.FromDays(19) + Duration.FromSeconds(((plan * 577) + (n * 1013)) % 3600), DueReason = w.DueReason,
            Basis = w.Basis, BasisSourceEn = w.BasisSourceEn, BasisSourceFr = w.BasisSourceFr, Form = w.Form, Outcomes = w.Outcomes, Ladder = w.Ladder, Skippable = w.Skippable, HardGate = w.HardGate,
            OpenedAt = before, State = n % 10 == 9 ? WorkItemState.Completed : WorkItemState.Open, Outcome = n % 10 == 9 ? "done" : null, ClosedAt = n % 10 == 9 ? before : null, ClosedBy = n % 10 == 9 ? w.OwnerId : null,
        };
    }
}
