using ReleasePlanning.People;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Tests.WorkItems;

public sealed class LadderRulesTests
{
    [Theory]
    [InlineData("rungs", "ladder.no-rungs")]
    [InlineData("rungs", "ladder.nothing-after-due", "50% owner", "-2W owner")]
    [InlineData("rungs", "ladder.nothing-after-due", "-2W owner", "0 owner")]
    [InlineData("rungs[1].offset", "ladder.out-of-order", "0 area-director@destination", "-2W owner", "+2W area-director@destination")]
    [InlineData("rungs[1].offset", "ladder.out-of-order", "0 area-director@destination", "0 district-director@region")]
    [InlineData("rungs[1].offset", "ladder.out-of-order", "-2W owner", "50% owner", "0 area-director@destination")]
    [InlineData("rungs[1].offset", "ladder.out-of-order", "+2W area-director@destination", "+4B district-director@region")]
    [InlineData("rungs[0].offset", "ladder.offset-too-far", "+61W area-director@destination")]
    [InlineData("rungs[0].offset", "ladder.offset-too-far", "100% owner", "0 area-director@destination")]
    [InlineData("rungs[0].to", "ladder.unknown-role", "0 king@region")]
    [InlineData("rungs[0].to", "ladder.unknown-place", "0 area-director@moon")]
    [InlineData("rungs[0].to", "ladder.owner-has-no-place", "-2W owner@region", "0 area-director@destination")]
    public void What_is_wrong_with_a_ladder_is_said_at_its_rung(string field, string code, params string[] rungs)
    {
        var problem = LadderRules.Check(Ladder(rungs)).ShouldHaveSingleItem();

        (problem.Field, problem.Reason.Code).ShouldBe((field, code));
    }

    [Fact]
    public void A_hold_belongs_to_what_goes_to_a_position_after_due_and_not_at_any_hour()
    {
        var hold = LadderOffset.Parse("1W");
        var rung = new LadderRung(1, LadderOffset.AtDue, new(Roles.AreaDirector, "destination"), Hold: hold);

        LadderRules.Check([rung]).ShouldBeEmpty();
        LadderRules.Check([rung with { AnyHour = true }]).ShouldHaveSingleItem().Reason.Code.ShouldBe("ladder.hold-any-hour");
        LadderRules.Check([rung with { Level = 1, To = LadderPosition.Owner }, rung with { Level = 2, Offset = LadderOffset.Parse("+1W") }]).ShouldHaveSingleItem().Reason.Code.ShouldBe("ladder.hold-by-owner");
        LadderRules.Check([rung with { Hold = LadderOffset.Parse("50%") }]).ShouldHaveSingleItem().Reason.Code.ShouldBe("ladder.hold-length");
    }

    [Fact]
    public void A_ladder_has_an_end() =>
        LadderRules.Check(Ladder([.. Enumerable.Range(1, 13).Select(i => $"+{i}W area-director@destination")])).ShouldHaveSingleItem().Reason.Code.ShouldBe("ladder.too-many-rungs");

    [Fact]
    public void Those_the_service_starts_with_are_ladders_and_say_that_they_are_only_defaults()
    {
        foreach (var version in DefaultLadders.Versions)
        {
            LadderRules.Check(version.Rungs).ShouldBeEmpty(version.Ladder);
            version.Rungs.Select(r => r.Level).ShouldBe(Enumerable.Range(1, version.Rungs.Count), version.Ladder);
            version.Comment.ShouldBe("@ladder.product-default");
            LadderRungs.Read(LadderRungs.Write(version.Rungs)).Zip(version.Rungs).ShouldAllBe(p => p.First.SameAs(p.Second));
        }
        DefaultLadders.Versions.Single(v => v.Ladder == "arrival").Rungs.ShouldAllBe(r => r.AnyHour, "a person on the road at night is looked for at night");
        DefaultLadders.Versions.Where(v => v.Ladder.StartsWith("hard-gate", StringComparison.Ordinal)).SelectMany(v => v.Rungs).ShouldAllBe(r => r.Hold == null, "nobody holds a hard gate");
    }

    [Fact]
    public void A_ladder_is_written_by_people_and_read_with_what_is_wrong_where()
    {
        var (rungs, problems) = LadderText.Read([new("-2W", "owner"), new("soon", "area-director@destination", Hold: "1W", Otherwise: "district-director@region, administrator@region"), new("+2W", "district-director@region", Hold: "ever")]);

        problems.Select(p => (p.Field, p.Reason.Code)).ShouldBe([("rungs[1].offset", "ladder.offset"), ("rungs[2].hold", "ladder.hold-length")]);
        rungs[1].OtherwiseGiven.ShouldBe([new(Roles.DistrictDirector, "region"), new(Roles.Administrator, "region")]);
        LadderText.Of(rungs[1]).ShouldBe(new LadderText("0", "area-director@destination", false, "district-director@region, administrator@region", "1W"));
    }

    private static List<LadderRung> Ladder(string[] rungs) =>
        [.. rungs.Select((r, i) => r.Split(' ')).Select((p, i) => new LadderRung(i + 1, LadderOffset.Parse(p[0]), LadderPosition.Parse(p[1])))];
}
