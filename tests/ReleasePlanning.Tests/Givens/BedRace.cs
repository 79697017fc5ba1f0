using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Database;

namespace ReleasePlanning.Tests.Givens;

/// <summary>What came of many people asking one region for beds at once.</summary>
/// <param name="Outcomes">By act and answer.</param>
/// <param name="BedOverlaps">Pairs of stays on one bed in one night, counted by SQL of its own.</param>
/// <param name="PersonOverlaps">Pairs of confirmed stays of one person in one night.</param>
/// <param name="LostConfirmations">Answered as confirmed, and neither there nor given up by somebody since.</param>
/// <param name="Surfaced">Deadlocks, failed serialisations and other errors that reached a caller.</param>
public sealed record BedRaceResult(
    int Requests, TimeSpan Took, IReadOnlyDictionary<string, int> Outcomes, int BedOverlaps, int PersonOverlaps, int Confirmations, int LostConfirmations, int Surfaced, string? FirstError, double P95Ms)
{
    public bool IsClean => BedOverlaps == 0 && PersonOverlaps == 0 && LostConfirmations == 0 && Surfaced == 0;

    public void Write(TextWriter to)
    {
        to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {Requests} requests in {Took.TotalSeconds:F1} s, {Requests / Took.TotalSeconds:F0} /s, p95 {P95Ms:F0} ms
            overlaps on a bed          {BedOverlaps,8}
            overlaps of a person       {PersonOverlaps,8}
            confirmations              {Confirmations,8}
            lost confirmations         {LostConfirmations,8}
            errors that reached someone{Surfaced,8}  {FirstError}
            """));
        foreach (var (what, count) in Outcomes.OrderBy(o => o.Key, StringComparer.Ordinal)) { to.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-55}{count,8}")); }
    }
}

/// <summary>Many connections hold, confirm, cancel, extend, shorten, move and transfer stays of one region at random, through the acts that pages use.</summary>
public sealed class BedRace(IServiceProvider services, IReadOnlyList<SiteId> houses, IReadOnlyList<(PersonId Person, ReleasePlanId? Plan)> people, Actor actor, LocalDate today)
{
    private readonly ConcurrentDictionary<string, int> outcomes = new();
    private readonly ConcurrentDictionary<Guid, bool> confirmed = new();
    private readonly ConcurrentDictionary<Guid, bool> ended = new();
    private readonly ConcurrentQueue<double> took = new();
    private readonly List<Guid> stays = [];
    private readonly Lock guard = new();
    private int asked;
    private int surfaced;
    private string? firstError;

    /// <param name="longest">No further request is made after it; zero: none is left out.</param>
    public async Task<BedRaceResult> RunAsync(int connections, int requests, TimeSpan longest, int seed)
    {
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(n => Task.Run(async () =>
        {
            var random = new Random(seed * 1_000 + n);
            while (Interlocked.Increment(ref asked) <= requests && (longest == TimeSpan.Zero || watch.Elapsed < longest)) { await AskAsync(random); }
        })));
        watch.Stop();
        var (beds, persons, lost) = await CountAsync();
        double[] sorted = [.. took.Order()];
        return new(sorted.Length, watch.Elapsed, outcomes, beds, persons, confirmed.Count, lost, surfaced, firstError, sorted.Length == 0 ? 0 : sorted[(int)(sorted.Length * 0.95)]);
    }

    private async Task AskAsync(Random random)
    {
        var at = Stopwatch.GetTimestamp();
        var what = "?";
        try
        {
            await using var scope = services.CreateAsyncScope();
            Outcome<BedStay> outcome;
            if (random.Next(100) < 45 || Any(random) is not { } stay) { (what, outcome) = await BookAsync(scope.ServiceProvider, random); }
            else { (what, outcome) = await ChangeAsync(scope.ServiceProvider, stay, random); }
            Count(what + ": " + (outcome.IsDone ? "done" : outcome.Problems[0].Reason.Code));
        }
        // whatever it is, somebody would have seen it
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Interlocked.Increment(ref surfaced);
            Interlocked.CompareExchange(ref firstError, e.ToString(), null);
            Count(what + ": " + e.GetBaseException().GetType().Name);
        }
        took.Enqueue(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
    }

    private async Task<(string, Outcome<BedStay>)> BookAsync(IServiceProvider scope, Random random)
    {
        var (person, plan) = people[random.Next(people.Count)];
        var arrive = today.PlusDays(1 + random.Next(150));
        var confirm = random.Next(4) == 0;
        var house = houses[random.Next(houses.Count)];
        Guid? bed = null;
        if (random.Next(8) == 0)
        {
            var beds = await scope.GetRequiredService<ReleasePlanningDb>().Set<Bed>().Where(b => b.ResidenceId == house).OrderBy(b => b.Label).Select(b => b.Id).ToListAsync();
            bed = beds[random.Next(beds.Count)];
        }
        string[] needs = random.Next(6) == 0 ? [BedFeatures.All[random.Next(2)]] : [];
        var outcome = await scope.GetRequiredService<BookStay>().RunAsync(new(plan, person, house, arrive, arrive.PlusDays(3 + random.Next(40)), needs, bed, confirm), actor, default);
        if (outcome.Value is { } stay)
        {
            lock (guard) { stays.Add(stay.Id); }
            if (confirm) { confirmed[stay.Id] = true; }
        }
        return (confirm ? "confirm at once" : "hold", outcome);
    }

    private async Task<(string, Outcome<BedStay>)> ChangeAsync(IServiceProvider scope, Guid id, Random random)
    {
        var seen = await scope.GetRequiredService<ReleasePlanningDb>().Set<BedStay>().AsNoTracking().SingleAsync(s => s.Id == id);
        var beds = await scope.GetRequiredService<ReleasePlanningDb>().Set<Bed>().AsNoTracking().Where(b => b.ResidenceId == seen.ResidenceId).Select(b => b.Id).ToListAsync();
        StayAct act = random.Next(10) switch
        {
            0 or 1 or 2 => new StayAct.Confirm(),
            3 => new StayAct.Cancel("not-needed"),
            4 or 5 => new StayAct.Extend(seen.Nights.DepartOn.PlusDays(1 + random.Next(20))),
            6 => new StayAct.Shorten(seen.Nights.ArriveOn.PlusDays(1 + random.Next(seen.Nights.Count))),
            7 => new StayAct.MoveNights(new(seen.Nights.ArriveOn.PlusDays(1 + random.Next(5)), seen.Nights.DepartOn.PlusDays(6))),
            8 => new StayAct.MoveBed(beds[random.Next(beds.Count)]),
            _ => new StayAct.Transfer(houses[random.Next(houses.Count)], seen.Nights.ArriveOn, seen.Nights.DepartOn),
        };
        var outcome = await scope.GetRequiredService<ActOnStay>().RunAsync(id, act, null, actor, default);
        if (!outcome.IsDone) { return (act.GetType().Name, outcome); }
        if (act is StayAct.Confirm) { confirmed[id] = true; }
        if (act is StayAct.Cancel) { ended[id] = true; }
        if (outcome.Value!.Id != id)
        {
            ended[id] = true;
            confirmed[outcome.Value.Id] = true;
            lock (guard) { stays.Add(outcome.Value.Id); }
        }
        return (act.GetType().Name, outcome);
    }

    private Guid? Any(Random random)
    {
        lock (guard) { return stays.Count == 0 ? null : stays[^(1 + random.Next(Math.Min(stays.Count, 2_000)))]; }
    }

    private void Count(string what) => outcomes.AddOrUpdate(what, 1, (_, n) => n + 1);

    private async Task<(int Beds, int Persons, int Lost)> CountAsync()
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
        var beds = await db.Database.SqlQueryRaw<int>("""
            select count(*)::int as "Value" from bed_stays a join bed_stays b on a.id < b.id and a.bed_id = b.bed_id
            where a.state in ('Held', 'Confirmed', 'Arrived') and b.state in ('Held', 'Confirmed', 'Arrived')
              and lower(a.occupies) < upper(b.occupies) and lower(b.occupies) < upper(a.occupies)
            """).SingleAsync();
        var persons = await db.Database.SqlQueryRaw<int>("""
            select count(*)::int as "Value" from bed_stays a join bed_stays b on a.id < b.id and a.person_id = b.person_id
            where a.state in ('Confirmed', 'Arrived') and b.state in ('Confirmed', 'Arrived') and lower(a.nights) < upper(b.nights) and lower(b.nights) < upper(a.nights)
            """).SingleAsync();
        var there = (await db.Database.SqlQueryRaw<Guid>("""
            select s.id as "Value" from bed_stays s where s.state in ('Confirmed', 'Arrived') and exists (select from bed_stay_events e where e.stay_id = s.id and e.kind = 'confirmed')
            """).ToListAsync()).ToHashSet();
        return (beds, persons, confirmed.Keys.Count(id => !there.Contains(id) && !ended.ContainsKey(id)));
    }
}
