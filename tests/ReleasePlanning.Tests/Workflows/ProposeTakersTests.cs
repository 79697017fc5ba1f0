using NodaTime;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Workflows;

public sealed class ProposeTakersTests
{
    private static readonly StaffId Ann = StaffId.New(), Bo = StaffId.New();
    private static readonly Instant Monday = Instant.FromUtc(2026, 11, 23, 15, 0);

    private static TakerLoad Load(StaffId id, int steps = 0, int overdue = 0, int plans = 0, string language = "en", bool away = false) =>
        new(id, id == Ann ? "Ann" : "Bo", steps, overdue, plans, language, away ? new LocalDate(2026, 12, 1) : null);

    private static PlanToGive Plan(int complexity = 3, string language = "en", int dueInDays = 0, params StaffId[] able) =>
        new(ReleasePlanId.New(), Monday + Duration.FromDays(dueInDays), complexity, complexity, language, able.Length > 0 ? able : [Ann, Bo], [Ann, Bo]);

    [Fact]
    public void A_plan_goes_to_whoever_can_carry_it_best()
    {
        (string Because, TakerLoad[] Takers, PlanToGive Plan, StaffId? Taker)[] cases =
        [
            ("fewer open steps", [Load(Ann, steps: 9), Load(Bo, steps: 2)], Plan(), Bo),
            ("what is overdue weighs double", [Load(Ann, steps: 5), Load(Bo, steps: 4, overdue: 3)], Plan(), Ann),
            ("plans count as well", [Load(Ann, steps: 3, plans: 8), Load(Bo, steps: 5, plans: 1)], Plan(), Bo),
            ("French for a person who chose French", [Load(Ann, steps: 2), Load(Bo, steps: 5, language: "fr")], Plan(language: "fr"), Bo),
            ("but not at any price", [Load(Ann, steps: 2), Load(Bo, steps: 30, language: "fr")], Plan(language: "fr"), Ann),
            ("who is away goes last", [Load(Ann, away: true), Load(Bo, steps: 40)], Plan(), Bo),
            ("who holds the role before who only supervises", [Load(Ann), Load(Bo, steps: 40)], Plan() with { Holders = [Bo] }, Bo),
            ("who supervises where the holder is away", [Load(Ann), Load(Bo, away: true)], Plan() with { Holders = [Bo] }, Ann),
            ("only who may", [Load(Ann), Load(Bo, steps: 40)], Plan(able: Bo), Bo),
            ("nobody may", [Load(Ann)], Plan(able: Bo), null),
        ];
        foreach (var (because, takers, plan, taker) in cases)
        {
            var proposed = ProposeTakers.Of([plan], takers);
            (proposed.TryGetValue(plan.Id, out var got) ? got : (StaffId?)null).ShouldBe(taker, because);
        }
    }

    [Fact]
    public void Many_plans_are_shared_evenly_and_always_in_the_same_way()
    {
        var plans = Enumerable.Range(0, 40).Select(i => Plan(complexity: 1 + (i % 7), dueInDays: i % 11)).ToList();
        TakerLoad[] takers = [Load(Ann, steps: 10), Load(Bo)];

        var proposed = ProposeTakers.Of(plans, takers);

        proposed.Count.ShouldBe(40);
        int Carries(StaffId id, int before) => before + plans.Where(p => proposed[p.Id] == id).Sum(p => p.Complexity);
        Math.Abs(Carries(Ann, 10) - Carries(Bo, 0)).ShouldBeLessThanOrEqualTo(7, "never further apart than one plan");
        ProposeTakers.Of([.. plans.AsEnumerable().Reverse()], [.. takers.Reverse()]).ShouldBe(proposed, ignoreOrder: true);
    }
}
