using ReleasePlanning.Benchmarks.Serving;

namespace ReleasePlanning.Benchmarks.Reporting;

public sealed record TableSize(string Table, long Rows, long Bytes);

public sealed record TableScan(string Table, long Scans, long RowsRead);

/// <summary>What a run must leave behind: nothing open, nothing stuck, an unbroken audit chain.</summary>
public sealed record Leftovers(long OpenPlans, long OpenSteps, long Timers, long Subscriptions, long RunningInstances, long Incidents, long BrokenAuditLines)
{
    public bool Any => OpenPlans + OpenSteps + Timers + Subscriptions + RunningInstances + Incidents + BrokenAuditLines > 0;
}

public static class Rows
{
    public static async Task<IReadOnlyList<TableSize>> CountAsync(RunDatabase database)
    {
        var tables = await database.ReadAsync("select tablename from pg_tables where schemaname = 'public' order by 1", r => r.GetString(0));
        var sizes = new List<TableSize>();
        foreach (var table in tables)
        {
            sizes.AddRange(await database.ReadAsync($"select count(*), pg_total_relation_size('\"{table}\"') from \"{table}\"", r => new TableSize(table, r.GetInt64(0), r.GetInt64(1))));
        }
        return sizes;
    }

    /// <summary>Only tables that grew.</summary>
    public static IReadOnlyList<TableSize> Grown(IReadOnlyList<TableSize> before, IReadOnlyList<TableSize> after) =>
        [.. after.Zip(before, (a, b) => new TableSize(a.Table, a.Rows - b.Rows, a.Bytes - b.Bytes)).Where(t => t.Rows > 0 || t.Bytes > 0).OrderByDescending(t => t.Rows)];

    /// <summary>Rows read by going through whole tables: an index that is missing shows here, and grows with the number of plans.</summary>
    public static async Task<IReadOnlyList<TableScan>> ScannedAsync(RunDatabase database) => await database.ReadAsync("""
        select relname, seq_tup_read, seq_scan from pg_stat_user_tables where seq_tup_read > 0 order by seq_tup_read desc limit 8
        """, r => new TableScan(r.GetString(0), r.GetInt64(2), r.GetInt64(1)));

    public static async Task<Leftovers> LeftoversAsync(RunDatabase database) => (await database.ReadAsync("""
        select (select count(*) from release_plans where status in ('Active', 'Released')), (select count(*) from work_items where state = 'Open'),
               (select count(*) from workflow_timers), (select count(*) from workflow_subscriptions),
               (select count(*) from workflow_instances where status = 'Running'), (select count(*) from workflow_incidents),
               (select count(*) from broken_audit_lines())
        """, r => new Leftovers(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4), r.GetInt64(5), r.GetInt64(6))))[0];
}
