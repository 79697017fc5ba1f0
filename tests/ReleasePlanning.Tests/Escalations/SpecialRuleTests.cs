using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Escalations;
using ReleasePlanning.Language;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.Escalations;

/// <summary>What the shipped diagrams bring before people by themselves.</summary>
public sealed class SpecialRuleTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);

    [Fact]
    public async Task Without_a_bed_five_working_days_before_release_institution_community_and_district_hear_once_each_until_somebody_resolves_it()
    {
        acting.Clock.Now = DemoRegionFixture.Today;
        var plan = await acting.APlanAsync(ReleaseType.DayParole, needsResidence: true);
        var site = await acting.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Id == plan.ReleasingSiteId));
        var day = LadderDay(site, plan.ReleaseOn, -5);

        await acting.FireAtAsync(day - Duration.FromSeconds(1));
        (await NoBedAsync(plan.Id)).ShouldBeEmpty("not yet");
        await acting.FireAtAsync(day);
        await acting.FireAtAsync(day + Duration.FromHours(1));

        var raised = await NoBedAsync(plan.Id);
        raised.Select(e => e.ToRole).ShouldBe([Roles.AssistantWardenInterventions, Roles.AreaDirector, Roles.DistrictDirector], ignoreOrder: true);
        raised.Select(e => e.ToStaffId).Distinct().Count().ShouldBe(3);
        (await acting.ReadAsync(db => db.Set<Notification>().CountAsync(n => n.PlanId == plan.Id && n.Reason != null && n.Key.Contains(":no-bed:") && n.Urgent))).ShouldBe(3);

        var director = await acting.ActorAsync(raised.Single(e => e.ToRole == Roles.AreaDirector).ToStaffId!.Value);
        var one = raised.Single(e => e.ToRole == Roles.AreaDirector);
        (await ResolveAsync(one, " ", director)).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("form.required");
        (await ResolveAsync(one, "A bed at Harbour House from Friday.", director)).Problems.ShouldBeEmpty();
        (await ResolveAsync(one, "Again.", director)).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("escalation.already-resolved");
        var stories = (await acting.WithAsync<PlanEscalationQueries, Outcome<IReadOnlyList<EscalationStory>>>(q => q.OfPlanAsync(plan.Id, director, default))).Value!;
        Texts.Of(stories.Single(s => s.Escalation.Id == one.Id).Settled!, Texts.English).ShouldContain("A bed at Harbour House from Friday.");
        stories.Count(s => s.State == EscalationState.Open && s.Escalation.Reason.Code == "escalation.no-bed").ShouldBe(2);
    }

    [Fact]
    public async Task After_three_refusals_the_area_director_reviews_the_accommodation()
    {
        acting.Clock.Now = DemoRegionFixture.Today;
        var plan = await acting.APlanAsync(ReleaseType.DayParole, needsResidence: true);
        await acting.FireDueAsync();
        var rank = (await acting.OpenStepsAsync(plan.Id)).Single(s => s.Form == "rank-referrals");
        var office = await acting.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Id == plan.ParoleOfficeId));
        var houses = await acting.ReadAsync(db => db.Set<Site>().Where(s => s.Region == office.Region && s.Kind == SiteKind.CommunityResidentialFacility).OrderBy(s => s.Code).Take(3).ToListAsync());
        (await acting.CompleteAsync(region, rank, null, null, ("firstHouse", houses[0].Id.ToString()), ("secondHouse", houses[1].Id.ToString()), ("thirdHouse", houses[2].Id.ToString()), ("reason", "Nothing else is near."))).Problems.ShouldBeEmpty();

        for (var refusal = 1; refusal <= 3; refusal++)
        {
            (await acting.ReadAsync(db => db.Set<Escalation>().CountAsync(e => e.PlanId == plan.Id && e.Occasion.Contains("three-declines")))).ShouldBe(0, $"before refusal {refusal}");
            var answer = (await acting.OpenStepsAsync(plan.Id)).Single(s => s.Form == "answer-bed-referral");
            (await acting.CompleteAsync(region, answer, "declined")).Problems.ShouldBeEmpty();
        }

        (await acting.ReadAsync(db => db.Set<Escalation>().SingleAsync(e => e.PlanId == plan.Id && e.Occasion.Contains("three-declines")))).ToRole.ShouldBe(Roles.AreaDirector);
        (await acting.OpenStepsAsync(plan.Id)).ShouldContain(s => s.Form == "accommodation-review" && s.Role == Roles.AreaDirector);
    }

    private static Instant LadderDay(Site site, LocalDate from, int days) =>
        SiteTime.At(new WorkingDays(Enum.Parse<Province>(site.Province)).Add(from, days), site.ClosesAt, SiteTime.Zone(site.TimeZone));

    private Task<List<Escalation>> NoBedAsync(ReleasePlanId plan) => acting.ReadAsync(db => db.Set<Escalation>().Where(e => e.PlanId == plan && e.Occasion.Contains(":no-bed:")).ToListAsync());

    private Task<Outcome<Escalation>> ResolveAsync(Escalation escalation, string reason, Actor actor) =>
        acting.WithAsync<ResolveEscalation, Outcome<Escalation>>(r => r.RunAsync(escalation.Id, reason, actor, default));
}
