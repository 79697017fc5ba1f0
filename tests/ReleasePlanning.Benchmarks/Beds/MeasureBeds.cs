using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Benchmarks.Reporting;
using ReleasePlanning.Benchmarks.Serving;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Tests.BedSpaces;

namespace ReleasePlanning.Benchmarks.Beds;

/// <summary>Search with ranking, the board of a region and confirming, over a country's houses with three years of stays; beside a plain SQL query that answers less.</summary>
public static class MeasureBeds
{
    private const int HousesChanged = 5;

    public static async Task<FiguresReport> RunAsync(int facilities, int beds, int stays, int rounds, Action<string> progress)
    {
        var before = Machine.Load;
        await using var database = await RunDatabase.StartAsync();
        var today = database.Clock.Now.InUtc().Date;
        progress($"making {facilities} houses with {beds} beds and {stays} stays");
        await database.WithAsync<ReleasePlanningDb, bool>(async db => { await FictionalHouses.MakeAsync(db, today, facilities, beds, stays); return true; });
        var made = await database.ReadOneAsync<long>("select count(*) from bed_stays");
        progress($"{made} stays; searching");

        var queries = FictionalHouses.Queries(today, rounds + 1).ToList();
        var (first, _) = await TimedAsync(() => SearchAsync(database, queries[^1]));
        var (quiet, changed, naive, notes) = (new List<double>(), new List<double>(), new List<double>(), new List<string>());
        var (found, repacked, failing, different) = (0, 0, 0, 0);
        // everything once, so that nothing is compiled while it is timed
        foreach (var query in queries.Take(20)) { await SearchAsync(database, query); }
        foreach (var query in queries.Take(rounds))
        {
            quiet.Add((await TimedAsync(() => SearchAsync(database, query))).Milliseconds);
            await ChangeAsync(database);
            var (taken, search) = await TimedAsync(() => SearchAsync(database, query));
            changed.Add(taken);
            var plain = await TimedAsync(() => NaiveAsync(database, query));
            naive.Add(plain.Milliseconds);
            var free = search.Suitable.Where(h => h.Room.Kind == RoomKind.Free).Select(h => h.Site.Id).ToHashSet();
            if (!free.SetEquals(plain.Result)) { different++; }
            (found, repacked, failing) = (found + free.Count, repacked + search.Suitable.Length - free.Count, failing + search.Failing.Length);
        }
        progress("the board and confirming");
        var board = await BoardAsync(database, today, Math.Min(rounds, 60));
        var confirm = await ConfirmAsync(database, rounds);

        notes.Add($"{made:N0} stays in {facilities:N0} houses with {beds:N0} beds; a search finds {(double)found / rounds:N0} houses with a free bed and {(double)repacked / rounds:N1} more after re-packing, and says of {(double)failing / rounds:N0} what failed");
        notes.Add($"the first search of a process reads every house: {first:N0} ms");
        return new("beds",
            [
                new("search with ranking, p50", "ms", [At(changed, 50)]), new("search with ranking, p95", "ms", [At(changed, 95)]), new("search when nothing changed since, p95", "ms", [At(quiet, 95)]),
                new("plain SQL (no rank, reasons, first days, re-packing), p50", "ms", [At(naive, 50)]), new("plain SQL, p95", "ms", [At(naive, 95)]),
                new("board of a region for 90 days, p50", "ms", [At(board, 50)]), new("board of a region for 90 days, p95", "ms", [At(board, 95)]),
                new("confirm a held stay, p50", "ms", [At(confirm, 50)]), new("confirm a held stay, p95", "ms", [At(confirm, 95)]),
            ],
            [
                new("search with ranking, p95", At(changed, 95), 50, "ms", AtMost: true), new("board of a region for 90 days, p95", At(board, 95), 100, "ms", AtMost: true),
                new("confirm a held stay, p95", At(confirm, 95), 20, "ms", AtMost: true), new("searches that differ from the plain SQL query", different, 0, AtMost: true),
            ],
            notes, before, Machine.Load);
    }

    private static Task<BedSearch> SearchAsync(RunDatabase database, BedQuery query) => database.WithAsync<FindBeds, BedSearch>(f => f.RunAsync(query, default));

    private static async Task<HashSet<SiteId>> NaiveAsync(RunDatabase database, BedQuery query)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        var calendar = await database.WithAsync<ReleasePlanningDb, CalendarData>(db => database.Services.GetRequiredService<CurrentCalendar>().ReadAsync(db, default));
        return await NaiveSearch.RunAsync(connection, query, calendar, database.Clock.Now);
    }

    /// <summary>Between two searches somebody changes a stay in several houses.</summary>
    private static Task<int> ChangeAsync(RunDatabase database) => database.WithAsync<ReleasePlanningDb, int>(db => db.Database.ExecuteSqlAsync($"""
        update bed_stays set needs = needs where id in (
            select id from bed_stays where residence_id in (select id from facilities order by random() limit {HousesChanged}) and state = 'Confirmed' limit {HousesChanged * 2})
        """));

    private static async Task<List<double>> BoardAsync(RunDatabase database, LocalDate today, int rounds)
    {
        var officer = await OfficerAsync(database);
        var times = new List<double>();
        var regions = Enum.GetValues<Region>();
        for (var i = 0; i < rounds + regions.Length; i++)
        {
            var query = new BoardQuery(officer, today, 90, regions[i % regions.Length]);
            var (taken, _) = await TimedAsync(() => database.WithAsync<BoardQueries, Board>(b => b.RunAsync(query, default)));
            if (i >= regions.Length) { times.Add(taken); }
        }
        return times;
    }

    private static async Task<List<double>> ConfirmAsync(RunDatabase database, int rounds)
    {
        var officer = await OfficerAsync(database);
        var held = await database.ReadAsync("select id, residence_id from bed_stays where state = 'Held' order by id limit $1", r => (Stay: r.GetGuid(0), House: r.GetGuid(1)), rounds + 10);
        var times = new List<double>();
        foreach (var (stay, house) in held)
        {
            // as the house's own staff do it
            var intake = new Actor(officer.StaffId, officer.Name, [new SiteRole(Roles.ResidenceIntake, SiteId.From(house))]);
            var (taken, outcome) = await TimedAsync(() => database.WithAsync<ActOnStay, Outcome<BedStay>>(a => a.RunAsync(stay, new StayAct.Confirm(), null, intake, default)));
            if (!outcome.IsDone) { throw new InvalidOperationException(outcome.Problems[0].Reason.Code); }
            times.Add(taken);
        }
        return [.. times.Skip(10)];
    }

    private static Task<Actor> OfficerAsync(RunDatabase database) => database.WithAsync<ReleasePlanningDb, Actor>(async db =>
    {
        var staff = await db.Set<StaffMember>().Include(s => s.Roles).FirstAsync(s => s.Roles.Any(r => r.Role == Roles.CommunityParoleOfficer));
        return new(staff.Id, staff.Name, [.. staff.Roles.Select(r => new SiteRole(r.Role, r.SiteId))]);
    });

    private static async Task<(double Milliseconds, T Result)> TimedAsync<T>(Func<Task<T>> act)
    {
        var watch = Stopwatch.StartNew();
        var result = await act();
        return (watch.Elapsed.TotalMilliseconds, result);
    }

    private static double At(List<double> times, int percent) => times.Count == 0 ? double.NaN : times.Order().ElementAt(Math.Min(times.Count - 1, times.Count * percent / 100));
}
