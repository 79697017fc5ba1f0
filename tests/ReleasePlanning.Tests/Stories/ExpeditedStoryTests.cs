using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Calendar;
using ReleasePlanning.Escalations;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Stories;

/// <summary>"Decisions made hours before release": a decision at 14:10, the release on the next working day.</summary>
public sealed class ExpeditedStoryTests(DemoRegionFixture region, ITestOutputHelper output) : IClassFixture<DemoRegionFixture>
{
    private static readonly LocalTime TenPastTwo = new(14, 10);
    private readonly Acting acting = new(region);

    public static TheoryData<string, string, string, string, bool, string> Decisions => new()
    {
        { "red-willow", "winnipeg-parole", "2026-11-25", "2026-11-27", true, "a Wednesday, release on Thursday, a victim registered" },
        { "red-willow", "edmonton-parole", "2026-12-02", "2026-12-04", false, "a Wednesday, release on Thursday, nobody registered" },
        { "two-rivers", "regina-parole", "2027-02-12", "2027-02-16", false, "a Friday, release on Monday: no federal holiday in February" },
        { "cedar-bend", "vancouver-parole", "2027-05-21", "2027-05-26", true, "the Friday before Victoria Day: the next working day is Tuesday" },
        { "tantramar", "vancouver-parole", "2027-03-25", "2027-03-31", false, "Maundy Thursday in Newfoundland, release on Tuesday after Easter, to Vancouver four and a half hours behind" },
    };

    [Theory]
    [MemberData(nameof(Decisions))]
    public async Task A_decision_at_ten_past_two_is_worked_through_to_the_release_and_the_arrival(string institution, string office, string decided, string entitled, bool victim, string why)
    {
        var (officer, request, release) = await DecidedAsync(institution, office, decided, entitled, victim, ReleaseType.StatutoryRelease, needsResidence: false);

        var plan = await LaunchAsync(request, officer);

        output.WriteLine(why);
        plan.ReleaseOn.ShouldBe(release);
        plan.ExpeditedAt.ShouldBe(acting.Clock.Now);
        (plan.NotPracticable is not null).ShouldBe(victim, "the reason is kept where the law asks for it, and nowhere else");
        await ToldOnceAsync(plan.Id);
        await DriveAsync(plan.Id);

        var closed = await acting.PlanAsync(plan.Id);
        (closed.Status, closed.CloseReason).ShouldBe((PlanStatus.Closed, "completed"));
        closed.ArrivedAt.ShouldNotBeNull();
        await ToldOnceAsync(plan.Id);
        var steps = await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.PlanId == plan.Id).OrderBy(w => w.OpenedAt).ToListAsync());
        var site = await acting.SiteAsync(institution);
        foreach (var step in steps.Where(s => s.DueAt is not null))
        {
            output.WriteLine($"{step.OpenedAt.InZone(PlanPlaces.Zone(site)):MM-dd HH:mm} {step.ElementId} {step.DueRule} {step.DueAt!.Value.InZone(PlanPlaces.Zone(site)):MM-dd HH:mm} {step.DueReason!.Code}");
            step.DueAt!.Value.ShouldBeGreaterThan(step.OpenedAt, $"{step.ElementId} is due in the past");
            // what was not done at its hour climbed a short ladder, or none: nothing waits for working days that are not there
            if (step.OpenedAt < closed.ReleasedAt && step.Ladder != "arrival") { step.Ladder.ShouldEndWith(DefaultLadders.ForExpedited); }
        }
        (await acting.ReadAsync(db => db.Set<Escalation>().Where(e => e.PlanId == plan.Id).GroupBy(e => new { e.WorkItemId, e.DueAt, e.Level, e.ToStaffId, e.Reason }).Select(g => g.Count()).ToListAsync()))
            .ShouldAllBe(times => times == 1, "no escalation came twice");
    }

    [Fact]
    public async Task What_opens_together_is_due_in_the_order_of_its_rules_before_the_release()
    {
        var (officer, request, release) = await DecidedAsync("red-willow", "winnipeg-parole", "2026-12-09", "2026-12-11", false, ReleaseType.StatutoryRelease, needsResidence: false);
        var plan = await LaunchAsync(request, officer);
        await acting.FireDueAsync();

        var site = await acting.SiteAsync("red-willow");
        var (zone, days, hours) = (PlanPlaces.Zone(site), new WorkingDays(Province.AB), new BusinessHours(site.OpensAt, site.ClosesAt));
        var last = ExpeditedDates.LastMoment(release, acting.Clock.Now, SiteCalendar.Of(days, hours, zone));
        var steps = (await acting.OpenStepsAsync(plan.Id)).Where(s => s.SiteId == site.Id && s.DueRule!.StartsWith("R-", StringComparison.Ordinal)).ToList();

        steps.Count.ShouldBeGreaterThan(4);
        steps.ShouldAllBe(s => s.DueAt <= last);
        var ordered = steps.Select(s => (s.DueRule, s.DueAt, Lead: StepDue.OfStep(Unhurried(plan), s.DueRule, DateForce.Law, s.OpenedAt, site, SiteCalendar.Of(days, hours, zone)).At)).OrderBy(s => s.Lead).ToList();
        foreach (var (before, after) in ordered.Zip(ordered.Skip(1)))
        {
            if (before.Lead != after.Lead) { before.DueAt!.Value.ShouldBeLessThan(after.DueAt!.Value, $"{before.DueRule} before {after.DueRule}"); }
        }
    }

    [Fact]
    public async Task Without_the_reason_the_law_asks_for_nothing_is_launched_and_with_it_only_the_victims_unit_and_the_file_have_it()
    {
        var (officer, request, _) = await DecidedAsync("red-willow", "winnipeg-parole", "2026-12-15", "2026-12-17", true, ReleaseType.StatutoryRelease, needsResidence: false);

        var refused = await acting.WithAsync<LaunchReleasePlan, Outcome<ReleasePlan>>(a => a.RunAsync(request with { NotPracticable = " " }, officer, default));

        var problem = refused.Problems.ShouldHaveSingleItem();
        (problem.Field, problem.Reason.Code).ShouldBe(("notPracticable", "launch.not-practicable-needed"));
        (await acting.ReadAsync(db => db.Set<ReleasePlan>().CountAsync(p => p.PersonId == request.PersonId))).ShouldBe(0);

        const string Said = "Recalculated this afternoon.";
        var plan = await LaunchAsync(request with { NotPracticable = Said }, officer);
        await acting.FireDueAsync();
        var alert = await acting.StepAsync(plan.Id, "AcknowledgeVictimAlert");
        alert.DueReason!.Args.ShouldContain(Said);
        alert.DueAt!.Value.ShouldBeGreaterThan(alert.OpenedAt);
        (await acting.ReadAsync(db => db.Set<AuditEntry>().Where(a => a.PlanId == plan.Id && a.Act == "plan.minimum-not-practicable").CountAsync())).ShouldBe(1);
        var told = await acting.ReadAsync(db => db.Set<Notification>().Where(n => n.PlanId == plan.Id).ToListAsync());
        told.ShouldContain(n => n.Reason.Code == "notice.victim-alert-late");
        told.ShouldAllBe(n => !n.Reason.Args.Contains(Said), "no message carries it");
        NeedToKnow.Of(plan, PlanView.Supervision).NotPracticable.ShouldBeNull();
        NeedToKnow.Of(plan, PlanView.Alert).NotPracticable.ShouldBeNull();
        var others = (await acting.OpenStepsAsync(plan.Id)).Where(s => s.Id != alert.Id);
        others.ShouldAllBe(s => !s.DueReason!.Args.Contains(Said));
    }

    [Fact]
    public async Task Residency_at_a_centre_is_not_hurried_past_its_consent_nor_a_release_past_the_police()
    {
        var (officer, request, release) = await DecidedAsync("red-willow", "winnipeg-parole", "2027-01-13", "2027-01-15", false, ReleaseType.StatutoryReleaseWithResidency, needsResidence: true);
        var plan = await LaunchAsync(request, officer);
        var centre = await acting.SiteAsync("prairie-rose-centre");

        await DriveAsync(plan.Id, centre.Id, leave: ["ConsentToCentre", "NotifyPolice"]);

        (await acting.PlanAsync(plan.Id)).Status.ShouldBe(PlanStatus.Active);
        var left = (await acting.OpenStepsAsync(plan.Id)).Select(s => s.ElementId).ToList();
        left.ShouldContain("ConsentToCentre");
        left.ShouldContain("NotifyPolice");
        left.ShouldNotContain("ConfirmBed", "the bed waits for the consent");
        var skipped = await acting.WithAsync<SkipWorkItem, Outcome<WorkItem>>(async a => await a.RunAsync((await acting.StepAsync(plan.Id, "ConsentToCentre")).Id, "No time.", null, await acting.ActorAsync((await acting.StepAsync(plan.Id, "ConsentToCentre")).OwnerId!.Value), default));
        skipped.IsDone.ShouldBeFalse("a hard gate is not skipped because time is short");
        await acting.CompleteAsync(region, await acting.StepAsync(plan.Id, "ConsentToCentre"));
        await DriveAsync(plan.Id, centre.Id, leave: ["NotifyPolice"]);
        (await acting.PlanAsync(plan.Id)).ReleasedAt.ShouldBeNull("not before the police are told");

        await DriveAsync(plan.Id, centre.Id);

        var closed = await acting.PlanAsync(plan.Id);
        (closed.Status, closed.ResidenceId).ShouldBe((PlanStatus.Closed, centre.Id));
        closed.ReleasedAt!.Value.InUtc().Date.ShouldBeGreaterThanOrEqualTo(release);
    }

    [Fact]
    public async Task A_move_makes_a_plan_expedited_and_a_later_day_ends_it_and_both_are_on_record()
    {
        acting.Clock.Now = At(new LocalDate(2027, 2, 17), await acting.SiteAsync("red-willow"));
        var plan = await AParoleAsync(new LocalDate(2027, 6, 1));
        plan.ExpeditedAt.ShouldBeNull();
        var officer = await acting.ActorAsync(plan.ParoleOfficerId);
        var before = await DatesAsync(plan.Id);

        var near = await MoveAsync(plan.Id, new LocalDate(2027, 2, 19), officer);
        near.Near.IsExpedited.ShouldBeTrue();
        await ToldOnceAsync(plan.Id);
        (await acting.OpenStepsAsync(plan.Id)).Where(s => s.DateForce == DateForce.Default && s.DueAt is not null).ShouldAllBe(s => s.DueAt > acting.Clock.Now);
        acting.Clock.Now += Duration.FromMinutes(10);
        await MoveAsync(plan.Id, new LocalDate(2027, 2, 22), officer);
        await ToldOnceAsync(plan.Id);

        acting.Clock.Now += Duration.FromMinutes(10);
        var far = await MoveAsync(plan.Id, new LocalDate(2027, 6, 1), officer);

        far.WasExpedited.ShouldBeTrue();
        (await acting.PlanAsync(plan.Id)).ExpeditedAt.ShouldBeNull();
        (await DatesAsync(plan.Id)).ShouldBe(before, "the dates are those of the rules again");
        (await acting.OpenStepsAsync(plan.Id)).ShouldAllBe(s => !s.Ladder.EndsWith(DefaultLadders.ForExpedited));
        (await acting.ReadAsync(db => db.Set<AuditEntry>().Where(a => a.PlanId == plan.Id && a.Act.StartsWith("plan.expedited")).OrderBy(a => a.Id).Select(a => a.Act).ToListAsync()))
            .ShouldBe(["plan.expedited", "plan.expedited-ended"]);
    }

    /// <summary>The manager and the area director, each once, at the moment of the launch.</summary>
    private async Task ToldOnceAsync(ReleasePlanId plan)
    {
        var told = await acting.ReadAsync(db => db.Set<Escalation>().Where(e => e.PlanId == plan && e.Occasion.Contains(":expedited:")).OrderBy(e => e.ToRole).ToListAsync());
        told.Select(e => e.ToRole).ShouldBe([Roles.AreaDirector, Roles.ManagerAssessmentInterventions]);
        told.ShouldAllBe(e => e.ToStaffId != null);
    }

    private async Task<(Actor Officer, LaunchRequest Request, LocalDate Release)> DecidedAsync(string institution, string office, string decided, string entitled, bool victim, ReleaseType type, bool needsResidence)
    {
        var from = await acting.SiteAsync(institution);
        var entitlement = NodaTime.Text.LocalDatePattern.Iso.Parse(entitled).Value;
        var person = await acting.ReadAsync(async db =>
        {
            if (institution == "tantramar")
            {
                var moved = await db.Set<Site>().SingleAsync(s => s.Code == institution);
                (moved.Province, moved.TimeZone) = ("NL", "America/St_Johns");
            }
            var taken = db.Set<ReleasePlan>().Select(p => p.PersonId);
            var found = await db.Set<Person>().Where(p => p.InstitutionId == from.Id && !taken.Contains(p.Id) && p.SentenceKind == SentenceKind.Determinate).OrderBy(p => p.Fps).FirstAsync();
            found.StatutoryReleaseOn = entitlement;
            found.Flags = victim ? [PersonFlags.Victim] : [];
            await db.SaveChangesAsync();
            return found;
        });
        from = await acting.SiteAsync(institution);
        acting.Clock.Now = At(NodaTime.Text.LocalDatePattern.Iso.Parse(decided).Value, from);
        var to = await acting.SiteAsync(office);
        var officer = await acting.ReadAsync(db => db.Set<StaffMember>().Where(s => s.Roles.Any(r => r.Role == Roles.InstitutionalParoleOfficer && r.SiteId == from.Id)).OrderBy(s => s.SignIn).FirstAsync());
        var release = new WorkingDays(Enum.Parse<Province>(from.Province)).Previous(entitlement);
        return (await acting.ActorAsync(officer.Id), new LaunchRequest(person.Id, type, to.Id, to.City, "", needsResidence, NotPracticable: victim ? "Decided this afternoon." : null), release);
    }

    private async Task<ReleasePlan> LaunchAsync(LaunchRequest request, Actor officer)
    {
        var launched = await acting.WithAsync<LaunchReleasePlan, Outcome<ReleasePlan>>(a => a.RunAsync(request, officer, default));
        launched.Problems.ShouldBeEmpty();
        return launched.Value!;
    }

    private async Task<ReleasePlan> AParoleAsync(LocalDate on)
    {
        var person = await acting.ReadAsync(db =>
        {
            var taken = db.Set<ReleasePlan>().Select(p => p.PersonId);
            return db.Set<Person>().Where(p => !taken.Contains(p.Id) && p.FullParoleEligibleOn < new LocalDate(2027, 2, 1) && p.SentenceKind == SentenceKind.Determinate).OrderBy(p => p.Fps).FirstAsync();
        });
        await acting.ReadAsync(async db =>
        {
            (await db.Set<Person>().SingleAsync(p => p.Id == person.Id)).Flags = [];
            return await db.SaveChangesAsync();
        });
        var officer = await acting.ReadAsync(db => db.Set<StaffMember>().Where(s => s.Roles.Any(r => r.Role == Roles.InstitutionalParoleOfficer && r.SiteId == person.InstitutionId)).OrderBy(s => s.SignIn).FirstAsync());
        var office = await acting.SiteAsync("winnipeg-parole");
        return await LaunchAsync(new LaunchRequest(person.Id, ReleaseType.FullParole, office.Id, office.City, "", false, EntitlementOn: on), await acting.ActorAsync(officer.Id));
    }

    private async Task<MovePreview> MoveAsync(ReleasePlanId plan, LocalDate on, Actor officer)
    {
        var moved = await acting.WithAsync<MoveReleaseDate, Outcome<MovePreview>>(m => m.RunAsync(plan, new MoveRequest(on, null, null, "Decided anew."), PastDue.Fire, null, officer, default));
        moved.Problems.ShouldBeEmpty();
        return moved.Value!;
    }

    private Task<List<(string, Instant?)>> DatesAsync(ReleasePlanId plan) =>
        acting.ReadAsync(async db => (await db.Set<WorkItem>().Where(w => w.PlanId == plan && w.State == WorkItemState.Open).OrderBy(w => w.ElementId).ToListAsync()).Select(w => (w.ElementId, w.DueAt)).ToList());

    /// <summary>Completes every step that is open but those left, as its owner, and lets time pass to the next timer until the day after the release.</summary>
    private async Task DriveAsync(ReleasePlanId id, SiteId? house = null, string[]? leave = null)
    {
        for (var round = 0; round < 400; round++)
        {
            await acting.FireDueAsync();
            var plan = await acting.PlanAsync(id);
            var home = await acting.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Id == plan.ReleasingSiteId));
            var today = acting.Clock.Now.InZone(PlanPlaces.Zone(home)).Date;
            if (!plan.IsOpen || (leave is not null && today > plan.ReleaseOn)) { return; }
            var open = (await acting.OpenStepsAsync(id)).Where(s => leave?.Contains(s.ElementId) != true).ToList();
            if (leave is not null) { open = [.. open.Where(s => s.Form is not ("record-release" or "readiness"))]; }
            if (open.FirstOrDefault(s => s.Form != "record-release" || today >= plan.ReleaseOn) is not { } item)
            {
                var next = await acting.ReadAsync(db => db.Set<WorkflowTimer>().Where(t => t.PlanId == id && t.DueAt > acting.Clock.Now).OrderBy(t => t.DueAt).Select(t => (Instant?)t.DueAt).FirstOrDefaultAsync());
                // beyond the release day other clocks run out, such as the hold of a bed that waits for what is left
                if (leave is not null && (next is null || next.Value.InZone(PlanPlaces.Zone(home)).Date > plan.ReleaseOn)) { return; }
                acting.Clock.Now = next ?? throw new InvalidOperationException("Nothing is open and nothing will fire.");
                continue;
            }
            var done = item.ElementId == "RankReferrals" && house is { } centre ? await acting.CompleteAsync(region, item, null, null, ("firstHouse", centre.ToString()), ("reason", "The condition names it.")) : await acting.CompleteAsync(region, item);
            done.Problems.Select(p => p.Field + " " + p.Reason.Code).ShouldBeEmpty(item.ElementId);
        }
        throw new InvalidOperationException("The plan did not end.");
    }

    private static ReleasePlan Unhurried(ReleasePlan p) => new()
    {
        Id = p.Id, PersonId = p.PersonId, ReleaseType = p.ReleaseType, ReleasingSiteId = p.ReleasingSiteId, ParoleOfficeId = p.ParoleOfficeId, DestinationCommunity = "", NeedsResidence = false,
        ResidencyCondition = false, EntitlementOn = p.EntitlementOn, ReleaseOn = p.ReleaseOn, ReleaseReason = p.ReleaseReason, ParoleOfficerId = p.ParoleOfficerId, LaunchedAt = p.LaunchedAt, LaunchedBy = p.LaunchedBy,
    };

    private static Instant At(LocalDate on, Site site) => SiteTime.At(on, TenPastTwo, PlanPlaces.Zone(site));
}
