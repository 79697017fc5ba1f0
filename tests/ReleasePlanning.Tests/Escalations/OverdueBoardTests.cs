using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Escalations;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Tests.Escalations;

/// <summary>A supervisor's board: what is overdue by place, role, step, age and level, what would unblock it, and several steps in one go.</summary>
public sealed class OverdueBoardTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);
    private readonly Actor auditor = new(null, "An auditor", [new SiteRole(Roles.Auditor, SiteId.From(Guid.Empty))]);

    [Fact]
    public async Task Each_way_of_counting_counts_every_step_once_and_narrows_to_what_it_counted()
    {
        await OverdueAsync();

        var board = await BoardAsync(new OverdueFilter());

        board.Rows.Total.ShouldBeGreaterThan(5);
        foreach (var counts in new[] { board.BySite, board.ByRole, board.ByStep, board.ByAge, board.ByLevel }) { counts.Sum(c => c.Count).ShouldBe(board.Rows.Total); }
        var sites = await acting.ReadAsync(db => db.Set<Site>().ToDictionaryAsync(s => s.Code, s => s.Id));
        foreach (var count in board.BySite) { await NarrowsAsync(new OverdueFilter(SiteId: sites[count.Key]), count); }
        foreach (var count in board.ByRole) { await NarrowsAsync(new OverdueFilter(Role: count.Key), count); }
        foreach (var count in board.ByStep) { await NarrowsAsync(new OverdueFilter(Step: count.Key), count); }
        foreach (var count in board.ByAge) { await NarrowsAsync(new OverdueFilter(Age: count.Key), count); }
        var levels = board.ByLevel.OrderByDescending(l => int.Parse(l.Key, CultureInfo.InvariantCulture)).ToList();
        (await BoardAsync(new OverdueFilter(Level: 0))).Rows.Total.ShouldBe(levels.SingleOrDefault(l => l.Key == "0")?.Count ?? 0);
        (await BoardAsync(new OverdueFilter(Level: int.Parse(levels[0].Key, CultureInfo.InvariantCulture)))).Rows.Total.ShouldBe(levels[0].Count);
        board.Rows.Items.ShouldAllBe(r => r.Unblocks.Code.StartsWith("unblock."));
    }

    [Fact]
    public async Task The_trend_ends_with_what_the_board_shows()
    {
        await OverdueAsync();

        var trend = await acting.WithAsync<EscalationQueries, OverdueTrend>(q => q.TrendAsync(new OverdueFilter(), auditor, 90, default));

        trend.Days.Length.ShouldBe(90);
        trend.Days[^1].Open.ShouldBe((await BoardAsync(new OverdueFilter())).Rows.Total);
        trend.Days.Sum(d => d.Became).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Whoever_is_away_is_named_with_who_acts_and_what_is_left_for_nobody_says_so()
    {
        var plan = await OverdueAsync();
        var item = (await BoardAsync(new OverdueFilter(Text: plan.Number))).Rows.Items.First(r => r.Item.OwnerId is not null).Item;
        var (away, cover, sick) = await acting.ReadAsync(async db =>
        {
            var owner = item.OwnerId!.Value;
            var other = await db.Set<StaffMember>().Where(s => s.Active && s.Id != owner && s.Roles.Any(r => r.Role == item.Role && r.SiteId == item.SiteId)).OrderBy(s => s.SignIn).FirstAsync();
            var today = acting.Clock.Now.InUtc().Date;
            var absence = new Absence { Id = Guid.CreateVersion7(), StaffId = owner, CoverId = other.Id, FromOn = today.PlusDays(-2), UntilOn = today.PlusDays(2), EnteredBy = owner, EnteredAt = acting.Clock.Now };
            db.Add(absence);
            await db.SaveChangesAsync();
            return ((await db.Set<StaffMember>().SingleAsync(s => s.Id == owner)).Name, other.Name, absence.Id);
        });

        var row = (await BoardAsync(new OverdueFilter(Text: plan.Number))).Rows.Items.Single(r => r.Item.Id == item.Id);

        row.StandIn.ShouldBe(cover);
        row.Unblocks.ShouldBe(new Reason("unblock.away", away, cover));
        await acting.ReadAsync(db => db.Set<Absence>().Where(a => a.Id == sick).ExecuteDeleteAsync());
    }

    [Fact]
    public async Task Several_steps_are_given_away_at_once_and_what_cannot_be_given_says_why_and_holds_nothing_up()
    {
        var plan = await OverdueAsync();
        var manager = await acting.ReadAsync(db => db.Set<StaffMember>().Where(s => s.Roles.Any(r => r.Role == Roles.ManagerAssessmentInterventions && r.SiteId == plan.ReleasingSiteId)).OrderBy(s => s.SignIn).FirstAsync());
        var taker = await acting.ReadAsync(db => db.Set<StaffMember>().Where(s => s.Id != plan.ParoleOfficerId && s.Roles.Any(r => r.Role == Roles.InstitutionalParoleOfficer && r.SiteId == plan.ReleasingSiteId)).OrderBy(s => s.SignIn).FirstAsync());
        var steps = await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.PlanId == plan.Id && w.State == WorkItemState.Open).OrderBy(w => w.Id).ToListAsync());
        var fits = steps.Where(s => s.Role == Roles.InstitutionalParoleOfficer && s.SiteId == plan.ReleasingSiteId).ToList();
        var fitsNot = steps.First(s => s.SiteId != plan.ReleasingSiteId || s.Role != Roles.InstitutionalParoleOfficer);
        var unknown = WorkItemId.New();
        var actor = await acting.ActorAsync(manager.Id);

        var done = await acting.WithAsync<ReassignMany, Outcome<IReadOnlyList<OneOfMany>>>(a => a.RunAsync([.. fits.Select(f => f.Id), fitsNot.Id, unknown], taker.Id, "Covers this week.", actor, default));

        done.Value!.Where(d => d.Done).Select(d => d.Id).ShouldBe(fits.Select(f => f.Id), ignoreOrder: true);
        done.Value!.Where(d => !d.Done).Select(d => d.Id).ShouldBe([fitsNot.Id, unknown], ignoreOrder: true);
        (await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.PlanId == plan.Id && w.OwnerId == taker.Id).Select(w => w.Id).ToListAsync())).ShouldBe(fits.Select(f => f.Id), ignoreOrder: true);
        (await acting.ReadAsync(db => db.Set<AuditEntry>().CountAsync(a => a.PlanId == plan.Id && a.Act == "step.reassigned"))).ShouldBe(fits.Count);
        (await ManyAsync([], taker.Id, "x", actor)).ShouldBe("steps many.none");
        (await ManyAsync([.. Enumerable.Range(0, 101).Select(_ => WorkItemId.New())], taker.Id, "x", actor)).ShouldBe("steps many.too-many");
        (await ManyAsync([fitsNot.Id], null, "x", actor)).ShouldBe("to form.required");
        (await ManyAsync([fitsNot.Id], taker.Id, " ", actor)).ShouldBe("reason form.required");
    }

    [Fact]
    public async Task Several_escalations_are_acknowledged_at_once_but_only_those_that_came_to_the_reader()
    {
        var plan = await OverdueAsync();
        var mine = await acting.ReadAsync(db => db.Set<Escalation>().Where(e => e.PlanId == plan.Id && !e.IsReminder && e.WorkItemId != null && e.ToStaffId != null)
            .OrderByDescending(e => e.RaisedAt).ThenByDescending(e => e.Level).ToListAsync());
        var last = mine.DistinctBy(e => e.WorkItemId).ToList();
        var actor = await acting.ActorAsync(last[0].ToStaffId!.Value);

        var done = await acting.WithAsync<AcknowledgeMany, Outcome<IReadOnlyList<OneOfMany>>>(a => a.RunAsync([.. last.Select(e => e.WorkItemId!.Value)], actor, default));

        foreach (var one in done.Value!)
        {
            var toReader = last.Single(e => e.WorkItemId == one.Id).ToStaffId == actor.StaffId;
            one.Done.ShouldBe(toReader);
            if (!toReader) { one.Why!.Code.ShouldBe("escalation.not-yours"); }
        }
        done.Value!.ShouldContain(d => d.Done);
    }

    /// <summary>A plan of somebody, a month on, with nothing done: its ladders have been climbed.</summary>
    private async Task<ReleasePlan> OverdueAsync()
    {
        acting.Clock.Now = DemoRegionFixture.Today;
        var plan = await acting.APlanAsync();
        for (var day = 0; day < 12; day++)
        {
            acting.Clock.Now += Duration.FromDays(1);
            await acting.FireDueAsync();
        }
        return plan;
    }

    private async Task NarrowsAsync(OverdueFilter filter, OverdueCount count) => (await BoardAsync(filter)).Rows.Total.ShouldBe(count.Count, count.Key);

    private Task<OverdueBoard> BoardAsync(OverdueFilter filter) => acting.WithAsync<EscalationQueries, OverdueBoard>(q => q.OverdueAsync(filter, auditor, 1, 100, default));

    private async Task<string> ManyAsync(IReadOnlyCollection<WorkItemId> steps, StaffId? to, string reason, Actor actor)
    {
        var refused = await acting.WithAsync<ReassignMany, Outcome<IReadOnlyList<OneOfMany>>>(a => a.RunAsync(steps, to, reason, actor, default));
        return string.Join(" ", refused.Problems.Select(p => p.Field + " " + p.Reason.Code));
    }
}
