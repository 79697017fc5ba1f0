using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.ReleasePlans;

/// <summary>Each of these tries to break a rule that must be impossible to break: past the acts, straight at the rows, or with many connections at once.</summary>
public sealed class HardRulesTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);

    [Fact]
    public async Task A_bed_is_never_promised_twice_however_many_ask_at_once()
    {
        var plans = new List<ReleasePlan>();
        for (var i = 0; i < 8; i++) { plans.Add(await acting.APlanAsync()); }
        var bed = await ABedAsync(SiteKind.CommunityResidentialFacility);
        var nights = new Nights(new LocalDate(2027, 1, 4), new LocalDate(2027, 2, 4));

        var results = await Task.WhenAll(plans.Select(plan => acting.ReadAsync(async db =>
        {
            db.Add(Stay(plan, bed, nights));
            return await db.SaveAsync(default);
        })));

        results.Count(r => r is null).ShouldBe(1);
        results.Where(r => r is not null).ShouldAllBe(r => r!.Reason.Code == "rule.one_stay_per_bed_and_night");
        (await OverlapsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task The_departure_day_is_free_for_the_next_arrival()
    {
        var (first, second) = (await acting.APlanAsync(), await acting.APlanAsync());
        var bed = await ABedAsync(SiteKind.CommunityResidentialFacility);

        var refused = await acting.ReadAsync(async db =>
        {
            db.Add(Stay(first, bed, new Nights(new LocalDate(2027, 3, 1), new LocalDate(2027, 3, 9))));
            db.Add(Stay(second, bed, new Nights(new LocalDate(2027, 3, 9), new LocalDate(2027, 3, 20))));
            return await db.SaveAsync(default);
        });

        refused.ShouldBeNull();
    }

    [Fact]
    public async Task Nobody_resides_in_two_places_on_one_night()
    {
        var plan = await acting.APlanAsync();
        var beds = new[] { await ABedAsync(SiteKind.CommunityResidentialFacility), await ABedAsync(SiteKind.CommunityResidentialFacility) };
        var nights = new Nights(new LocalDate(2028, 1, 4), new LocalDate(2028, 2, 4));

        var refused = await acting.ReadAsync(async db =>
        {
            var (here, there) = (Stay(plan, beds[0], nights), Stay(plan, beds[1], nights));
            here.State = there.State = StayState.Confirmed;
            db.AddRange(here, there);
            return await db.SaveAsync(default);
        });

        refused!.Reason.Code.ShouldBe("rule.one_bed_per_person_and_night");
    }

    [Fact]
    public async Task A_person_has_one_open_plan_however_many_launch_at_once()
    {
        var existing = await acting.APlanAsync();
        var officer = await acting.ActorAsync(existing.ParoleOfficerId);
        await acting.WithAsync<WithdrawReleasePlan, Outcome<ReleasePlan>>(a => a.RunAsync(existing.Id, "Launched by mistake.", null, officer, default));
        var request = new LaunchRequest(existing.PersonId, ReleaseType.StatutoryRelease, existing.ParoleOfficeId, "Somewhere", "", false);

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            acting.WithAsync<LaunchReleasePlan, Outcome<ReleasePlan>>(a => a.RunAsync(request, officer, default))));

        results.Count(r => r.IsDone).ShouldBe(1);
        results.Where(r => !r.IsDone).ShouldAllBe(r => r.Kind == OutcomeKind.Conflict);
        (await acting.ReadAsync(db => db.Set<ReleasePlan>().CountAsync(p => p.PersonId == existing.PersonId && p.Status == PlanStatus.Active))).ShouldBe(1);
    }

    [Fact]
    public async Task A_release_is_never_dated_on_or_after_the_entitlement_day()
    {
        var plan = await acting.APlanAsync();

        var thrown = await Should.ThrowAsync<PostgresException>(acting.ReadAsync(db =>
            db.Database.ExecuteSqlAsync($"update release_plans set release_on = entitlement_on where id = {plan.Id.Value}")));

        thrown.ConstraintName.ShouldBe("released_before_entitlement");
    }

    [Theory]
    [InlineData(-6, OutcomeKind.Refused, "six days before the entitlement day is beyond s.93(2)")]
    [InlineData(0, OutcomeKind.Refused, "the entitlement day itself is too late")]
    [InlineData(1, OutcomeKind.Refused, "after the entitlement day is too late")]
    public async Task The_release_day_cannot_be_moved_outside_what_the_law_allows(int daysFromEntitlement, OutcomeKind expected, string because)
    {
        var plan = await acting.APlanAsync();
        var officer = await acting.ActorAsync(plan.ParoleOfficerId);
        var move = new MoveRequest(plan.EntitlementOn.PlusDays(daysFromEntitlement), null, "Approved by the institutional head.", "Family can meet them.");

        var outcome = await acting.WithAsync<MoveReleaseDate, Outcome<MovePreview>>(a => a.RunAsync(plan.Id, move, PastDue.Mark, null, officer, default));

        outcome.Kind.ShouldBe(expected, because);
        (await acting.PlanAsync(plan.Id)).ReleaseOn.ShouldBe(plan.ReleaseOn);
    }

    [Fact]
    public async Task A_hard_gate_is_not_skipped_by_anyone_not_even_in_the_database()
    {
        var plan = await acting.APlanAsync();
        var gate = await OpenGateAsync(plan);
        var owner = await acting.ActorAsync(gate.OwnerId!.Value);

        var outcome = await acting.WithAsync<SkipWorkItem, Outcome<WorkItem>>(a => a.RunAsync(gate.Id, "We are late.", null, owner, default));
        var thrown = await Should.ThrowAsync<PostgresException>(acting.ReadAsync(db =>
            db.Database.ExecuteSqlAsync($"update work_items set state = 'Skipped', skip_reason = 'late', closed_at = now() where id = {gate.Id.Value}")));

        outcome.Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("step.hard-gate");
        thrown.ConstraintName.ShouldBe("a_hard_gate_is_never_skipped");
    }

    [Fact]
    public async Task Nobody_is_recorded_as_released_before_the_police_were_told()
    {
        var plan = await acting.APlanAsync();

        var thrown = await Should.ThrowAsync<PostgresException>(acting.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"update release_plans set status = 'Released', released_at = now(), identity_confirmed_at = now(), warrants_clear_at = now() where id = {plan.Id.Value}")));

        thrown.ConstraintName.ShouldBe("police_notified_before_release");
    }

    [Fact]
    public async Task Nobody_is_recorded_as_released_without_identity_and_warrants()
    {
        var plan = await acting.APlanAsync();

        var thrown = await Should.ThrowAsync<PostgresException>(acting.ReadAsync(db =>
            db.Database.ExecuteSqlAsync($"update release_plans set released_at = now() where id = {plan.Id.Value}")));

        thrown.ConstraintName.ShouldBeOneOf("identity_confirmed_before_release", "warrants_clear_before_release", "police_notified_before_release");
    }

    [Fact]
    public async Task Residency_at_a_centre_on_statutory_release_is_not_confirmed_without_the_written_consent()
    {
        var plan = await acting.APlanAsync(ReleaseType.StatutoryReleaseWithResidency, needsResidence: true);
        var bed = await ABedAsync(SiteKind.CommunityCorrectionalCentre);

        var refused = await acting.ReadAsync(async db =>
        {
            var stay = Stay(plan, bed, new Nights(new LocalDate(2029, 1, 4), new LocalDate(2029, 2, 4)));
            stay.State = StayState.Confirmed;
            db.Add(stay);
            return await db.SaveAsync(default);
        });

        refused!.Reason.Code.ShouldBe("rule.consent_before_confirmed_residency");
    }

    private async Task<WorkItem> OpenGateAsync(ReleasePlan plan)
    {
        var before = acting.Clock.Now;
        acting.Clock.Now = plan.ReleaseOn.PlusDays(-10).AtMidnight().InUtc().ToInstant();
        await acting.FireDueAsync();
        acting.Clock.Now = before;
        return (await acting.OpenStepsAsync(plan.Id)).First(s => s.HardGate);
    }

    private Task<Bed> ABedAsync(SiteKind kind) => acting.ReadAsync(async db =>
    {
        var house = await db.Set<Site>().FirstAsync(s => s.Kind == kind);
        var bed = new Bed { Id = Guid.CreateVersion7(), ResidenceId = house.Id, Label = $"T-{Guid.CreateVersion7()}" };
        db.Add(bed);
        await db.SaveChangesAsync();
        return bed;
    });

    private static BedStay Stay(ReleasePlan plan, Bed bed, Nights nights) => new()
    {
        Id = Guid.CreateVersion7(), PlanId = plan.Id, PersonId = plan.PersonId, BedId = bed.Id, ResidenceId = bed.ResidenceId, Nights = nights, Occupies = nights, BookedAt = DemoRegionFixture.Today,
    };

    private Task<int> OverlapsAsync() => acting.ReadAsync(db => db.Database.SqlQueryRaw<int>("""
        select count(*)::int as "Value" from bed_stays a join bed_stays b on a.id < b.id and a.bed_id = b.bed_id and a.nights && b.nights
        where a.state in ('Held', 'Confirmed', 'Arrived') and b.state in ('Held', 'Confirmed', 'Arrived')
        """).SingleAsync());
}
