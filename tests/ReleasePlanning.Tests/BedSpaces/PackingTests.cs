using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ReleasePlanning.BedSpaces;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Is there room? The answer is compared with trying every assignment, on small houses of every kind; the reasons are read for the plain cases.</summary>
public sealed class PackingTests
{
    private static readonly LocalDate First = new(2027, 1, 4);

    [Fact]
    public void Room_is_found_exactly_where_trying_everything_finds_it() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(6_000), Prop.ForAll(
        Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var (beds, stays, wanted) = AHouse(new Random(seed));
            var answer = Packing.Fit(beds, stays, wanted);
            var least = LeastMoves(beds, stays, wanted);
            answer.Verdict.ShouldNotBe(PackingVerdict.NotDecided);
            answer.Fits.ShouldBe(least is not null);
            if (!answer.Fits) { return; }
            ShouldStand(beds, stays, wanted, answer);
            if (least <= 4) { answer.Moves.Count.ShouldBe(least.Value, "nobody changes beds without need"); }
        }));

    [Fact]
    public void The_same_house_is_always_packed_the_same_way()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var (beds, stays, wanted) = AHouse(new Random(seed));
            var (one, other) = (Packing.Fit(beds, stays, wanted), Packing.Fit([.. beds.Reverse()], [.. stays.Reverse()], wanted));
            (one.Verdict, one.Bed, one.Steps).ShouldBe((other.Verdict, other.Bed, other.Steps));
            one.Moves.ShouldBe(other.Moves);
        }
    }

    [Fact]
    public void A_stay_nobody_tied_to_a_bed_makes_room_for_one_that_needs_it()
    {
        var (wheelchair, plain) = (ABed("01", BedFeatures.Wheelchair), ABed("02"));
        var there = AStay(0, 10) with { Bed = wheelchair.Id };

        var answer = Packing.Fit([wheelchair, plain], [there], AStay(2, 6, BedFeatures.Wheelchair));

        answer.Bed.ShouldBe(wheelchair.Id);
        answer.Moves.ShouldBe([new PackMove(there.Id, wheelchair.Id, plain.Id)]);
        Packing.Fit([wheelchair, plain], [there with { Fixed = true }], AStay(2, 6, BedFeatures.Wheelchair)).Why.Code.ShouldBe("packing.short-of-suitable");
    }

    [Fact]
    public void A_full_house_says_which_night_and_a_missing_feature_which_one()
    {
        var beds = new[] { ABed("01"), ABed("02") };
        PackStay[] stays = [AStay(0, 5) with { Bed = beds[0].Id }, AStay(3, 9) with { Bed = beds[1].Id }];

        Packing.Fit(beds, stays, AStay(1, 4)).Why.ShouldBe(new Reason("packing.full-on", First.PlusDays(3), 2, 2));
        Packing.Fit(beds, stays, AStay(1, 2, BedFeatures.Wheelchair)).Why.ShouldBe(new Reason("packing.no-bed-has", "@bed-feature.wheelchair"));
        Packing.Fit(beds, [stays[0], stays[1] with { Needs = [BedFeatures.Single] }], AStay(5, 9)).Bed.ShouldBe(beds[0].Id);
    }

    [Fact]
    public void Where_each_night_would_fit_but_no_assignment_does_that_is_what_is_said()
    {
        // the days before and after are taken on different beds by people who stay where they are
        var beds = new[] { ABed("01"), ABed("02") };
        PackStay[] stays = [AStay(0, 5) with { Bed = beds[0].Id, Fixed = true }, AStay(5, 9) with { Bed = beds[1].Id, Fixed = true }];

        var answer = Packing.Fit(beds, stays, AStay(3, 7));

        answer.Verdict.ShouldBe(PackingVerdict.Full);
        answer.Why.Code.ShouldBe("packing.no-assignment");
    }

    [Theory]
    [InlineData(4, true, "closing on the departure day is fine")]
    [InlineData(3, false, "the last night is no longer there")]
    [InlineData(0, false, "closing on the arrival day is refused")]
    public void A_bed_that_closes(int day, bool fits, string because)
    {
        var bed = ABed("01") with { Closed = [new(First.PlusDays(day), new LocalDate(9999, 1, 1))] };

        Packing.Fit([bed], [], AStay(0, 4)).Fits.ShouldBe(fits, because);
    }

    [Fact]
    public void A_search_that_is_given_up_says_so_and_never_says_no()
    {
        // a house in which only a search can tell
        for (var seed = 0; seed < 20_000; seed++)
        {
            var (beds, stays, wanted) = AHouse(new Random(seed));
            var full = Packing.Fit(beds, stays, wanted);
            if (full.Steps < 4) { continue; }
            Packing.Fit(beds, stays, wanted, mostSteps: 1).ShouldSatisfyAllConditions(
                a => a.Verdict.ShouldBe(PackingVerdict.NotDecided), a => a.Why.Code.ShouldBe("packing.not-decided"), a => a.Fits.ShouldBeFalse());
            return;
        }
        Assert.Fail("no house needed a search");
    }

    private static PackBed ABed(string label, params string[] features) => new(Guid.CreateVersion7(), label, features, []);

    private static PackStay AStay(int from, int to, params string[] needs)
    {
        var nights = new Nights(First.PlusDays(from), First.PlusDays(to));
        return new(Guid.CreateVersion7(), nights, nights, needs, null, false);
    }

    private static (PackBed[] Beds, PackStay[] Stays, PackStay Wanted) AHouse(Random random)
    {
        string[] features = [BedFeatures.Wheelchair, BedFeatures.Single];
        var beds = Enumerable.Range(0, random.Next(1, 5)).Select(n => new PackBed(Guid.CreateVersion7(), $"{n}", Some(2), random.Next(5) == 0 ? [Nights()] : [])).ToArray();
        var stays = new List<PackStay>();
        for (var n = random.Next(8); n > 0; n--)
        {
            var stay = Stay();
            var free = beds.Where(b => (b.Suits(stay) || random.Next(10) == 0) && !stays.Exists(s => s.Bed == b.Id && s.Occupies.Meets(stay.Occupies))).ToList();
            if (free.Count > 0) { stays.Add(stay with { Bed = free[random.Next(free.Count)].Id, Fixed = random.Next(4) == 0 }); }
        }
        var wanted = Stay();
        return (beds, [.. stays], random.Next(5) == 0 ? wanted with { Bed = beds[random.Next(beds.Length)].Id, Fixed = true } : wanted);

        Nights Nights() => random.Next(12) is var from ? new(First.PlusDays(from), First.PlusDays(from + 1 + random.Next(6))) : throw new InvalidOperationException();
        string[] Some(int oneIn) => [.. features.Where(_ => random.Next(oneIn) == 0)];
        PackStay Stay() => Nights() is var nights ? new(Guid.CreateVersion7(), nights, new(nights.ArriveOn, nights.DepartOn.PlusDays(random.Next(3) == 0 ? 1 : 0)), Some(4), null, false) : throw new InvalidOperationException();
    }

    private static void ShouldStand(PackBed[] beds, PackStay[] stays, PackStay wanted, PackingAnswer answer)
    {
        var at = stays.ToDictionary(s => s.Id, s => s.Bed!.Value);
        foreach (var move in answer.Moves)
        {
            stays.Single(s => s.Id == move.Stay).ShouldSatisfyAllConditions(s => s.Fixed.ShouldBeFalse(), s => beds.Single(b => b.Id == move.To).Suits(s).ShouldBeTrue());
            at[move.Stay] = move.To;
        }
        at[wanted.Id] = answer.Bed!.Value;
        beds.Single(b => b.Id == answer.Bed).Suits(wanted).ShouldBeTrue();
        var all = stays.Append(wanted).ToList();
        all.SelectMany(a => all, (a, b) => (a, b)).Where(p => p.a.Id != p.b.Id && at[p.a.Id] == at[p.b.Id] && p.a.Occupies.Meets(p.b.Occupies)).ShouldBeEmpty();
    }

    /// <summary>Every assignment is tried; the fewest moves, or null where there is no room.</summary>
    private static int? LeastMoves(PackBed[] beds, PackStay[] stays, PackStay wanted)
    {
        PackStay[] movable = [.. stays.Where(s => !s.Fixed), wanted];
        var at = stays.Where(s => s.Fixed).ToDictionary(s => s.Id, s => s.Bed!.Value);
        int? least = null;
        Try(0, 0);
        return least;

        void Try(int next, int moves)
        {
            if (moves >= least) { return; }
            if (next == movable.Length)
            {
                least = moves;
                return;
            }
            var stay = movable[next];
            foreach (var bed in beds)
            {
                var isWanted = stay.Id == wanted.Id;
                if (isWanted && wanted.Fixed && wanted.Bed != bed.Id) { continue; }
                if ((isWanted || bed.Id != stay.Bed) && !bed.Suits(stay)) { continue; }
                if (stays.Any(s => s.Fixed && s.Bed == bed.Id && s.Occupies.Meets(stay.Occupies)) || movable.Take(next).Any(s => at[s.Id] == bed.Id && s.Occupies.Meets(stay.Occupies))) { continue; }
                at[stay.Id] = bed.Id;
                Try(next + 1, isWanted || bed.Id == stay.Bed ? moves : moves + 1);
            }
        }
    }
}
