using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.Escalations;
using ReleasePlanning.Language;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Escalations;

/// <summary>Ladders from the first reminder to the top, on PostgreSQL, with what people do in between.</summary>
public sealed class EscalationStoryTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>, IAsyncLifetime
{
    private readonly Acting acting = new(region);

    public async ValueTask InitializeAsync()
    {
        acting.Clock.Now = DemoRegionFixture.Today;
        // one of them changes a site's quiet hours
        await acting.ReadAsync(db => db.Set<Site>().ExecuteUpdateAsync(s => s.SetProperty(x => x.QuietFrom, new LocalTime(20, 0)).SetProperty(x => x.QuietUntil, new LocalTime(7, 0))));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_full_ladder_reaches_the_district_and_each_notice_tells_its_story()
    {
        var item = await acting.AStepAsync("full", "S+10W");

        while (await acting.NextAtAsync(item) is not null) { await acting.ClimbAsync(item); }

        var all = await acting.EscalationsAsync(item);
        all.Select(e => (e.Level, e.ToRole, e.IsReminder)).ShouldBe(
        [
            (1, Roles.InstitutionalParoleOfficer, true), (2, Roles.InstitutionalParoleOfficer, true), (3, Roles.ManagerAssessmentInterventions, false),
            (4, Roles.AssistantWardenInterventions, false), (5, Roles.DistrictDirector, false),
        ]);
        all.ShouldAllBe(e => e.ToStaffId != null && e.PassedOnFrom == null && e.DueAt == item.DueAt);
        (await acting.ReadAsync(db => db.Set<Notification>().CountAsync(n => n.WorkItemId == item.Id))).ShouldBe(5, "one message each");
        var said = Texts.Of(all[3].Reason, Texts.English);
        var manager = await acting.ReadAsync(db => db.Set<StaffMember>().SingleAsync(s => s.Id == all[2].ToStaffId));
        said.ShouldContain("Level 4 of 5.");
        said.ShouldContain($"It went before to: {manager.Name} (Manager, Assessment and Interventions)");
        said.ShouldContain("not acknowledged");
        said.ShouldContain("If nothing is done, it goes on ");
        said.ShouldContain("District Director");
        said.ShouldContain("Closing the step or giving it a new date resolves it.");
        Texts.Of(all[4].Reason, Texts.French).ShouldContain("Aucun palier ne vient après celui-ci.");
    }

    [Fact]
    public async Task A_date_moved_away_and_back_is_told_of_anew()
    {
        var item = await acting.AStepAsync("there-and-back", "S+5W");
        while (await acting.NextAtAsync(item) is not null) { await acting.ClimbAsync(item); }
        var first = (await acting.RaisedAsync(item)).Select(e => e.Level).ToList();
        var (owner, zone) = (await acting.OwnerOfAsync(item), PlanPlaces.Zone(await acting.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Id == item.SiteId))));

        (await acting.WithAsync<SetDueDate, Outcome<WorkItem>>(a => a.RunAsync(item.Id, SiteTime.DateOf(acting.Clock.Now, zone).PlusDays(7), null, "Waiting for the reply.", null, owner, default))).Problems.ShouldBeEmpty();
        (await acting.WithAsync<SetDueDate, Outcome<WorkItem>>(a => a.RestoreAsync(item.Id, "The reply came.", null, owner, default))).Problems.ShouldBeEmpty();
        (await acting.ReadAsync(item)).DueAt.ShouldBe(item.DueAt, "the very same instant");
        while (await acting.NextAtAsync(item) is not null) { await acting.ClimbAsync(item); }

        var all = await acting.RaisedAsync(item);
        first.ShouldBe([3, 4, 5]);
        all.Count(e => e.Level == 5).ShouldBe(2, "whoever had stopped listening hears again");
        all.Select(e => e.Occasion).ShouldBeUnique();
    }

    [Fact]
    public async Task Somebody_stands_in_in_the_middle_of_the_ladder_and_the_owner_hears_again_afterwards()
    {
        var item = await acting.AStepAsync("covered", "S+10W");
        var colleague = await acting.ReadAsync(db => db.Set<StaffMember>().FirstAsync(s => s.Active && s.Id != item.OwnerId && s.Roles.Any(r => r.Role == Roles.InstitutionalParoleOfficer && r.SiteId == item.SiteId)));
        var first = (await acting.NextAtAsync(item))!.Value.InUtc().Date;
        await acting.ReadAsync(async db =>
        {
            db.Add(new Absence { Id = Guid.CreateVersion7(), StaffId = item.OwnerId!.Value, FromOn = first.PlusDays(-1), UntilOn = first.PlusDays(1), CoverId = colleague.Id });
            return await db.SaveChangesAsync();
        });

        await acting.ClimbAsync(item);
        await acting.ClimbAsync(item);

        var reminders = await acting.EscalationsAsync(item);
        reminders.Select(e => e.ToStaffId).ShouldBe([colleague.Id, item.OwnerId], "the cover while it lasts, then the owner");
        (await acting.ReadAsync(item)).OwnerId.ShouldBe(item.OwnerId, "the work stays theirs");
    }

    [Fact]
    public async Task A_release_day_that_moves_between_two_levels_starts_the_ladder_again_and_loses_none()
    {
        var item = await acting.AStepAsync("moved", "R-10W");
        await acting.FireAtAsync(item.DueAt!.Value + Duration.FromMinutes(1));
        var first = (await acting.RaisedAsync(item)).ShouldHaveSingleItem();
        var plan = await acting.PlanAsync(item.PlanId);

        await acting.MoveReleaseAsync(item.PlanId, plan.ReleaseOn.PlusDays(28), PastDue.Fire);
        var moved = await acting.ReadAsync(item);
        await acting.FireAtAsync(item.DueAt!.Value + Duration.FromDays(6));
        (await acting.RaisedAsync(item)).Count.ShouldBe(1, "the old date's next level does not come");
        await acting.FireAtAsync(moved.DueAt!.Value + Duration.FromMinutes(1));

        moved.DueAt.ShouldNotBeNull().ShouldBeGreaterThan(item.DueAt!.Value);
        var all = await acting.RaisedAsync(item);
        all.Select(e => (e.Level, e.DueAt)).ShouldBe([(3, item.DueAt), (3, moved.DueAt)], "once for each date");
        var stories = await acting.WithAsync<PlanEscalationQueries, IReadOnlyList<EscalationStory>>(q => q.OfStepAsync(moved, default));
        stories.Single(s => s.Escalation.Id == first.Id).Settled!.Code.ShouldBe("escalation.settled-by-date");
        stories.Single(s => s.Escalation.Id == all[1].Id).State.ShouldBe(EscalationState.Open);
    }

    [Theory]
    [InlineData(PastDue.Fire, 1, "fired: the manager hears at once")]
    [InlineData(PastDue.Mark, 0, "marked: whoever moved it knows, the next level counts from now")]
    public async Task A_release_day_moved_into_the_past_of_a_step_escalates_as_was_chosen(PastDue past, int atOnce, string because)
    {
        var item = await acting.AStepAsync("past-" + past.ToString().ToLowerInvariant(), "R-10W");
        acting.Clock.Now += Duration.FromHours(2);
        var plan = await acting.PlanAsync(item.PlanId);

        await acting.MoveReleaseAsync(item.PlanId, acting.Clock.Now.InUtc().Date.PlusDays(12), past);
        await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.Id == item.Id).Select(w => w.DueAt).SingleAsync());
        var moved = await acting.ReadAsync(item);
        await acting.FireAtAsync(Instant.Max(acting.Clock.Now, moved.DueAt!.Value) + Duration.FromMinutes(1));

        plan.ReleaseOn.ShouldBeGreaterThan(acting.Clock.Now.InUtc().Date);
        var raised = await acting.RaisedAsync(item);
        if (moved.DueAt < acting.Clock.Now - Duration.FromMinutes(1)) { raised.Count.ShouldBe(atOnce, because); }
        else { raised.Count.ShouldBe(1, "the new date was still to come, and has come"); }
    }

    [Fact]
    public async Task Notices_are_silenced_for_a_while_and_come_by_themselves_afterwards()
    {
        var item = await acting.AStepAsync("snoozed", "S+5W");
        var due = item.DueAt!.Value;
        await acting.FireAtAsync(due - Duration.FromHours(1));
        var owner = await acting.OwnerOfAsync(item);
        var until = due + Duration.FromHours(20);

        (await acting.SnoozeAsync(item, until, owner)).Problems.ShouldBeEmpty();
        await acting.FireAtAsync(until - Duration.FromSeconds(1));
        (await acting.RaisedAsync(item)).ShouldBeEmpty("silenced");
        await acting.FireAtAsync(until);

        (await acting.RaisedAsync(item)).ShouldHaveSingleItem().Level.ShouldBe(3);
        (await acting.ReadAsync(item)).SnoozeReason.ShouldBe("Waiting for the court.");
    }

    [Fact]
    public async Task A_silence_that_is_ended_early_brings_what_came_due_meanwhile_as_one_notice()
    {
        var item = await acting.AStepAsync("woken", "S+5W");
        var owner = await acting.OwnerOfAsync(item);
        await acting.FireAtAsync(item.DueAt!.Value - Duration.FromHours(1));
        (await acting.SnoozeAsync(item, item.DueAt!.Value + Duration.FromDays(5), owner)).Problems.ShouldBeEmpty();
        await acting.FireAtAsync(item.DueAt!.Value + Duration.FromDays(4));

        (await acting.WithAsync<EndSnooze, Outcome<WorkItem>>(e => e.RunAsync(item.Id, null, owner, default))).Problems.ShouldBeEmpty();
        await acting.FireDueAsync();

        (await acting.RaisedAsync(item)).ShouldHaveSingleItem().Level.ShouldBe(4, "the manager's notice is passed over");
        (await acting.ReadAsync(item)).SnoozedUntil.ShouldBeNull();
    }

    [Theory]
    [InlineData("law: CCRA s.25(2)", "false")]
    [InlineData("default: Product default", "true")]
    public async Task Nothing_is_silenced_past_a_legal_limit(string basis, string hardGate)
    {
        var item = await acting.AStepAsync("limit-" + hardGate, "S+3W", more: [("basis", basis), ("hardGate", hardGate), ("escalation", "hard-gate")]);
        var owner = await acting.OwnerOfAsync(item);

        var past = await acting.SnoozeAsync(item, item.DueAt!.Value + Duration.FromSeconds(1), owner);
        var upTo = await acting.SnoozeAsync(item, item.DueAt!.Value, owner);
        acting.Clock.Now = item.DueAt!.Value + Duration.FromHours(1);
        var overdue = await acting.SnoozeAsync(item, acting.Clock.Now + Duration.FromHours(1), owner);

        past.Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("snooze.past-legal-limit");
        upTo.Problems.ShouldBeEmpty("the limit itself still stands");
        overdue.Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("snooze.past-legal-limit");
        var refused = await Should.ThrowAsync<Npgsql.PostgresException>(() => acting.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"update work_items set snoozed_until = due_at + interval '1 second' where id = {item.Id.Value}")));
        refused.ConstraintName.ShouldBe("no_snooze_past_a_legal_limit", "not even by hand");
    }

    [Fact]
    public async Task Silences_are_short_have_a_reason_and_end_on_the_morning_of_the_release()
    {
        var item = await acting.AStepAsync("short", "S+30W");
        var (owner, site) = (await acting.OwnerOfAsync(item), await acting.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Id == item.SiteId)));
        var stranger = await acting.ActorAsync(await acting.ReadAsync(db => db.Set<StaffMember>().Where(s => s.Roles.Any(r => r.Role == Roles.Finance) && s.Active).Select(s => s.Id).FirstAsync()));

        (await acting.SnoozeAsync(item, acting.Clock.Now + Duration.FromDays(12), owner)).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("snooze.too-long");
        (await acting.SnoozeAsync(item, acting.Clock.Now, owner)).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("snooze.in-the-past");
        (await acting.SnoozeAsync(item, acting.Clock.Now + Duration.FromDays(1), owner, " ")).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("form.required");
        (await acting.SnoozeAsync(item, acting.Clock.Now + Duration.FromDays(1), stranger)).Kind.ShouldBe(OutcomeKind.Forbidden);
        (await acting.SnoozeAsync(item, acting.Clock.Now + Duration.FromDays(4), owner)).Problems.ShouldBeEmpty();

        // the release moves to the day after tomorrow: the silence may not outlast its morning
        await acting.MoveReleaseAsync(item.PlanId, acting.Clock.Now.InUtc().Date.PlusDays(2), PastDue.Mark);
        (await acting.ReadAsync(item)).SnoozedUntil.ShouldBeNull();
        (await acting.SnoozeAsync(item, acting.Clock.Now + Duration.FromDays(3), owner)).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("snooze.past-release");
        site.MostSnoozeDays.ShouldBe(5);
    }

    [Fact]
    public async Task An_acknowledgement_holds_the_next_level_for_a_working_day_and_everybody_sees_it()
    {
        var item = await acting.AStepAsync("held", "S+5W");
        await acting.FireAtAsync(item.DueAt!.Value + Duration.FromMinutes(1));
        var first = (await acting.RaisedAsync(item)).ShouldHaveSingleItem();
        var second = (await acting.NextAtAsync(item))!.Value;
        acting.Clock.Now = second - Duration.FromHours(2);

        (await acting.AcknowledgeAsync(first, await acting.ActorAsync(first.ToStaffId!.Value))).Problems.ShouldBeEmpty();
        var held = (await acting.NextAtAsync(item))!.Value;
        await acting.FireAtAsync(second + Duration.FromHours(1));
        (await acting.RaisedAsync(item)).Count.ShouldBe(1, "somebody is on it");
        await acting.FireAtAsync(held);

        held.ShouldBeGreaterThan(second);
        var next = (await acting.RaisedAsync(item))[1];
        next.Level.ShouldBe(4);
        Texts.Of(next.Reason, Texts.English).ShouldContain("acknowledged.");
        var officer = await acting.ActorAsync((await acting.PlanAsync(item.PlanId)).ParoleOfficerId);
        var seen = await acting.WithAsync<PlanEscalationQueries, Outcome<IReadOnlyList<EscalationStory>>>(q => q.OfPlanAsync(item.PlanId, officer, default));
        var story = seen.Value!.Single(s => s.Escalation.Id == next.Id);
        story.Before.ShouldHaveSingleItem().AcknowledgedBy.ShouldNotBeNull();
        story.Next!.ToRole.ShouldBe(Roles.DistrictDirector);
    }

    [Fact]
    public async Task Nobody_holds_a_hard_gate_by_acknowledging_it()
    {
        var item = await acting.AStepAsync("gate", "S+5W", more: [("hardGate", "true"), ("escalation", "institution")]);
        await acting.FireAtAsync(item.DueAt!.Value + Duration.FromMinutes(1));
        var first = (await acting.RaisedAsync(item)).ShouldHaveSingleItem();
        var second = await acting.NextAtAsync(item);
        acting.Clock.Now = second!.Value - Duration.FromHours(1);

        (await acting.AcknowledgeAsync(first, await acting.ActorAsync(first.ToStaffId!.Value))).Problems.ShouldBeEmpty();

        (await acting.NextAtAsync(item)).ShouldBe(second);
    }

    [Fact]
    public async Task A_hard_gate_climbs_to_owner_manager_warden_and_district_and_stops_the_release_record()
    {
        var plan = await acting.APlanAsync();
        var police = (await acting.OpenStepsAsync(plan.Id)).FirstOrDefault(s => s.HardGate);
        for (var tries = 0; police is null && tries < 60; tries++)
        {
            var next = await acting.ReadAsync(db => db.Set<WorkflowTimer>().Where(t => t.PlanId == plan.Id && t.Purpose == TimerPurpose.Diagram && t.DueAt > acting.Clock.Now).OrderBy(t => t.DueAt).Select(t => (Instant?)t.DueAt).FirstOrDefaultAsync());
            await acting.FireAtAsync(next!.Value);
            police = (await acting.OpenStepsAsync(plan.Id)).FirstOrDefault(s => s.HardGate);
        }

        while (await acting.NextAtAsync(police!) is not null) { await acting.ClimbAsync(police!); }

        police!.Ladder.ShouldBe("hard-gate");
        var roles = (await acting.EscalationsAsync(police)).Select(e => e.ToRole).Distinct().ToList();
        roles.ShouldBe([police.Role, Roles.ManagerAssessmentInterventions, Roles.AssistantWardenInterventions, Roles.DistrictDirector]);
        await Should.ThrowAsync<Npgsql.PostgresException>(() => acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"update release_plans set released_at = now() where id = {plan.Id.Value}")));
    }

    [Fact]
    public async Task A_reassigned_step_goes_on_up_its_ladder_and_its_new_owner_sees_what_came_before()
    {
        var item = await acting.AStepAsync("handed-on", "S+5W");
        await acting.FireAtAsync(item.DueAt!.Value + Duration.FromMinutes(1));
        var next = await acting.NextAtAsync(item);
        var colleague = await acting.ReadAsync(db => db.Set<StaffMember>().FirstAsync(s => s.Active && s.Id != item.OwnerId && s.Roles.Any(r => r.Role == Roles.InstitutionalParoleOfficer && r.SiteId == item.SiteId)));

        (await acting.WithAsync<ReassignWorkItem, Outcome<WorkItem>>(async r => await r.RunAsync(item.Id, colleague.Id, "Back from leave.", null, await acting.OwnerOfAsync(item), default))).Problems.ShouldBeEmpty();

        (await acting.NextAtAsync(item)).ShouldBe(next, "the ladder goes on");
        var view = await acting.WithAsync<StepQueries, Outcome<StepView>>(async q => await q.GetAsync(item.Id, await acting.ActorAsync(colleague.Id), default));
        view.Value!.Escalations.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_step_far_away_is_silent_in_its_own_night_and_not_in_the_plans()
    {
        var item = await acting.AStepAsync("far", "S+3h", Roles.CommunityParoleOfficer, ("site", "destination"), ("escalation", "community"));
        var site = await acting.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Id == item.SiteId));
        var west = await acting.SiteAsync("winnipeg-parole");
        // 21:30 at the step's own site
        var zone = SiteTime.Zone(site.TimeZone);
        var evening = acting.Clock.Now.InZone(zone).Date.At(new LocalTime(21, 30)).InZoneLeniently(zone).ToInstant();
        await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.Id == item.Id).ExecuteUpdateAsync(s => s.SetProperty(w => w.DueAt, evening)));
        await acting.ReadAsync(db => db.Set<WorkflowTimer>().Where(t => t.WorkItemId == item.Id).ExecuteUpdateAsync(s => s.SetProperty(t => t.DueAt, evening + Duration.FromSeconds(1))));

        await acting.FireAtAsync(evening + Duration.FromMinutes(10));
        (await acting.RaisedAsync(item)).ShouldBeEmpty("it is night there");
        var morning = (await acting.NextAtAsync(item))!.Value;
        await acting.FireAtAsync(morning);

        morning.InZone(zone).TimeOfDay.ShouldBe(new LocalTime(7, 0));
        (await acting.RaisedAsync(item)).ShouldHaveSingleItem().ToRole.ShouldBe(Roles.ParoleOfficerSupervisor);
        west.TimeZone.ShouldNotBe(site.TimeZone);
    }

    [Fact]
    public async Task Quiet_hours_count_from_the_moment_they_are_changed()
    {
        var item = await acting.AStepAsync("quiet", "S+5W");
        var site = await acting.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Id == item.SiteId));
        await acting.FireAtAsync(item.DueAt!.Value - Duration.FromHours(1));
        var admin = await acting.AdministratorAsync();

        (await acting.WithAsync<ChangeQuietHours, Outcome<Site>>(c => c.RunAsync(site.Code, new(15, 0), new(9, 0), true, 5, admin, default))).Problems.ShouldBeEmpty();
        await acting.FireAtAsync(item.DueAt!.Value + Duration.FromMinutes(1));
        (await acting.RaisedAsync(item)).ShouldBeEmpty("armed for the afternoon, which is quiet now");
        await acting.ClimbAsync(item);

        (await acting.RaisedAsync(item)).ShouldHaveSingleItem().RaisedAt.InZone(SiteTime.Zone(site.TimeZone)).TimeOfDay.ShouldBe(new LocalTime(9, 0));
        (await acting.WithAsync<ChangeQuietHours, Outcome<Site>>(c => c.RunAsync(site.Code, new(20, 0), null, true, 0, admin, default))).Problems.Select(p => (p.Field, p.Reason.Code)).ShouldBe([("until", "quiet.both-ends"), ("mostSnoozeDays", "quiet.snooze-days")]);
    }

    [Fact]
    public async Task Somebody_who_has_not_arrived_at_three_on_a_Sunday_morning_is_looked_for_at_that_hour()
    {
        var item = await acting.AStepAsync("arrives", "A+2h", Roles.CommunityParoleOfficer, ("site", "destination"), ("escalation", "arrival"));
        var site = await acting.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Id == item.SiteId));
        var expected = new LocalDateTime(2026, 11, 29, 1, 0).InZoneLeniently(SiteTime.Zone(site.TimeZone)).ToInstant();
        await acting.WithAsync<ReleasePlanningDb, int>(async db =>
        {
            var plan = await db.Set<ReleasePlan>().SingleAsync(p => p.Id == item.PlanId);
            plan.ArrivalExpectedAt = expected;
            return await db.SaveChangesAsync();
        });
        await acting.MoveReleaseAsync(item.PlanId, (await acting.PlanAsync(item.PlanId)).ReleaseOn, PastDue.Fire);

        await acting.FireAtAsync(expected + Duration.FromHours(2) + Duration.FromSeconds(1));
        var supervisor = (await acting.RaisedAsync(item)).ShouldHaveSingleItem();
        await acting.FireAtAsync(expected + Duration.FromHours(4));
        var duty = (await acting.RaisedAsync(item))[^1];

        (supervisor.ToRole, supervisor.RaisedAt.InZone(SiteTime.Zone(site.TimeZone)).TimeOfDay.Hour).ShouldBe((Roles.ParoleOfficerSupervisor, 3), "at once, at three on Sunday");
        (duty.ToRole, duty.RaisedAt).ShouldBe((Roles.DutyOfficer, expected + Duration.FromHours(4)), "the duty line two hours later");
        (await acting.ReadAsync(db => db.Set<Notification>().Where(n => n.WorkItemId == item.Id && n.Key.Contains("item:")).ToListAsync())).Where(n => n.At >= supervisor.RaisedAt).ShouldAllBe(n => n.Urgent);
    }
}
