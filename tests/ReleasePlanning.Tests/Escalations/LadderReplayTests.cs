using NodaTime;
using ReleasePlanning.Escalations;
using ReleasePlanning.People;
using ReleasePlanning.Tests.WorkItems;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Tests.Escalations;

/// <summary>"What would have happened": the same recorded steps on two ladders.</summary>
public sealed class LadderReplayTests
{
    private static readonly Instant Until = Instant.FromUtc(2026, 11, 23, 15, 0);
    private static readonly Instant From = Until - Duration.FromDays(90);
    private static readonly LadderPlace Place = LadderTests.At("ON", "America/Toronto");
    private static readonly IReadOnlyList<LadderRung> Live = DefaultLadders.Versions.Single(v => v.Ladder == "institution").Rungs;

    [Fact]
    public void A_step_closed_in_time_had_its_reminders_and_one_never_closed_the_whole_ladder()
    {
        var (opened, due) = (From + Duration.FromDays(10), From + Duration.FromDays(31));

        LadderReplay.Notices(Live, Step(opened, due, due - Duration.FromHours(1)), From, Until).Select(n => n.Level).ShouldBe([1, 2]);
        LadderReplay.Notices(Live, Step(opened, due, null), From, Until).Select(n => n.Level).ShouldBe([1, 2, 3, 4, 5]);
        LadderReplay.Notices(Live, Step(opened, due, null), due, due + Duration.FromDays(1)).Select(n => n.Level).ShouldBe([3], "only what lies in the time asked for");
    }

    [Fact]
    public void Whoever_acknowledged_then_holds_the_next_level_again()
    {
        var (opened, due) = (From + Duration.FromDays(10), From + Duration.FromDays(31));
        var alone = LadderReplay.Notices(Live, Step(opened, due, null), From, Until).ToList();
        var held = LadderReplay.Notices(Live, Step(opened, due, null, (Roles.ManagerAssessmentInterventions, Duration.FromHours(90))), From, Until).ToList();

        held[3].At.ShouldBeGreaterThan(alone[3].At);
        held[2].At.ShouldBe(alone[2].At);
    }

    [Fact]
    public void Two_ladders_are_compared_by_week_by_role_and_by_what_quiet_hours_held()
    {
        // due on a Friday evening: the notice at due waits for Monday
        var due = new LocalDateTime(2026, 10, 2, 21, 0).InZoneLeniently(Place.Zone).ToInstant();
        LadderRung[] draft = [new(1, LadderOffset.AtDue, new(Roles.ManagerAssessmentInterventions, "releasing"), AnyHour: true), new(2, LadderOffset.Parse("+2W"), new(Roles.AreaDirector, "destination"))];
        var steps = new[] { Step(due - Duration.FromDays(9), due, null), Step(due - Duration.FromDays(9), due, due - Duration.FromDays(8)) };

        var replay = LadderReplay.Compare(steps, 0, Live, draft, From, Until);

        (replay.Live.Notices, replay.Draft.Notices).ShouldBe((5, 2));
        (replay.Live.InQuietHours, replay.Live.Held).ShouldBe((3, 3), "at due, two and five working days later, all in the evening");
        (replay.Draft.InQuietHours, replay.Draft.Held).ShouldBe((2, 1), "one comes at any hour");
        replay.ByRole.Single(r => r.Key == Roles.ManagerAssessmentInterventions).ShouldBe(new(Roles.ManagerAssessmentInterventions, 1, 1));
        replay.ByRole.Single(r => r.Key == "owner").ShouldBe(new("owner", 2, 0));
        replay.ByWeek.Sum(w => w.Live).ShouldBe(5);
        replay.ByWeek.Count.ShouldBe(14, "thirteen weeks and the one that runs, empty ones too");
        replay.Most.ShouldHaveSingleItem().Draft.ShouldBe(2);
    }

    [Fact]
    public void The_same_ladder_twice_differs_in_nothing()
    {
        var steps = Many(500);

        var replay = LadderReplay.Compare(steps, 0, Live, Live, From, Until);

        replay.Live.ShouldBe(replay.Draft);
        replay.Most.ShouldBeEmpty();
        replay.ByRole.ShouldAllBe(r => r.Live == r.Draft);
    }

    private static List<ReplayedStep> Many(int count)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var opened = From + Duration.FromMinutes(random.Next(100_000));
            var due = opened + Duration.FromMinutes(random.Next(40_000));
            return Step(opened, due, random.Next(2) == 0 ? null : due + Duration.FromMinutes(random.Next(-5_000, 5_000)));
        })];
    }

    private static ReplayedStep Step(Instant opened, Instant due, Instant? closed, params (string Role, Duration After)[] acknowledged) => new(
        WorkItemId.New(), ReleasePlanId.New(), "RP-2026-00001", "A step", "Une étape", new LadderClimb(opened, due), closed, Place, acknowledged.ToDictionary(a => a.Role, a => a.After));
}
