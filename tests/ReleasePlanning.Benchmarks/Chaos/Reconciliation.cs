using System.Globalization;

namespace ReleasePlanning.Benchmarks.Chaos;

/// <summary>What the rungs of every ladder should have brought, counted from the rules by SQL alone, beside what the service wrote.</summary>
/// <param name="Expected">Rungs whose moment came.</param>
/// <param name="Raised">Rows of escalations.</param>
/// <param name="Merged">Rungs that a later notice says it stands for: they came due while nothing ran.</param>
/// <param name="Lost">Rungs that neither came nor are said to be stood for.</param>
/// <param name="Twice">Notices of one step for one rung beyond the first.</param>
/// <param name="Early">Notices before the moment of their rung.</param>
/// <param name="Unexpected">Notices of a rung whose moment did not come, or of none.</param>
/// <param name="Untold">Escalations without exactly one message to the person named, or messages without an escalation.</param>
/// <param name="Unaudited">Escalations without their line in the log, or the other way round.</param>
public sealed record Reconciliation(long Expected, long Raised, long Merged, long Lost, long Twice, long Early, long Unexpected, long Untold, long Unaudited, long DueTimersLeft, long Incidents, long BrokenAuditLines)
{
    public bool IsClean => Expected > 0 && Raised + Merged == Expected && Lost + Twice + Early + Unexpected + Untold + Unaudited + DueTimersLeft + Incidents + BrokenAuditLines == 0;

    /// <summary>The query, as it is printed by the run. The rungs are written out here a second time on purpose: half of the time, four hours before, just after due, four and twelve hours after.</summary>
    public const string Query = """
        with steps as (
            select id, opened_at, opened_at + make_interval(mins => substring(due_rule from 'S\+(\d+)m')::int) as due_at from work_items),
        rungs as (
            select s.id, r.level, r.at from steps s cross join lateral (values
                (1, s.opened_at + (s.due_at - s.opened_at) / 2), (2, s.due_at - interval '4 hours'), (3, s.due_at + interval '1 second'),
                (4, s.due_at + interval '4 hours'), (5, s.due_at + interval '12 hours')) r (level, at)
            where r.level > 2 or r.at > s.opened_at),
        expected as (select * from rungs where at <= clock_timestamp()),
        raised as (
            select e.work_item_id as id, e.level, e.raised_at, e.occasion, e.to_staff_id,
                case when e.reason::jsonb ->> 'code' like '%several' then (e.reason::jsonb -> 'args' ->> 5)::int else 0 end as stands_for,
                lag(e.level, 1, 0) over (partition by e.work_item_id order by e.level) as before
            from escalations e where e.work_item_id is not null),
        covered as (
            select r.id, r.level, r.stands_for, count(*) filter (where x.level > r.before and x.level < r.level) as passed
            from raised r join expected x on x.id = r.id group by r.id, r.level, r.occasion, r.stands_for),
        highest as (select id, max(level) as level from raised group by id)
        select
            (select count(*) from expected) as expected,
            (select count(*) from raised) as raised,
            (select coalesce(sum(stands_for), 0) from raised) as merged,
            (select count(*) from expected x left join highest h on h.id = x.id where h.level is null or h.level < x.level)
                + (select count(*) from covered c where c.stands_for <> c.passed) as lost,
            (select coalesce(sum(n - 1), 0) from (select count(*) as n from raised group by id, level) d) as twice,
            (select count(*) from raised r join rungs g on g.id = r.id and g.level = r.level where r.raised_at < g.at - interval '1 microsecond') as early,
            (select count(*) from raised r where not exists (select from expected x where x.id = r.id and x.level = r.level)) as unexpected,
            (select count(*) from raised r where r.to_staff_id is null or 1 <> (select count(*) from notifications n where n.key = r.occasion and n.staff_id = r.to_staff_id))
                + (select count(*) from notifications n where n.work_item_id is not null and not exists (select from raised r where r.occasion = n.key)) as untold,
            abs((select count(*) from raised) - (select count(*) from audit_entries where act in ('plan.escalated', 'step.reminded') and work_item_id is not null)) as unaudited,
            (select count(*) from workflow_timers where due_at <= clock_timestamp()) as due_timers_left,
            (select count(*) from workflow_incidents) as incidents,
            (select count(*) from broken_audit_lines()) as broken_audit_lines
        """;

    public static Task<Reconciliation> ReadAsync(ChaosCluster cluster) => cluster.OneAsync(Query, r => new Reconciliation(
        r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), Convert.ToInt64(r.GetValue(4), CultureInfo.InvariantCulture), r.GetInt64(5), r.GetInt64(6), r.GetInt64(7), r.GetInt64(8), r.GetInt64(9), r.GetInt64(10), r.GetInt64(11)));
}
