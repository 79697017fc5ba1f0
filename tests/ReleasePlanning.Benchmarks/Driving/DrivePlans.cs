using System.Collections.Concurrent;
using System.Globalization;
using NodaTime;
using ReleasePlanning.Benchmarks.Serving;

namespace ReleasePlanning.Benchmarks.Driving;

/// <summary>The second phase: everybody works through their inbox until nobody can do anything; then the clock moves to the next day on which
/// something falls due, and timers fire. Until every plan is closed.</summary>
public sealed class DrivePlans(RunDatabase database, HostProcess host, Staff staff)
{
    private const int PageSize = 25;

    // people come on time, after the last offices have opened: everywhere in the country it is still the same day
    private static readonly LocalTime Hour = new(20, 0);

    private readonly ConcurrentDictionary<string, int> refused = new(StringComparer.Ordinal);
    private Dictionary<Guid, LocalDate> releases = [];

    private sealed record Inbox(IReadOnlyList<InboxStep> Items, int Total);

    private sealed record InboxStep(Guid Id, Guid PlanId, string ElementId);

    private sealed record Closed(Guid Id);

    public int Days { get; private set; }
    public int Completed { get; private set; }
    /// <summary>Answers that were not taken, by step and reason; each was given again later.</summary>
    public IReadOnlyDictionary<string, int> Refused => refused;

    public async Task RunAsync(int parallel, Action<string> progress)
    {
        releases = (await database.ReadAsync("select id, release_on from release_plans", r => (Id: r.GetGuid(0), On: LocalDate.FromDateOnly(r.GetFieldValue<DateOnly>(1))))).ToDictionary(p => p.Id, p => p.On);
        while (true)
        {
            await WorkTheDayAsync(parallel);
            var open = await database.ReadOneAsync<long>("select count(*) from release_plans where status in ('Active', 'Released')");
            if (open == 0 || await NextDayAsync() is not { } next) { return; }
            if (Days % 10 == 0) { progress($"{next.InUtc().Date:uuuu-MM-dd}: {open} plans open, {Completed} steps completed, {host.Fired} timers fired"); }
            await host.SetNowAsync(next);
            Days++;
        }
    }

    private async Task WorkTheDayAsync(int parallel)
    {
        while (true)
        {
            await host.FireAsync();
            var busy = await database.ReadAsync("""
                select distinct s.sign_in from work_items w join release_plans p on p.id = w.plan_id join staff s on s.id = w.owner_id
                where w.state = 'Open' and not (w.form = 'record-release' and p.release_on > $1)
                """, r => r.GetString(0), host.Now.InUtc().Date.ToDateOnly());
            var before = Completed;
            var done = 0;
            await Parallel.ForEachAsync(busy, new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (who, _) => Interlocked.Add(ref done, await WorkInboxAsync(await staff.AsAsync(who))));
            Completed = before + done;
            if (done == 0 && await host.FireAsync() == 0) { return; }
        }
    }

    private async Task<int> WorkInboxAsync(StaffClient me)
    {
        var steps = new List<InboxStep>();
        for (var page = 1; ; page++)
        {
            var inbox = await me.GetAsync<Inbox>("inbox", string.Create(CultureInfo.InvariantCulture, $"/api/v1/work-items?page={page}"));
            steps.AddRange(inbox.Value?.Items ?? throw new InvalidOperationException($"Page {page} of an inbox answered {inbox.Status} {inbox.Why}"));
            if (page * PageSize >= inbox.Value.Total) { break; }
        }
        var done = 0;
        foreach (var step in steps.Where(s => s.ElementId != "RecordRelease" || releases[s.PlanId] <= host.Now.InUtc().Date).DistinctBy(s => s.Id))
        {
            if (await CompleteAsync(me, step)) { done++; }
        }
        return done;
    }

    private async Task<bool> CompleteAsync(StaffClient me, InboxStep listed)
    {
        var step = await me.GetAsync<StepAnswer>("get step", $"/api/v1/work-items/{listed.Id}");
        if (step.Value is not { } open) { return Note(listed, step.Status, step.Why); }
        // somebody else's step may have closed it meanwhile
        if (open.State != "open") { return false; }
        var answer = StepAnswers.For(open, host.Now);
        var done = await me.PostAsync<Closed>("complete", $"/api/v1/work-items/{listed.Id}/complete", answer, step.Tag);
        return done.Value is not null || Note(listed, done.Status, done.Why);
    }

    private bool Note(InboxStep step, int status, string why)
    {
        refused.AddOrUpdate(string.Create(CultureInfo.InvariantCulture, $"{step.ElementId} {status} {why}"), 1, (_, n) => n + 1);
        return false;
    }

    private async Task<Instant?> NextDayAsync()
    {
        var due = (await database.ReadAsync("select min(due_at) from workflow_timers where not parked and due_at < '2900-01-01'", r => r.IsDBNull(0) ? (DateTime?)null : r.GetDateTime(0)))[0];
        var release = (await database.ReadAsync("""
            select min(p.release_on) from work_items w join release_plans p on p.id = w.plan_id where w.state = 'Open' and w.form = 'record-release' and p.release_on > $1
            """, r => r.IsDBNull(0) ? (DateOnly?)null : r.GetFieldValue<DateOnly>(0), host.Now.InUtc().Date.ToDateOnly()))[0];
        var moments = new List<Instant>();
        if (due is { } at) { moments.Add(AtHour(Instant.FromDateTimeUtc(DateTime.SpecifyKind(at, DateTimeKind.Utc)))); }
        if (release is { } on) { moments.Add(LocalDate.FromDateOnly(on).At(Hour).InUtc().ToInstant()); }
        // a timer that failed waits for its next attempt: tomorrow
        return moments.Count == 0 ? null : Instant.Max(moments.Min(), host.Now + Duration.FromDays(1));
    }

    private static Instant AtHour(Instant at)
    {
        var day = at.InUtc().Date;
        return (at.InUtc().TimeOfDay > Hour ? day.PlusDays(1) : day).At(Hour).InUtc().ToInstant();
    }
}
