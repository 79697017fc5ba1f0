using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>A due timer leased to a worker, and the plan whose lock it needs.</summary>
public sealed record ClaimedTimer(Guid Id, ReleasePlanId PlanId);

/// <summary>Leases due timers to one worker, in due order; what another worker holds is skipped, what a dead worker held comes free when its lease ends.</summary>
/// <remarks>
/// A fifth of every claim is a lane for what fell due within the last minute. After an outage the oldest come first and nothing overtakes
/// them, but a reminder that falls due now would wait behind the whole backlog: with the lane it is fired within its minute, and the backlog
/// still gets four fifths of the worker. Without a backlog both lanes see the same timers and the order is simply that of falling due.
/// </remarks>
public sealed class ClaimDueTimers(ReleasePlanningDb db, IDatabaseTime time)
{
    public static readonly Duration Lease = Duration.FromMinutes(2);
    public static readonly Duration NewlyDue = Duration.FromMinutes(1);
    private const int FreshShare = 5;

    public async Task<IReadOnlyList<ClaimedTimer>> RunAsync(Guid worker, int most, CancellationToken ct)
    {
        var now = await time.NowAsync(db, ct);
        var (at, newly, until) = (now.ToDateTimeUtc(), (now - NewlyDue).ToDateTimeUtc(), (now + Lease).ToDateTimeUtc());
        var fresh = most / FreshShare;
        var claimed = await db.Database.SqlQuery<ClaimedRow>($"""
            with oldest as materialized (
                select id from workflow_timers where not parked and due_at <= {at} and (lock_until is null or lock_until <= {at})
                order by due_at, id limit {most - fresh} for update skip locked),
            fresh as materialized (
                select id from workflow_timers where not parked and due_at > {newly} and due_at <= {at} and (lock_until is null or lock_until <= {at})
                    and id not in (select id from oldest)
                order by due_at, id limit {fresh} for update skip locked)
            update workflow_timers set lock_owner = {worker}, lock_until = {until}
            where id in (select id from oldest union all select id from fresh)
            returning id as "Id", plan_id as "PlanId", due_at as "DueAt"
            """).ToListAsync(ct);
        return [.. claimed.OrderBy(c => c.DueAt).ThenBy(c => c.Id).Select(c => new ClaimedTimer(c.Id, new(c.PlanId)))];
    }

    /// <summary>How long a worker may sleep: until the next timer falls due or a lease or retry pause ends; null when there is none.</summary>
    public async Task<Duration?> UntilNextAsync(CancellationToken ct)
    {
        var now = await time.NowAsync(db, ct);
        var at = now.ToDateTimeUtc();
        // two ends of the same index: the few that are due and held, and the first that is still to come; never the whole table
        var next = await db.Database.SqlQuery<DateTime?>($"""
            select least(
                (select min(greatest(due_at, lock_until)) from workflow_timers where not parked and due_at <= {at}),
                (select min(due_at) from workflow_timers where not parked and due_at > {at})) as "Value"
            """).ToListAsync(ct);
        if (next[0] is not { } moment) { return null; }
        var wait = Instant.FromDateTimeUtc(DateTime.SpecifyKind(moment.ToUniversalTime(), DateTimeKind.Utc)) - now;
        return Duration.Max(wait, Duration.Zero);
    }

    private sealed record ClaimedRow(Guid Id, Guid PlanId, DateTime DueAt);
}
