using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Escalations;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Tests.Escalations;

public sealed class LadderStoryTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>, IAsyncLifetime
{
    private readonly Acting acting = new(region);

    // working days are counted from here: six days from another day may hold fewer of them
    public ValueTask InitializeAsync()
    {
        acting.Clock.Now = DemoRegionFixture.Today;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_goes_overdue_reaches_the_manager_then_the_assistant_warden_once_each()
    {
        var (plan, item) = await AnInstitutionStepAsync();
        var due = item.DueAt!.Value;

        acting.Clock.Now = due;
        await acting.FireDueAsync();
        (await ToAsync(item, reminders: false)).ShouldBeEmpty("on the due instant it is not overdue");
        acting.Clock.Now = due + Duration.FromSeconds(2);
        await acting.FireDueAsync();
        await acting.FireDueAsync();
        var first = (await ToAsync(item, reminders: false)).ShouldHaveSingleItem();
        acting.Clock.Now = due + Duration.FromDays(6);
        await acting.FireDueAsync();

        first.ToRole.ShouldBe(Roles.ManagerAssessmentInterventions);
        var all = await ToAsync(item, reminders: false);
        all.Select(e => e.ToRole).ShouldBe([Roles.ManagerAssessmentInterventions, Roles.AssistantWardenInterventions]);
        all.ShouldAllBe(e => e.ToStaffId != null && e.PlanId == plan.Id && e.Reason.Code == "escalation.overdue");
        (await acting.ReadAsync(db => db.Set<Notification>().CountAsync(n => n.WorkItemId == item.Id && n.StaffId == first.ToStaffId))).ShouldBe(1);
    }

    [Fact]
    public async Task An_escalation_goes_to_the_cover_while_the_manager_is_away()
    {
        var (plan, item) = await AnInstitutionStepAsync();
        var (manager, cover) = await acting.ReadAsync(async db =>
        {
            var m = await db.Set<StaffMember>().FirstAsync(s => s.Roles.Any(r => r.Role == Roles.ManagerAssessmentInterventions && r.SiteId == plan.ReleasingSiteId));
            var c = await db.Set<StaffMember>().FirstAsync(s => s.Roles.Any(r => r.Role == Roles.AssistantWardenInterventions && r.SiteId == plan.ReleasingSiteId));
            var day = item.DueAt!.Value.InUtc().Date;
            db.Add(new Absence { Id = Guid.CreateVersion7(), StaffId = m.Id, FromOn = day.PlusDays(-3), UntilOn = day.PlusDays(3), CoverId = c.Id });
            await db.SaveChangesAsync();
            return (m.Id, c.Id);
        });

        acting.Clock.Now = item.DueAt!.Value + Duration.FromMinutes(1);
        await acting.FireDueAsync();

        var escalation = (await ToAsync(item, reminders: false)).ShouldHaveSingleItem();
        escalation.ToStaffId.ShouldBe(cover);
        escalation.ToStaffId.ShouldNotBe(manager);
    }

    [Fact]
    public async Task A_completed_step_escalates_no_more()
    {
        var (_, item) = await AnInstitutionStepAsync();
        (await acting.CompleteAsync(region, item)).Problems.ShouldBeEmpty();

        acting.Clock.Now = item.DueAt!.Value + Duration.FromDays(20);
        await acting.FireDueAsync();

        (await ToAsync(item, reminders: false)).ShouldBeEmpty();
    }

    private async Task<(ReleasePlan Plan, WorkItem Item)> AnInstitutionStepAsync()
    {
        var plan = await acting.APlanAsync();
        await acting.FireDueAsync();
        var item = (await acting.OpenStepsAsync(plan.Id)).First(s => s.Ladder == "institution" && s.DueAt > acting.Clock.Now + Duration.FromHours(12));
        return (plan, item);
    }

    private Task<List<Escalation>> ToAsync(WorkItem item, bool reminders) => acting.ReadAsync(db =>
        db.Set<Escalation>().Where(e => e.WorkItemId == item.Id && e.IsReminder == reminders).OrderBy(e => e.Level).ToListAsync());
}
