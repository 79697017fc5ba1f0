using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Benchmarks.Driving;
using ReleasePlanning.Benchmarks.Reporting;
using ReleasePlanning.Benchmarks.Serving;
using ReleasePlanning.Web.Background;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Benchmarks.Timers;

/// <param name="OutOfOrder">Timers left behind by a round that took later ones, counted over all rounds.</param>
/// <param name="NewlyDueWaitSeconds">The longest any timer that fell due while the backlog was worked off waited to be fired.</param>
/// <param name="Notices">What people were sent, for so many overdue steps.</param>
public sealed record BacklogReport(
    int Timers, double Seconds, double TimersPerSecond, int OutOfOrder, int NewlyDue, double NewlyDueWaitSeconds, long OverdueSteps, long Notices, long TimersLeft, long Incidents, string LoadBefore, string LoadAfter)
{
    public bool IsClean => TimersLeft == 0 && Incidents == 0 && OutOfOrder == 0 && Notices == OverdueSteps;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public void Write(TextWriter to) => to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
        {Timers} timers due after an outage; before: {LoadBefore}; after: {LoadAfter}
        worked off in              {Seconds,10:F1} s, {TimersPerSecond:F0} /s, with {TimerWorker.Parallel} transactions at a time
        claimed out of due order   {OutOfOrder,10}
        fell due meanwhile         {NewlyDue,10}, the longest wait {NewlyDueWaitSeconds:F2} s
        notices sent               {Notices,10}, for {OverdueSteps} overdue steps whose ladders had four rungs due each
        left: {TimersLeft} timers, {Incidents} incidents
        """));
}

/// <summary>The morning after an outage of weeks: every plan has timers of its diagram and overdue steps waiting, and new ones keep falling due while they are worked off.</summary>
public static class Backlog
{
    private const string Process = "backlog";
    private const int StepsPerPlan = 20;
    private const int WaitsPerPlan = 80;
    private const int FreshEveryRounds = 20;
    // four fifths of a round go to the oldest, see ClaimDueTimers
    private const int OldestOfARound = TimerWorker.MostAtOnce * 4 / 5;

    public static async Task<BacklogReport> RunAsync(int count, Action<string> progress)
    {
        var loadBefore = Machine.Load;
        await using var database = await RunDatabase.StartAsync();
        var plans = Math.Max(1, count / (StepsPerPlan + WaitsPerPlan));
        progress($"arming {plans * (StepsPerPlan + WaitsPerPlan)} timers of {plans} plans");
        var plain = await PlainPlans.PrepareAsync(database, plans);
        await plain.PublishAsync(Diagram());
        await plain.StartAsync(Process, plans);
        // the outage may end at any hour: what quiet hours would hold is not what is measured
        await database.ReadAsync("update sites set quiet_from = null, quiet_until = null, quiet_when_closed = false returning 1", r => r.GetInt32(0));
        database.Clock.Now += Duration.FromDays(40);
        var armed = await database.ReadOneAsync<long>("select count(*) from workflow_timers");
        progress($"working off {armed}");

        var (fire, worker, watch, started) = (database.Services.GetRequiredService<FireDueTimers>(), Guid.CreateVersion7(), Stopwatch.StartNew(), database.Clock.Now);
        var (fired, outOfOrder, newlyDue, longest) = (0, 0L, 0, TimeSpan.Zero);
        Guid? fresh = null;
        var since = TimeSpan.Zero;
        for (var round = 1; ; round++)
        {
            database.Clock.Now = started + Duration.FromTimeSpan(watch.Elapsed);
            if (fresh is null && round % FreshEveryRounds == 0)
            {
                (fresh, since) = (await FallDueAsync(database), watch.Elapsed);
                newlyDue++;
            }
            var oldest = await database.ReadAsync("select due_at from workflow_timers order by due_at, id limit 1 offset $1", r => r.GetDateTime(0), OldestOfARound - 1);
            var claimed = await fire.RunAsync(worker, TimerWorker.MostAtOnce, TimerWorker.Parallel, CancellationToken.None);
            if (claimed == 0) { break; }
            fired += claimed;
            if (oldest is [var before]) { outOfOrder += await database.ReadOneAsync<long>("select count(*) from workflow_timers where due_at < $1", before); }
            if (fresh is { } id && !await database.ReadOneAsync<bool>("select exists (select from workflow_timers where id = $1 and due_at <= $2)", id, database.Clock.Now.ToDateTimeUtc()))
            {
                longest = watch.Elapsed - since > longest ? watch.Elapsed - since : longest;
                fresh = null;
            }
            if (round % 100 == 0) { progress($"{fired} after {watch.Elapsed.TotalSeconds:F0} s"); }
        }
        watch.Stop();
        var left = await Rows.LeftoversAsync(database);
        var notices = await database.ReadOneAsync<long>("select count(*) from notifications where work_item_id is not null");
        return new BacklogReport((int)armed, watch.Elapsed.TotalSeconds, fired / watch.Elapsed.TotalSeconds, (int)outOfOrder, newlyDue, longest.TotalSeconds,
            left.OpenSteps, notices, left.Timers, left.Incidents, loadBefore, Machine.Load);
    }

    /// <summary>The last of the queue falls due just now instead.</summary>
    private static async Task<Guid?> FallDueAsync(RunDatabase database) => (await database.ReadAsync(
        "update workflow_timers set due_at = $1 where id = (select id from workflow_timers order by due_at desc, id desc limit 1) returning id", r => (Guid?)r.GetGuid(0), database.Clock.Now.ToDateTimeUtc())).FirstOrDefault();

    private static string Diagram()
    {
        var inside = new StringBuilder("<bpmn:startEvent id=\"start\"/><bpmn:sequenceFlow id=\"f\" sourceRef=\"start\" targetRef=\"fork\"/><bpmn:parallelGateway id=\"fork\"/>");
        for (var i = 0; i < WaitsPerPlan; i++)
        {
            inside.Append(CultureInfo.InvariantCulture, $"""
                <bpmn:intermediateCatchEvent id="t{i}" name="Hours {i}" rp:nameFr="Heures {i}"><bpmn:timerEventDefinition id="d{i}"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT{24 + i}H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
                <bpmn:sequenceFlow id="a{i}" sourceRef="fork" targetRef="t{i}"/><bpmn:sequenceFlow id="b{i}" sourceRef="t{i}" targetRef="e{i}"/><bpmn:endEvent id="e{i}"/>
                """);
        }
        for (var i = 0; i < StepsPerPlan; i++)
        {
            inside.Append(CultureInfo.InvariantCulture, $"""
                <bpmn:userTask id="s{i}" name="Step {i}" rp:nameFr="Étape {i}"><bpmn:extensionElements><elsa:activityBinding activityType="ReleasePlanning.WorkItem">
                  {Input("role", "institutional-parole-officer")}{Input("due", "S+10W")}{Input("form", "quality-control")}{Input("outcomes", "done,returned")}
                </elsa:activityBinding></bpmn:extensionElements></bpmn:userTask>
                <bpmn:sequenceFlow id="c{i}" sourceRef="fork" targetRef="s{i}"/><bpmn:sequenceFlow id="g{i}" sourceRef="s{i}" targetRef="h{i}"/><bpmn:endEvent id="h{i}"/>
                """);
        }
        return $"""
            <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:elsa="https://elsaworkflows.io/schemas/bpmn/v1" xmlns:rp="urn:release-planning:bpmn" id="w" targetNamespace="urn:release-planning:load">
              <bpmn:process id="{Process}" name="Backlog" rp:nameFr="Retard" isExecutable="true">{inside}</bpmn:process>
            </bpmn:definitions>
            """;
    }

    private static string Input(string name, string value) => $$$"""<elsa:input name="{{{name}}}">{"typeName":"String","expression":{"type":"Literal","value":"{{{value}}}"}}</elsa:input>""";
}
