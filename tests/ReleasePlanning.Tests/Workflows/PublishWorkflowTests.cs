using Microsoft.EntityFrameworkCore;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Workflows;

public sealed class PublishWorkflowTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);

    [Fact]
    public async Task New_plans_use_the_new_version_and_running_plans_stay_on_theirs()
    {
        var running = await acting.APlanAsync();
        var changed = ShippedWorkflows.Read("release-plan").Replace("List identity documents, apply for missing ones", "List every identity document", StringComparison.Ordinal);

        var published = await PublishAsync(changed);
        var next = await acting.APlanAsync();

        published.Value!.Definition!.Version.ShouldBe(2);
        (await acting.StepAsync(running.Id, "ListDocuments")).TitleEn.ShouldNotBe("List every identity document");
        (await acting.StepAsync(next.Id, "ListDocuments")).TitleEn.ShouldBe("List every identity document");
        (await VersionOfAsync(running.Id)).ShouldBe(1);
        (await VersionOfAsync(next.Id)).ShouldBe(2);
    }

    [Theory]
    [InlineData("institutional-parole-officer", "warden-of-everything", "ConsultDestination", "the role does not exist")]
    [InlineData("destination-consultation", "horoscope", "ConsultDestination", "no such form")]
    [InlineData("R-150D", "R-15X", "ConsultDestination", "not a due rule")]
    [InlineData("calledElement=\"travel\"", "calledElement=\"teleport\"", "ArrangeTravel", "the called process is not published")]
    [InlineData("ReleasePlanning.AlertVictimServices", "ReleasePlanning.TellEverybody", "AlertVictimServices", "no such activity")]
    public async Task A_design_that_cannot_run_is_refused_by_element_and_sentence(string old, string replacement, string element, string because)
    {
        var shipped = ShippedWorkflows.Read("release-plan");
        var versions = await acting.ReadAsync(db => db.Set<WorkflowDefinition>().CountAsync());

        var outcome = await PublishAsync(shipped.Replace(old, replacement, StringComparison.Ordinal));

        outcome.Kind.ShouldBe(OutcomeKind.Refused, because);
        var finding = outcome.Value!.Check.Findings.FirstOrDefault(f => f.ElementId == element).ShouldNotBeNull(because);
        finding.English.ShouldNotBeNullOrWhiteSpace();
        finding.French.ShouldNotBe(finding.English);
        (await acting.ReadAsync(db => db.Set<WorkflowDefinition>().CountAsync())).ShouldBe(versions);
    }

    [Fact]
    public async Task A_published_version_is_immutable()
    {
        var rewritten = await Should.ThrowAsync<Npgsql.PostgresException>(acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"update workflow_definitions set xml = ''")));
        var removed = await Should.ThrowAsync<Npgsql.PostgresException>(acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"delete from workflow_definitions")));
        (rewritten.SqlState, removed.SqlState).ShouldBe((Npgsql.PostgresErrorCodes.RestrictViolation, Npgsql.PostgresErrorCodes.RestrictViolation));
    }

    [Fact]
    public async Task Only_an_administrator_publishes()
    {
        var officer = await acting.ActorAsync("amara.osei");
        var outcome = await acting.WithAsync<PublishWorkflow, Outcome<Publication>>(a => a.RunAsync(ShippedWorkflows.Read("travel"), "Mine.", officer, default));
        outcome.Kind.ShouldBe(OutcomeKind.Forbidden);
    }

    private async Task<Outcome<Publication>> PublishAsync(string xml)
    {
        var admin = await acting.ReadAsync(db => db.Set<StaffMember>().Where(s => s.Roles.Any(r => r.Role == Roles.Administrator)).Select(s => s.Id).FirstAsync());
        var actor = await acting.ActorAsync(admin);
        return await acting.WithAsync<PublishWorkflow, Outcome<Publication>>(a => a.RunAsync(xml, "A test of change.", actor, default));
    }

    private Task<int> VersionOfAsync(ReleasePlanId plan) => acting.ReadAsync(db =>
        (from i in db.Set<WorkflowInstance>() join d in db.Set<WorkflowDefinition>() on i.DefinitionId equals d.Id where i.PlanId == plan && i.ParentId == null select d.Version).SingleAsync());
}
