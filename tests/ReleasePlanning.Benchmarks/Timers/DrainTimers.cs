using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using ReleasePlanning.Benchmarks.Driving;
using ReleasePlanning.Benchmarks.Reporting;
using ReleasePlanning.Benchmarks.Serving;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Benchmarks.Timers;

public sealed record TimersReport(int Timers, int TimersFired, double TimersPerSecond, double PlainDeletesPerSecond, double Ratio, long TimersLeft, long Incidents, string LoadBefore, string LoadAfter)
{
    public bool IsClean => TimersFired == Timers && TimersLeft == 0 && Incidents == 0;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public void Write(TextWriter to) => to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
        {Timers} due timers; before: {LoadBefore}; after: {LoadAfter}
        fired, each with its step   {TimersPerSecond,10:F0} /s   ({TimersFired} fired)
        plain rows deleted one each {PlainDeletesPerSecond,10:F0} /s
        ratio                       {Ratio,10:F3}
        left: {TimersLeft} timers, {Incidents} incidents
        """));
}

/// <summary>How fast due timers drain, beside the least any such queue must do on the same server: take one row with SKIP LOCKED, delete it, commit.</summary>
public static class DrainTimers
{
    // about as many as one plan has armed at a time
    private const int TimersPerPlan = 20;
    private const int Parallel = 2;
    private const string Process = "waiting";

    public static async Task<TimersReport> RunAsync(int count, Action<string> progress)
    {
        var loadBefore = Machine.Load;
        await using var database = await RunDatabase.StartAsync();
        var institutions = await database.ReadAsync("select code from sites where kind = $1 order by code", r => r.GetString(0), nameof(SiteKind.Institution));
        var plans = count / TimersPerPlan;
        var (_, extract) = FictionalPeople.Make(plans, [ReleaseType.StatutoryRelease], institutions, SettableClock.Start.InUtc().Date);
        await database.ImportAsync(extract);
        await database.WithAsync<PublishWorkflow, bool>(async p => (await p.RunAsync(Diagram(), "Waits", Actor.Service, default)).IsDone ? true : throw new InvalidOperationException("The diagram was refused."));
        progress($"arming {plans * TimersPerPlan} timers");
        foreach (var person in await database.WithAsync<ReleasePlanningDb, List<Person>>(db => db.Set<Person>().AsNoTracking().Where(p => EF.Functions.Like(p.Fps, "9______L")).ToListAsync()))
        {
            await ArmAsync(database, person);
        }
        await using var host = await HostProcess.StartAsync(database.ConnectionString);
        await host.SetNowAsync(SettableClock.Start + Duration.FromDays(2));
        progress("firing");
        var fired = await host.FireAsync();
        var plain = await DeletePlainAsync(database, plans * TimersPerPlan);
        var left = await Rows.LeftoversAsync(database);
        var perSecond = fired / host.Firing.TotalSeconds;
        return new TimersReport(plans * TimersPerPlan, fired, perSecond, plain, perSecond / plain, left.Timers, left.Incidents, loadBefore, Machine.Load);
    }

    private static async Task ArmAsync(RunDatabase database, Person person)
    {
        await using var scope = database.Services.CreateAsyncScope();
        var (db, start) = (scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>(), scope.ServiceProvider.GetRequiredService<StartWorkflow>());
        await using var transaction = await db.Database.BeginTransactionAsync();
        var office = await db.Set<Site>().FirstAsync(s => s.Kind == SiteKind.ParoleOffice);
        var officer = await db.Set<StaffRole>().FirstAsync(r => r.Role == Roles.InstitutionalParoleOfficer && r.SiteId == person.InstitutionId);
        var on = person.StatutoryReleaseOn!.Value;
        var plan = db.AddPlan(new ReleasePlan
        {
            Id = ReleasePlanId.New(), PersonId = person.Id, ReleaseType = ReleaseType.StatutoryRelease, ReleasingSiteId = person.InstitutionId, ParoleOfficeId = office.Id,
            DestinationCommunity = office.City, NeedsResidence = false, ResidencyCondition = false, EntitlementOn = on, ReleaseOn = on.PlusDays(-1),
            ReleaseReason = new Reason("audit.plan.withdrawn", ""), ParoleOfficerId = officer.StaffId, LaunchedAt = SettableClock.Start, LaunchedBy = officer.StaffId,
        });
        await db.SaveChangesAsync();
        await start.RunAsync(plan, Process, ImmutableDictionary<string, object?>.Empty, Actor.Service, SettableClock.Start, default);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    private static string Diagram()
    {
        var (nodes, flows) = (new StringBuilder(), new StringBuilder("<bpmn:sequenceFlow id=\"f\" sourceRef=\"start\" targetRef=\"fork\"/>"));
        for (var i = 0; i < TimersPerPlan; i++)
        {
            nodes.Append(CultureInfo.InvariantCulture, $"<bpmn:intermediateCatchEvent id=\"t{i}\" name=\"A day {i}\" rp:nameFr=\"Un jour {i}\"><bpmn:timerEventDefinition id=\"d{i}\"><bpmn:timeDuration xsi:type=\"bpmn:tFormalExpression\">P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent><bpmn:endEvent id=\"e{i}\"/>");
            flows.Append(CultureInfo.InvariantCulture, $"<bpmn:sequenceFlow id=\"a{i}\" sourceRef=\"fork\" targetRef=\"t{i}\"/><bpmn:sequenceFlow id=\"b{i}\" sourceRef=\"t{i}\" targetRef=\"e{i}\"/>");
        }
        return $"""
            <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:rp="urn:release-planning:bpmn" id="w" targetNamespace="urn:release-planning:load">
              <bpmn:process id="{Process}" name="Waiting" rp:nameFr="Attente" isExecutable="true"><bpmn:startEvent id="start"/><bpmn:parallelGateway id="fork"/>{nodes}{flows}</bpmn:process>
            </bpmn:definitions>
            """;
    }

    private static async Task<double> DeletePlainAsync(RunDatabase database, int count)
    {
        await database.ReadAsync("""
            create table plain_rows (id uuid primary key, due_at timestamptz not null)
            """, _ => 0);
        await database.ReadAsync("insert into plain_rows select gen_random_uuid(), now() from generate_series(1, $1)", _ => 0, count);
        await database.ReadAsync("create index on plain_rows (due_at, id)", _ => 0);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Parallel).Select(_ => DeleteOneByOneAsync(database.Source)));
        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task DeleteOneByOneAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var take = new NpgsqlCommand("delete from plain_rows where id = (select id from plain_rows order by due_at, id limit 1 for update skip locked)", connection);
        await take.PrepareAsync();
        while (await take.ExecuteNonQueryAsync() > 0) { }
    }
}
