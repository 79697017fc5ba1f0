using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.Escalations;

/// <summary>Positions that nobody holds, in a region of their own because they are emptied for everybody.</summary>
public sealed class VacantPositionTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);

    [Fact]
    public async Task Where_nobody_holds_the_position_it_is_passed_on_and_says_so_and_in_the_end_an_administrator_hears()
    {
        var item = await acting.AStepAsync("vacant", "S+5W");
        await acting.ReadAsync(db => db.Set<StaffRole>().Where(r => r.SiteId == item.SiteId && r.Role == Roles.ManagerAssessmentInterventions).ExecuteDeleteAsync());
        await acting.FireAtAsync(item.DueAt!.Value + Duration.FromMinutes(1));

        var passed = (await acting.RaisedAsync(item)).ShouldHaveSingleItem();
        passed.PassedOnFrom.ShouldBe(Roles.ManagerAssessmentInterventions);
        passed.ToRole.ShouldBe(Roles.ParoleOfficerSupervisor, "the next of the list");
        Texts.Of(passed.Reason, Texts.English).ShouldContain("It is passed on to you because nobody holds this position now: Manager, Assessment and Interventions");

        string[] above = [.. Roles.Supervising];
        await acting.ReadAsync(db => db.Set<StaffRole>().Where(r => above.Contains(r.Role)).ExecuteDeleteAsync());
        await acting.ClimbAsync(item);
        var last = (await acting.RaisedAsync(item))[1];
        (last.ToRole, last.ToStaffId is null).ShouldBe((Roles.Administrator, false), "never silent");
    }
}
