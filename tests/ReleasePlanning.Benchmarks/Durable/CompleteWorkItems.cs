using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using ReleasePlanning.Benchmarks.Driving;
using ReleasePlanning.Benchmarks.Serving;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Benchmarks.Durable;

/// <param name="Processor">Milliseconds of processor time each, of the service and of PostgreSQL together.</param>
public sealed record Completions(double PerSecond, double Processor);

/// <summary>Steps answered as the site does it: form, rules, audit line, the step of the process, everything in one transaction each.</summary>
public sealed class CompleteWorkItems(RunDatabase database, PlainPlans plans)
{
    private sealed record OpenStep(Guid Id, Guid PlanId, SiteId Site);

    /// <summary>Completed a second by as many callers, each working through the open steps of its own plans; ends early when nothing is open any more.</summary>
    public async Task<Completions> MeasureAsync(string process, int callers, TimeSpan during)
    {
        var (done, before) = (0, await ProcessorTime.NowAsync(database));
        var watch = Stopwatch.StartNew();
        for (var open = await OpenAsync(process); open.Count > 0 && watch.Elapsed < during; open = await OpenAsync(process))
        {
            // callers do not meet at one plan's lock: several people rarely answer steps of one plan in the same moment
            var waiting = new ConcurrentQueue<IGrouping<Guid, OpenStep>>(open.GroupBy(o => o.PlanId));
            await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
            {
                while (watch.Elapsed < during && waiting.TryDequeue(out var plan))
                {
                    foreach (var step in plan)
                    {
                        await CompleteAsync(step);
                        Interlocked.Increment(ref done);
                    }
                }
            }));
        }
        watch.Stop();
        return new Completions(done / watch.Elapsed.TotalSeconds, (await ProcessorTime.NowAsync(database)).Each(before, done));
    }

    private Task<List<OpenStep>> OpenAsync(string process) => database.ReadAsync("""
        select id, plan_id, site_id from work_items where process_id = $1 and state = 'Open' order by plan_id, opened_at
        """, r => new OpenStep(r.GetGuid(0), r.GetGuid(1), new SiteId(r.GetGuid(2))), process);

    private async Task CompleteAsync(OpenStep step)
    {
        var answered = await database.WithAsync<CompleteWorkItem, Outcome<WorkItem>>(c =>
            c.RunAsync(new WorkItemId(step.Id), "done", ImmutableDictionary<string, string?>.Empty, null, plans.OfficerAt(step.Site), default));
        if (!answered.IsDone) { throw new InvalidOperationException("A step was not completed: " + string.Join(", ", answered.Problems.Select(p => p.Reason.Code))); }
    }
}
