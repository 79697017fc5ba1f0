using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Migration;
using ReleasePlanning.Cli;
using ReleasePlanning.Database;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Workflows;

public sealed class MigrateInstancesTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private const string Process = "release-plan";
    private readonly Acting acting = new(region);

    [Fact]
    public async Task A_running_plan_goes_to_the_new_version_and_people_keep_their_work()
    {
        var (plan, from, to) = await APlanWithANewVersionAsync("ListDocuments", "ListAll");
        var before = await acting.StepAsync(plan.Id, "ListDocuments");
        var others = (await acting.OpenStepsAsync(plan.Id)).Where(s => s.Id != before.Id).Select(s => (s.Id, s.OwnerId, s.DueAt, s.Version)).ToList();
        var ladder = await acting.ReadAsync(db => db.Set<WorkflowTimer>().SingleAsync(t => t.WorkItemId == before.Id));

        var migration = await MigrateAsync(Asked(from, to, ("ListDocuments", "ListAll")));

        (await ResultOfAsync(migration, plan)).Result.ShouldBe(MigrationResult.Migrated);
        var after = await acting.StepAsync(plan.Id, "ListAll");
        (after.Id, after.OwnerId, after.DueAt, after.TokenId).ShouldBe((before.Id, before.OwnerId, before.DueAt, before.TokenId));
        after.TitleEn.ShouldBe("List every identity document (ListAll)", "the text is the new version's");
        var rung = await acting.ReadAsync(db => db.Set<WorkflowTimer>().SingleAsync(t => t.WorkItemId == before.Id));
        (rung.Id, rung.DueAt, rung.Level, rung.ElementId).ShouldBe((ladder.Id, ladder.DueAt, ladder.Level, "ListAll"));
        (await acting.OpenStepsAsync(plan.Id)).Where(s => s.Id != before.Id).Select(s => (s.Id, s.OwnerId, s.DueAt, s.Version)).ShouldBe(others, ignoreOrder: true, "what did not change was not touched");
        await ShouldAddUpAsync();

        (await acting.CompleteAsync(region, after)).Problems.ShouldBeEmpty();
        await ShouldAddUpAsync();
    }

    [Fact]
    public async Task The_migration_is_in_the_history_and_in_the_audit_log_with_its_reason()
    {
        var (plan, from, to) = await APlanWithANewVersionAsync("ListDocuments", "ListThem");
        await MigrateAsync(Asked(from, to, ("ListDocuments", "ListThem")));

        var admin = await AdministratorAsync();
        var line = await acting.ReadAsync(db => db.Set<AuditEntry>().SingleAsync(a => a.PlanId == plan.Id && a.Act == "workflow.migrated"));
        line.ActorId.ShouldBe(admin.StaffId);
        line.Detail.Args.Select(a => a?.ToString()).ShouldBe([Process, $"{from}", $"{to}", "The court asked for it."]);
        (await acting.ReadAsync(db => db.Set<WorkflowHistory>().CountAsync(h => h.PlanId == plan.Id && h.Cause == "Migrated"))).ShouldBe(1);
    }

    [Fact]
    public async Task The_versions_of_called_processes_stay_pinned_and_this_one_is_pinned_anew()
    {
        var (plan, from, to) = await APlanWithANewVersionAsync("ListDocuments", "ListPapers");
        var before = await RootAsync(plan);
        await MigrateAsync(Asked(from, to, ("ListDocuments", "ListPapers")));

        var after = await RootAsync(plan);
        after.DefinitionId.ShouldNotBe(before.DefinitionId);
        after.Pins[Process].ShouldBe(after.DefinitionId.Value);
        after.Pins.Where(p => p.Key != Process).ShouldBe(before.Pins.Where(p => p.Key != Process), ignoreOrder: true);
    }

    [Fact]
    public async Task A_plan_that_stands_where_the_new_version_has_nothing_stays_where_it_is_with_the_reason()
    {
        var (plan, from, to) = await APlanWithANewVersionAsync("ListDocuments", "ListNothing");
        var before = await RootAsync(plan);

        var tried = await TryAsync(Asked(from, to));
        var migration = await MigrateAsync(Asked(from, to));

        var problem = tried.Value!.Single(t => t.PlanId == plan.Id).Problems.ShouldHaveSingleItem();
        var result = await ResultOfAsync(migration, plan);
        (result.Result, result.ElementId, result.ReasonEn, result.ReasonFr).ShouldBe((MigrationResult.Refused, "ListDocuments", problem.English, problem.French), "the dry run says what happens");
        var after = await RootAsync(plan);
        (after.DefinitionId, after.State).ShouldBe((before.DefinitionId, before.State));
        await ShouldAddUpAsync();
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        var (plan, from, to) = await APlanWithANewVersionAsync("ListDocuments", "ListDry");
        var before = (await RootAsync(plan), await CountsAsync());

        var tried = await TryAsync(Asked(from, to, ("ListDocuments", "ListDry")));

        tried.Value!.Single(t => t.PlanId == plan.Id).WouldMigrate.ShouldBeTrue();
        var after = (Root: await RootAsync(plan), Counts: await CountsAsync());
        (after.Root.State, after.Root.DefinitionId, after.Counts).ShouldBe((before.Item1.State, before.Item1.DefinitionId, before.Item2));
    }

    [Theory]
    [InlineData(TimerChoice.Keep)]
    [InlineData(TimerChoice.Recompute)]
    public async Task A_timer_keeps_its_due_date_or_is_counted_from_the_new_rule(TimerChoice choice)
    {
        var from = await PublishAsync(x => x + $"<!-- before the timers {choice} -->");
        var plan = await acting.APlanAsync();
        var before = await acting.ReadAsync(db => db.Set<WorkflowTimer>().SingleAsync(t => t.PlanId == plan.Id && t.ElementId == "HealthWindow"));
        var to = await PublishAsync(x => x.Replace("R-60D", choice == TimerChoice.Keep ? "R-31D" : "R-32D", StringComparison.Ordinal));

        await MigrateAsync(Asked(from, to) with { Timers = choice });

        var after = await acting.ReadAsync(db => db.Set<WorkflowTimer>().SingleAsync(t => t.PlanId == plan.Id && t.ElementId == "HealthWindow"));
        if (choice == TimerChoice.Keep) { (after.Id, after.DueAt, after.DueRule).ShouldBe((before.Id, before.DueAt, before.DueRule)); }
        else { (after.DueRule, after.DueAt == before.DueAt).ShouldBe(("R-32D", false)); }
        await ShouldAddUpAsync();
    }

    [Fact]
    public async Task What_is_stopped_does_not_go_on_until_it_is_resumed()
    {
        var (plan, from, to) = await APlanWithANewVersionAsync("ListDocuments", "ListLater");
        var admin = await AdministratorAsync();
        var started = await acting.WithAsync<StartMigration, Outcome<WorkflowMigration>>(a => a.RunAsync(Asked(from, to, ("ListDocuments", "ListLater")), "Later.", admin, default));
        var id = started.Value!.Id;
        var again = await acting.WithAsync<StartMigration, Outcome<WorkflowMigration>>(a => a.RunAsync(Asked(from, to), "Twice.", admin, default));
        again.Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("migration.already-running");

        (await acting.WithAsync<StopMigration, Outcome<WorkflowMigration>>(a => a.RunAsync(id, admin, default))).IsDone.ShouldBeTrue();
        await RunAsync(id);
        (await ResultOfAsync(started.Value, plan)).Result.ShouldBe(MigrationResult.Waiting);

        (await acting.WithAsync<StopMigration, Outcome<WorkflowMigration>>(a => a.ResumeAsync(id, admin, default))).IsDone.ShouldBeTrue();
        await RunAsync(id);
        (await ResultOfAsync(started.Value, plan)).Result.ShouldBe(MigrationResult.Migrated);
        (await acting.WithAsync<MigrationQueries, MigrationRow?>(q => q.FindAsync(id, default)))!.Migration.State.ShouldBe(MigrationState.Done);
        (await acting.WithAsync<StopMigration, Outcome<WorkflowMigration>>(a => a.RunAsync(id, admin, default))).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("migration.over");
    }

    [Fact]
    public async Task The_command_line_tries_migrates_and_says_what_became_of_each_plan()
    {
        var (plan, from, to) = await APlanWithANewVersionAsync("ListDocuments", "ListOnTheLine");
        string[] versions = ["migrate-instances", "--process", Process, "--from", $"{from}", "--to", $"{to}", "--connection", region.ConnectionString, "--lang", "en"];

        var refused = await RpAsync([.. versions, "--dry-run"]);
        (refused.End, refused.Results.Contains($"{plan.Number}: would keep its version.", StringComparison.Ordinal)).ShouldBe((1, true));
        var tried = await RpAsync([.. versions, "--dry-run", "--map", "ListDocuments=ListOnTheLine"]);
        (tried.End, tried.Results.Contains($"{plan.Number}: would be migrated.", StringComparison.Ordinal)).ShouldBe((0, true));
        (await RpAsync([.. versions, "--dry-run", "--map", "ListDocuments=HealthFork"])).End.ShouldBe(1);
        (await RootAsync(plan)).DefinitionId.ShouldNotBe(await DefinitionAsync(to), "nothing was changed yet");

        var done = await RpAsync([.. versions, "--map", "ListDocuments=ListOnTheLine", "--reason", "Asked on the line."]);
        (done.End, done.Results.Contains($"{plan.Number}: Migrated.", StringComparison.Ordinal), done.Errors).ShouldBe((0, true, ""));
        (await RootAsync(plan)).DefinitionId.ShouldBe(await DefinitionAsync(to));
    }

    private static async Task<(int End, string Results, string Errors)> RpAsync(string[] args)
    {
        await using var results = new StringWriter();
        await using var errors = new StringWriter();
        var end = await Rp.RunAsync(args, Texts.English, results, errors, CancellationToken.None);
        return (end, results.ToString(), errors.ToString());
    }

    private Task<WorkflowDefinitionId> DefinitionAsync(int version) =>
        acting.ReadAsync(db => db.Set<WorkflowDefinition>().Where(d => d.ProcessId == Process && d.Version == version).Select(d => d.Id).SingleAsync());

    [Theory]
    [InlineData(1, 99, "to", "migration.no-version")]
    [InlineData(99, 1, "from", "migration.no-version")]
    [InlineData(1, 1, "to", "migration.same-version")]
    public async Task A_plan_between_versions_that_are_not_there_is_refused(int from, int to, string field, string code)
    {
        var refused = await TryAsync(Asked(from, to));
        var problem = refused.Problems.ShouldHaveSingleItem();
        (problem.Field, problem.Reason.Code).ShouldBe((field, code));
    }

    [Fact]
    public async Task A_mapping_that_cannot_be_is_refused_by_element_and_sentence()
    {
        var (_, from, to) = await APlanWithANewVersionAsync("ListDocuments", "ListWrong");
        var refused = await TryAsync(Asked(from, to, ("ListDocuments", "HealthFork")));
        refused.Kind.ShouldBe(OutcomeKind.Refused);
        refused.Problems.ShouldNotBeEmpty();
        refused.Problems.ShouldAllBe(p => p.Field == "ListDocuments" && p.Reason.Code == "workflow.finding");
    }

    [Fact]
    public async Task Only_an_administrator_migrates()
    {
        var officer = await acting.ActorAsync("amara.osei");
        (await acting.WithAsync<StartMigration, Outcome<WorkflowMigration>>(a => a.RunAsync(Asked(1, 2), "Mine.", officer, default))).Kind.ShouldBe(OutcomeKind.Forbidden);
        (await acting.WithAsync<TryMigration, Outcome<IReadOnlyList<TriedInstance>>>(a => a.RunAsync(Asked(1, 2), officer, default))).Kind.ShouldBe(OutcomeKind.Forbidden);
        (await acting.WithAsync<StopMigration, Outcome<WorkflowMigration>>(a => a.RunAsync(Guid.NewGuid(), officer, default))).Kind.ShouldBe(OutcomeKind.Forbidden);
    }

    [Fact]
    public async Task While_people_complete_steps_and_connections_break_every_plan_is_wholly_on_one_version_and_no_step_is_lost()
    {
        // whatever another test has renamed: this one begins from the shipped diagram
        var from = await PublishAsync(x => x + "<!-- before the rush -->");
        var plans = new List<ReleasePlan>();
        for (var i = 0; i < 6; i++) { plans.Add(await acting.APlanAsync()); }
        var to = await PublishAsync(x => Renamed(x, "ListDocuments", "ListInTheRush"));
        var admin = await AdministratorAsync();
        var started = await acting.WithAsync<StartMigration, Outcome<WorkflowMigration>>(a => a.RunAsync(Asked(from, to, ("ListDocuments", "ListInTheRush")), "In the rush.", admin, default));
        var completed = new ConcurrentBag<WorkItemId>();

        await using var other = DemoRegionFixture.Provide(region.ConnectionString + ";Application Name=second", region.Clock);
        await Task.WhenAll([.. plans.Select(p => CompleteSomeAsync(p, completed)), WorkAsync(region.Services, started.Value!.Id), WorkAsync(other, started.Value.Id), KillConnectionsAsync()]);
        await RunAsync(started.Value.Id);

        completed.Count.ShouldBeGreaterThan(10);
        var lost = await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => completed.Contains(w.Id) && w.State != WorkItemState.Completed).CountAsync());
        lost.ShouldBe(0);
        foreach (var plan in plans)
        {
            var result = await ResultOfAsync(started.Value, plan);
            result.Result.ShouldBe(MigrationResult.Migrated, result.ReasonEn);
        }
        await ShouldAddUpAsync();
    }

    private async Task CompleteSomeAsync(ReleasePlan plan, ConcurrentBag<WorkItemId> completed)
    {
        for (var i = 0; i < 12; i++)
        {
            var steps = (await acting.OpenStepsAsync(plan.Id)).Where(s => s is { OwnerId: not null, HardGate: false }).ToList();
            if (steps.Count == 0) { return; }
            var step = steps[i % steps.Count];
            // somebody else changed it since it was read: read it again, as a person would
            if ((await acting.CompleteAsync(region, step)).IsDone) { completed.Add(step.Id); }
        }
    }

    private static async Task WorkAsync(IServiceProvider services, Guid migration)
    {
        var run = services.GetRequiredService<RunMigrations>();
        for (var idle = 0; idle < 3;)
        {
            try { idle = await run.RunAsync(migration, CancellationToken.None) == 0 ? idle + 1 : 0; }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException or DbUpdateException) { idle = 0; }
        }
    }

    private async Task KillConnectionsAsync()
    {
        await using var connection = new NpgsqlConnection(region.ConnectionString + ";Pooling=false;Application Name=killer");
        await connection.OpenAsync();
        for (var i = 0; i < 8; i++)
        {
            await using var kill = new NpgsqlCommand(
                "select pg_sleep(0.03), pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'second' and xact_start is not null limit 1", connection);
            await kill.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Every running instance knows only elements of its version, and the rows are what its state waits for, no more and no less.</summary>
    private async Task ShouldAddUpAsync()
    {
        await using var scope = region.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
        var catalogue = scope.ServiceProvider.GetRequiredService<WorkflowCatalogue>();
        foreach (var instance in await db.Set<WorkflowInstance>().AsNoTracking().Where(i => i.Status == InstanceStatus.Running).ToListAsync())
        {
            var model = await catalogue.ModelAsync(db, instance.DefinitionId, default);
            var state = ProcessStateJson.Read(instance.State);
            state.Tokens.Select(t => t.ElementId).Where(e => !model.Nodes.ContainsKey(e)).ShouldBeEmpty($"{instance.ProcessId} stands where its version has nothing");
            var waits = state.Waits.Where(w => w.Wait.Kind is WaitKind.WorkItem or WaitKind.Timer or WaitKind.Message or WaitKind.Signal)
                .Select(w => (w.Wait.Kind is WaitKind.Signal ? WaitKind.Message : w.Wait.Kind, w.TokenId, w.Wait.ElementId));
            var items = await db.Set<WorkItem>().Where(w => w.InstanceId == instance.Id && w.State == WorkItemState.Open).Select(w => new { w.TokenId, w.ElementId }).ToListAsync();
            var timers = await db.Set<WorkflowTimer>().Where(t => t.InstanceId == instance.Id && t.Purpose == TimerPurpose.Diagram).Select(t => new { TokenId = t.TokenId!.Value, t.ElementId }).ToListAsync();
            var subscriptions = await db.Set<WorkflowSubscription>().Where(s => s.InstanceId == instance.Id).Select(s => new { s.TokenId, s.ElementId }).ToListAsync();
            waits.ShouldBe([
                .. items.Select(r => (WaitKind.WorkItem, r.TokenId, r.ElementId)), .. timers.Select(r => (WaitKind.Timer, r.TokenId, r.ElementId)),
                .. subscriptions.Select(r => (WaitKind.Message, r.TokenId, r.ElementId))], ignoreOrder: true);
        }
    }

    private async Task<(ReleasePlan Plan, int From, int To)> APlanWithANewVersionAsync(string element, string renamed)
    {
        var from = await NewestAsync();
        var plan = await acting.APlanAsync();
        // the plan before this one renamed another element: each version is drawn from the shipped one
        var standing = (await RootAsync(plan)).DefinitionId;
        var old = await acting.ReadAsync(db => db.Set<WorkflowDefinition>().Where(d => d.Id == standing).Select(d => d.Xml).SingleAsync());
        if (!old.Contains($"id=\"{element}\"", StringComparison.Ordinal))
        {
            from = await PublishAsync(x => x + $"<!-- before {renamed} -->");
            plan = await acting.APlanAsync();
        }
        return (plan, from, await PublishAsync(x => Renamed(x, element, renamed)));
    }

    private static string Renamed(string xml, string element, string to) => xml.Replace(element, to, StringComparison.Ordinal)
        .Replace("List identity documents, apply for missing ones", $"List every identity document ({to})", StringComparison.Ordinal);

    private static MigrationRequest Asked(int from, int to, params (string From, string To)[] mappings) =>
        MigrationRequest.Between(Process, from, to) with { Changes = mappings.ToDictionary(m => m.From, m => m.To) };

    private async Task<WorkflowMigration> MigrateAsync(MigrationRequest asked)
    {
        var admin = await AdministratorAsync();
        var started = await acting.WithAsync<StartMigration, Outcome<WorkflowMigration>>(a => a.RunAsync(asked, "The court asked for it.", admin, default));
        started.Problems.ShouldBeEmpty();
        await RunAsync(started.Value!.Id);
        return started.Value;
    }

    private async Task RunAsync(Guid migration)
    {
        while (await region.Services.GetRequiredService<RunMigrations>().RunAsync(migration, CancellationToken.None) > 0) { }
    }

    private async Task<Outcome<IReadOnlyList<TriedInstance>>> TryAsync(MigrationRequest asked)
    {
        var admin = await AdministratorAsync();
        return await acting.WithAsync<TryMigration, Outcome<IReadOnlyList<TriedInstance>>>(a => a.RunAsync(asked, admin, default));
    }

    private Task<MigratedInstance> ResultOfAsync(WorkflowMigration migration, ReleasePlan plan) =>
        acting.ReadAsync(db => db.Set<MigratedInstance>().SingleAsync(i => i.MigrationId == migration.Id && i.PlanId == plan.Id));

    private Task<WorkflowInstance> RootAsync(ReleasePlan plan) =>
        acting.ReadAsync(db => db.Set<WorkflowInstance>().SingleAsync(i => i.PlanId == plan.Id && i.ParentId == null));

    private Task<(int, int, int)> CountsAsync() => acting.ReadAsync(async db =>
        (await db.Set<WorkflowTimer>().CountAsync(), await db.Set<WorkflowHistory>().CountAsync(), await db.Set<WorkflowMigration>().CountAsync()));

    private Task<int> NewestAsync() => acting.ReadAsync(db => db.Set<WorkflowDefinition>().Where(d => d.ProcessId == Process).MaxAsync(d => d.Version));

    private async Task<Actor> AdministratorAsync() =>
        await acting.ActorAsync(await acting.ReadAsync(db => db.Set<StaffMember>().Where(s => s.Roles.Any(r => r.Role == Roles.Administrator)).OrderBy(s => s.SignIn).Select(s => s.Id).FirstAsync()));

    private async Task<int> PublishAsync(Func<string, string> change)
    {
        var admin = await AdministratorAsync();
        var published = await acting.WithAsync<PublishWorkflow, Outcome<Publication>>(a => a.RunAsync(change(ShippedWorkflows.Read(Process)), "A test of change.", admin, default));
        published.Problems.ShouldBeEmpty();
        return published.Value!.Definition!.Version;
    }
}
