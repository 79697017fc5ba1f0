using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Houses change while others book in them: beds close, spells begin and end, contracts follow each other, and nobody is ever booked on a bed that cannot be slept in.
/// What limits a house is its beds, night by night (those open and in service); a contract says what is paid for, and limits nobody.</summary>
public sealed class FacilityRaceTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private static readonly LocalDate Today = new(2026, 11, 23);
    private readonly Acting acting = new(region);
    private readonly ConcurrentDictionary<string, int> outcomes = new();

    [Fact]
    public async Task Nobody_is_booked_on_a_bed_that_closes_or_goes_out_of_service_at_the_same_moment()
    {
        var houses = new List<SiteId>();
        foreach (var beds in new[] { 3, 5 }) { houses.Add((await acting.AHouseAsync(beds)).House.Id); }
        var people = new List<PersonId>();
        for (var i = 0; i < 60; i++) { people.Add((await acting.SomebodyAsync()).Id); }
        var admin = await acting.ActorAsync(await acting.ReadAsync(db => db.Set<StaffRole>().Where(r => r.Role == Roles.Administrator).Select(r => r.StaffId).FirstAsync()));

        await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Task.Run(async () =>
        {
            var random = new Random(100 + n);
            // a third of them change houses, the others book
            for (var i = 0; i < 40; i++) { Count(n % 3 == 0 ? await ChangeAsync(houses[random.Next(2)], admin, random) : await BookAsync(houses[random.Next(2)], people[random.Next(people.Count)], admin, random)); }
        })));

        (await UnusableAsync(houses)).ShouldBe(0, "stays on a bed that is closed or out of service on one of their nights");
        (await NightsAboveCapacityAsync(houses)).ShouldBe(0, "nights with more people than beds that can be used");
        var said = string.Join("; ", outcomes.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => $"{o.Key} {o.Value}"));
        foreach (var act in new[] { "book", "confirm", "close", "spell", "cancel-spell", "contract" }) { outcomes.GetValueOrDefault(act + ": done").ShouldBeGreaterThan(3, said); }
        outcomes.Keys.Where(k => k.Contains(": rule.", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private void Count(string what) => outcomes.AddOrUpdate(what, 1, (_, n) => n + 1);

    private static string Said<T>(string what, Outcome<T> outcome) => what + ": " + (outcome.IsDone ? "done" : outcome.Problems[0].Reason.Code);

    private async Task<string> BookAsync(SiteId house, PersonId person, Actor admin, Random random)
    {
        if (random.Next(3) == 0)
        {
            var held = await acting.ReadAsync(db => db.Set<BedStay>().AsNoTracking().Where(s => s.ResidenceId == house && s.State == StayState.Held).OrderBy(s => s.BookedAt).Skip(random.Next(3)).FirstOrDefaultAsync());
            if (held is not null) { return Said("confirm", await acting.DoAsync(held, random.Next(4) == 0 ? new StayAct.Extend(held.Nights.DepartOn.PlusDays(random.Next(1, 9))) : new StayAct.Confirm(), admin)); }
        }
        var arrive = Today.PlusDays(1 + random.Next(90));
        return Said("book", await acting.WithAsync<BookStay, Outcome<BedStay>>(b => b.RunAsync(new(null, person, house, arrive, arrive.PlusDays(2 + random.Next(20)), [], null, random.Next(5) == 0), admin, default)));
    }

    private async Task<string> ChangeAsync(SiteId house, Actor admin, Random random)
    {
        var (version, beds, spells) = await acting.ReadAsync(async db => (
            await db.Set<Facility>().Where(f => f.Id == house).Select(f => f.Version).SingleAsync(), await db.Set<Bed>().AsNoTracking().Where(b => b.ResidenceId == house).OrderBy(b => b.Label).ToListAsync(),
            FacilityQueries.Counting(await db.Set<OutOfServiceRevision>().AsNoTracking().Where(r => r.FacilityId == house).ToListAsync())));
        var (bed, on) = (beds[random.Next(beds.Count)], Today.PlusDays(random.Next(90)));
        switch (random.Next(5))
        {
            case 0:
                // mostly opened again, so that there is something to book
                return Said("close", await acting.WithAsync<CloseBed, Outcome<Bed>>(a => a.RunAsync(house, bed.Id, random.Next(3) == 0 ? on : null, version, admin, default)));
            case 1 when spells.Count > 0:
                return Said("cancel-spell", await acting.WithAsync<CancelSpell, Outcome<OutOfServiceRevision>>(a => a.RunAsync(house, spells[random.Next(spells.Count)].SpellId, "", version, admin, default)));
            case 2:
                var from = Today.PlusDays(random.Next(1, 3_000));
                return Said("contract", await acting.WithAsync<SetContract, Outcome<FacilityContract>>(a => a.RunAsync(house, new(from, null, random.Next(3), 0, null), version, admin, default)));
            default:
                return Said("spell", await acting.WithAsync<SetSpell, Outcome<OutOfServiceRevision>>(a => a.RunAsync(house, bed.Id, null, new(on, on.PlusDays(random.Next(10)), "repair", ""), version, admin, default)));
        }
    }

    private Task<int> UnusableAsync(List<SiteId> houses)
    {
        var ids = houses.Select(h => h.Value).ToArray();
        return acting.ReadAsync(db => db.Database.SqlQuery<int>($"""
            select count(*)::int as "Value" from bed_stays s join beds b on b.id = s.bed_id
            where s.residence_id = any({ids}) and s.state in ('Held', 'Confirmed', 'Arrived')
              and (b.closes_on < upper(s.nights) or b.opens_on > lower(s.nights)
                or exists (select from out_of_service_revisions r where r.bed_id = b.id and not r.cancelled
                    and r.revision = (select max(l.revision) from out_of_service_revisions l where l.spell_id = r.spell_id)
                    and r.from_on < upper(s.nights) and coalesce(r.until_on, 'infinity'::date) >= lower(s.nights)))
            """).SingleAsync());
    }

    private Task<int> NightsAboveCapacityAsync(List<SiteId> houses)
    {
        var ids = houses.Select(h => h.Value).ToArray();
        var first = Today.ToDateOnly();
        return acting.ReadAsync(db => db.Database.SqlQuery<int>($"""
            select count(*)::int as "Value" from unnest({ids}) house, generate_series(0, 150) n
            where (select count(*) from bed_stays s where s.residence_id = house and s.state in ('Held', 'Confirmed', 'Arrived') and s.nights @> {first} + n)
                > (select count(*) from beds b where b.residence_id = house and coalesce(b.closes_on, 'infinity'::date) > {first} + n and coalesce(b.opens_on, '-infinity'::date) <= {first} + n
                    and not exists (select from out_of_service_revisions r where r.bed_id = b.id and not r.cancelled
                        and r.revision = (select max(l.revision) from out_of_service_revisions l where l.spell_id = r.spell_id)
                        and r.from_on <= {first} + n and coalesce(r.until_on, 'infinity'::date) >= {first} + n))
            """).SingleAsync());
    }
}
