using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Steps that give beds, completed beside everything else that changes the same houses: nobody hears of a deadlock, no bed is promised twice, nothing confirmed is lost.</summary>
public sealed class CompletingRaceTests : IClassFixture<DemoRegionFixture>
{
    private readonly DemoRegionFixture region;
    private readonly Asking asking;

    public CompletingRaceTests(DemoRegionFixture region)
    {
        this.region = region;
        asking = new(region);
        asking.Acting.Clock.Now = DemoRegionFixture.Today;
    }

    private Acting Acting => asking.Acting;

    [Fact]
    public async Task A_step_that_PostgreSQL_ends_in_a_deadlock_begins_again_and_goes_on_as_if_nothing_had_been()
    {
        for (var attempt = 0; attempt < 6; attempt++)
        {
            var house = await asking.HouseAsync();
            var plan = await asking.RankedAsync(together: false, house);
            await using var rival = new NpgsqlConnection(region.ConnectionString);
            await rival.OpenAsync();
            await using var transaction = await rival.BeginTransactionAsync();
            // the step is to be the one that looks for a deadlock, and this one must not wait for ever if it looked too early
            await DoAsync(rival, "set local deadlock_timeout = '1min'; set local lock_timeout = '8s'");
            await DoAsync(rival, $"select 1 from facilities where id = '{house.Id.Value}' for update");

            var answering = asking.AnswerAsync(plan.Id, house, "accepted");
            await WaitingAsync(rival);
            var ended = await CloseCircleAsync(rival, plan.Id);
            await transaction.RollbackAsync();
            var answer = await answering;

            answer.Problems.ShouldBeEmpty();
            (await asking.StayAsync(plan.Id))!.State.ShouldBe(StayState.Held);
            (await asking.OpenAsync(plan.Id)).ShouldContain("ConfirmBed");
            if (ended) { return; }
        }
        throw new InvalidOperationException("No step was ended by a deadlock: nothing was shown.");
    }

    [Fact]
    public async Task Many_plans_answered_by_one_house_beside_stays_that_move_between_its_beds_and_to_another_house()
    {
        var (house, other) = (await asking.HouseAsync(beds: 16), await asking.HouseAsync(beds: 6));
        var plans = new List<ReleasePlan>();
        for (var i = 0; i < 10; i++) { plans.Add(await asking.RankedAsync(together: false, house)); }
        var intake = await asking.IntakeAsync(house);
        var ids = new ConcurrentBag<Guid>();
        for (var i = 0; i < 6; i++) { ids.Add((await Acting.AStayAsync(intake, house, plans[0].ReleaseOn.PlusDays(-3 + i), plans[0].ReleaseOn.PlusDays(20 + i))).Id); }
        var admin = await Acting.ActorAsync(await Acting.ReadAsync(db => db.Set<StaffRole>().Where(r => r.Role == Roles.Administrator).Select(r => r.StaffId).FirstAsync()));
        var beds = await Acting.ReadAsync(db => db.Set<Bed>().Where(b => b.ResidenceId == house.Id || b.ResidenceId == other.Id).ToListAsync());
        using var over = new CancellationTokenSource();
        var refused = new ConcurrentBag<string>();

        var moving = Enumerable.Range(0, 4).Select(n => Task.Run(() => MoveAboutAsync(new Random(n), ids, beds, [house.Id, other.Id], admin, refused, over.Token))).ToList();
        var answered = await Task.WhenAll(plans.Select(p => Task.Run(() => asking.AnswerAsync(p.Id, house, "accepted"))));
        var confirmed = await Task.WhenAll(plans.Select(p => Task.Run(() => asking.DoAsync(p.Id, "ConfirmBed", "confirmed"))));
        await over.CancelAsync();
        await Task.WhenAll(moving);

        answered.SelectMany(a => a.Problems).Concat(confirmed.SelectMany(c => c.Problems)).Select(p => p.Reason.Code).ShouldBeEmpty();
        refused.Where(r => r is "changed-meanwhile" || r.StartsWith("rule.", StringComparison.Ordinal)).ShouldBeEmpty();
        (await CountAsync("""
            select count(*)::int as "Value" from bed_stays a join bed_stays b on a.id < b.id and a.bed_id = b.bed_id
            where a.state in ('Held', 'Confirmed', 'Arrived') and b.state in ('Held', 'Confirmed', 'Arrived') and lower(a.occupies) < upper(b.occupies) and lower(b.occupies) < upper(a.occupies)
            """)).ShouldBe(0);
        foreach (var plan in plans)
        {
            (await asking.StaysAsync(plan.Id)).Single(s => s.TakesTheBed).State.ShouldBe(StayState.Confirmed, "a confirmation is never lost");
            (await asking.IncidentsAsync(plan.Id)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_hold_that_expires_while_it_is_being_confirmed_is_confirmed_or_gone_and_the_house_is_told_which()
    {
        for (var round = 0; round < 6; round++)
        {
            var (house, next) = (await asking.HouseAsync(), await asking.HouseAsync());
            var plan = await asking.RankedAsync(together: false, house, next);
            (await asking.AnswerAsync(plan.Id, house, "accepted")).Problems.ShouldBeEmpty();
            var until = (await asking.StayAsync(plan.Id))!.HeldUntil!.Value;
            var step = await Acting.StepAsync(plan.Id, "ConfirmBed");
            // just before the end in one round, at the end in the next
            Acting.Clock.Now = until - Duration.FromMilliseconds(round % 2);

            var confirming = Task.Run(() => Acting.CompleteAsync(region, step, "confirmed"));
            Acting.Clock.Now = until;
            await Task.WhenAll(confirming, Acting.FireDueAsync());
            await Acting.FireDueAsync();

            var done = (await confirming).IsDone;
            (await asking.StaysAsync(plan.Id)).Single().State.ShouldBe(done ? StayState.Confirmed : StayState.Expired, $"round {round}");
            if (!done) { (await confirming).Problems.ShouldHaveSingleItem().Reason.Code.ShouldBeOneOf("stays.hold-over", "step.already-closed", "beds.no-bed-held"); }
            (await asking.AskedAsync(plan.Id)).Exists(s => s.SiteId == next.Id).ShouldBe(!done, "the next house is asked exactly when the bed is gone");
            (await asking.IncidentsAsync(plan.Id)).ShouldBeEmpty();
        }
    }

    private async Task MoveAboutAsync(Random random, ConcurrentBag<Guid> ids, List<Bed> beds, SiteId[] houses, Actor admin, ConcurrentBag<string> refused, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            var known = ids.ToArray();
            var stay = await Acting.StayAsync(known[random.Next(known.Length)]);
            var own = beds.Where(b => b.ResidenceId == stay.ResidenceId).ToList();
            StayAct act = random.Next(4) switch
            {
                0 => new StayAct.MoveBed(own[random.Next(own.Count)].Id),
                1 => new StayAct.Extend(stay.Nights.DepartOn.PlusDays(1 + random.Next(3))),
                2 => new StayAct.Shorten(stay.Nights.ArriveOn.PlusDays(1 + random.Next(stay.Nights.Count))),
                _ => new StayAct.Transfer(houses.First(h => h != stay.ResidenceId), stay.Nights.ArriveOn, stay.Nights.DepartOn),
            };
            var outcome = await Acting.DoAsync(stay, act, admin);
            if (outcome.Value is { } after && after.Id != stay.Id) { ids.Add(after.Id); }
            foreach (var problem in outcome.Problems) { refused.Add(problem.Reason.Code); }
        }
    }

    /// <summary>True when the lock of the plan was had while somebody answering held it: they were ended.</summary>
    private static async Task<bool> CloseCircleAsync(NpgsqlConnection rival, ReleasePlanId plan)
    {
        try
        {
            await DoAsync(rival, $"select 1 from release_plans where id = '{plan.Value}' for update");
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable) { return false; }
    }

    /// <summary>Until somebody waits for a lock this connection has.</summary>
    private static async Task WaitingAsync(NpgsqlConnection rival)
    {
        for (var looked = 0; looked < 1_000; looked++)
        {
            await using var look = new NpgsqlCommand("select count(*) from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid))", rival);
            if ((long)(await look.ExecuteScalarAsync())! > 0) { return; }
            await DoAsync(rival, "select pg_sleep(0.01)");
        }
        throw new InvalidOperationException("Nobody came to wait.");
    }

    private static async Task DoAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private Task<int> CountAsync(string sql) => Acting.ReadAsync(db => db.Database.SqlQueryRaw<int>(sql).SingleAsync());
}
