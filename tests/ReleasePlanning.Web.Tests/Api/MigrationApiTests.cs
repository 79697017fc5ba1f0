using Microsoft.Extensions.DependencyInjection;
using ReleasePlanning.Web.Tests.Hosting;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Tests.Api;

public sealed class MigrationApiTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Administrator = "priya.kowalski";
    private const string Migrations = "/workflows/release-plan/migrations";

    [Fact]
    public async Task A_program_plans_tries_and_starts_a_migration_and_the_site_does_it()
    {
        using var api = await ApiClient.SignInAsync(site, Administrator);
        var (from, to) = await PublishAsync("ListByProgram");

        var plan = await api.GetAsync($"{Migrations}/plan?from={from}&to={to}");
        plan.GetProperty("mappings").GetProperty("ConsultDestination").GetString().ShouldBe("ConsultDestination");
        plan.GetProperty("notMapped").EnumerateArray().Select(n => n.GetProperty("elementId").GetString()).ShouldBe(["ListDocuments"]);

        var changes = new Dictionary<string, string> { ["ListDocuments"] = "ListByProgram" };
        var tried = await api.PostAsync($"{Migrations}/try", new { from, to, changes, timers = "keep" });
        tried.Status.ShouldBe(200, tried.Text);
        var instances = tried.Body.EnumerateArray().ToList();
        instances.Count.ShouldBeGreaterThan(0);
        instances.ShouldAllBe(i => i.GetProperty("wouldMigrate").GetBoolean());

        (await api.PostAsync(Migrations, new { from, to, changes, timers = "keep" })).ShouldBeProblem(422, "no reason").ShouldContain(("reason", "form.required"));
        var started = await api.PostAsync(Migrations, new { from, to, changes, timers = "keep", reason = "The list has changed." });
        started.Status.ShouldBe(201, started.Text);
        var id = started.Body.GetProperty("id").GetGuid();
        await DoneAsync(id);

        var done = await api.GetAsync($"/migrations/{id}");
        done.GetProperty("state").GetString().ShouldBe("done");
        done.GetProperty("migrated").GetInt32().ShouldBe(instances.Count);
        (await api.GetAsync($"/migrations/{id}/results?result=Migrated")).GetProperty("total").GetInt32().ShouldBe(instances.Count);
        (await api.GetAsync(Migrations)).EnumerateArray().Select(m => m.GetProperty("id").GetGuid()).ShouldContain(id);
        (await api.PostAsync($"/migrations/{id}/stop", new { })).ShouldBeProblem(409, "it is over");
    }

    [Fact]
    public async Task Only_administrators_reach_migrations_and_what_is_not_there_is_said()
    {
        using var officer = await ApiClient.SignInAsync(site, "amara.osei");
        (await officer.PostAsync(Migrations, new { from = 1, to = 2, timers = "keep", reason = "Mine." })).Status.ShouldBe(403);
        using var api = await ApiClient.SignInAsync(site, Administrator);
        (await api.SendAsync("GET", $"/migrations/{Guid.NewGuid()}", null)).ShouldBeProblem(404);
        (await api.SendAsync("GET", $"{Migrations}/plan?from=1&to=99", null)).ShouldBeProblem(422, "no such version").ShouldContain(("to", "migration.no-version"));
    }

    private async Task<(int From, int To)> PublishAsync(string renamed)
    {
        await using var scope = site.Services.CreateAsyncScope();
        var versions = await scope.ServiceProvider.GetRequiredService<WorkflowQueries>().VersionsAsync("release-plan", default);
        var changed = ShippedWorkflows.Read("release-plan").Replace("ListDocuments", renamed, StringComparison.Ordinal);
        var published = await scope.ServiceProvider.GetRequiredService<PublishWorkflow>().RunAsync(changed, "A test of change.", Actor.Service, default);
        return (versions[0].Version, published.Value!.Definition!.Version);
    }

    /// <summary>The worker of the site does it; helping it is what another instance of the site would do.</summary>
    private async Task DoneAsync(Guid id)
    {
        for (var rounds = 0; rounds < 200; rounds++)
        {
            await site.Services.GetRequiredService<RunMigrations>().RunAsync(id, default);
            await using var scope = site.Services.CreateAsyncScope();
            if ((await scope.ServiceProvider.GetRequiredService<MigrationQueries>().FindAsync(id, default))!.Migration.State == MigrationState.Done) { return; }
        }
        throw new InvalidOperationException("The migration does not come to its end.");
    }
}
