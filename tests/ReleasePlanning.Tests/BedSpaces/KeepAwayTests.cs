using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Audit;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.ParoleConditions;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Places and people somebody is kept away from: entered by the plan's officers, seen by nobody else, and never written where others read.</summary>
public sealed class KeepAwayTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);

    private static NoGoRequest Near(string kind) => new("", null, null, null, kind, "Condition 3");

    private Task<Outcome<NoGoArea>> EnterAsync(ReleasePlan plan, NoGoRequest asked, Actor actor) => acting.WithAsync<EnterNoGoArea, Outcome<NoGoArea>>(a => a.RunAsync(plan.Id, asked, actor, default));

    [Fact]
    public async Task An_area_entered_twice_is_one_and_the_log_does_not_say_where()
    {
        var plan = await acting.APlanAsync();
        var officer = await acting.ActorAsync(plan.ParoleOfficerId);

        (await EnterAsync(plan, Near("school"), officer)).IsDone.ShouldBeTrue();
        (await EnterAsync(plan, Near("school"), officer)).Kind.ShouldBe(OutcomeKind.Conflict);

        var line = await acting.ReadAsync(db => db.Set<AuditEntry>().Where(a => a.PlanId == plan.Id && a.Act == "keep-away.entered").SingleAsync());
        line.Detail.Args.ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_the_plans_officers_enter_and_see_it()
    {
        var plan = await acting.APlanAsync();
        var house = await acting.ReadAsync(db => db.Set<StaffMember>().Where(s => s.Roles.Any(r => r.Role == Roles.ResidenceIntake)).Select(s => s.Id).FirstAsync());
        var intake = await acting.ActorAsync(house);

        (await EnterAsync(plan, Near("bar"), intake)).Kind.ShouldBe(OutcomeKind.Forbidden);
        (await acting.WithAsync<KeepAwayQueries, Outcome<KeepAwayPage>>(q => q.PageAsync(plan.Id, intake, default))).Kind.ShouldBe(OutcomeKind.NotFound);
    }

    [Theory]
    [InlineData("", "", null, null, null, "community")]
    [InlineData("Winnipeg", "bar", null, null, null, "community")]
    [InlineData("", "casino", null, null, null, "nearKind")]
    [InlineData("", "", 91.0, 0.0, 1.0, "latitude")]
    [InlineData("", "", 49.0, null, 1.0, "longitude")]
    [InlineData("", "", 49.0, -97.0, 0.0, "radiusKm")]
    public void What_makes_no_sense_is_said_at_its_field(string community, string near, double? latitude, double? longitude, double? radius, string field) =>
        KeepAwayRules.Problems(new(community, latitude, longitude, radius, near, "Condition 3")).Select(p => p.Field).ShouldContain(field);

    [Fact]
    public async Task A_no_contact_holds_for_both_until_it_is_ended()
    {
        var (plan, other) = (await acting.APlanAsync(), await acting.APlanAsync());
        var officer = await acting.ActorAsync(plan.ParoleOfficerId);
        var fps = await acting.ReadAsync(db => db.Set<Person>().Where(p => p.Id == other.PersonId).Select(p => p.Fps).SingleAsync());

        var entered = await acting.WithAsync<EnterNoContact, Outcome<NoContact>>(a => a.RunAsync(plan.Id, " " + fps.ToLowerInvariant(), "Co-accused", officer, default));
        entered.Problems.ShouldBeEmpty();
        (await FactsAsync(plan)).Others.ShouldContain(other.PersonId);
        (await FactsAsync(other)).Others.ShouldContain(plan.PersonId);

        (await acting.WithAsync<EndKeepAway, Outcome<Guid>>(a => a.RunAsync(plan.Id, entered.Value!.Id, officer, default))).IsDone.ShouldBeTrue();
        (await FactsAsync(other)).Others.ShouldBeEmpty();
    }

    private Task<KeepAwayFacts> FactsAsync(ReleasePlan plan) => acting.WithAsync<KeepAwayQueries, KeepAwayFacts>(q => q.OfAsync(plan.Id, plan.PersonId, default));
}
