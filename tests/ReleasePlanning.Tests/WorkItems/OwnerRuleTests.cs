using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Tests.WorkItems;

public sealed class OwnerRuleTests
{
    private static readonly StaffId A = StaffId.New(), B = StaffId.New(), C = StaffId.New(), Stranger = StaffId.New();

    [Fact]
    public void The_responsible_person_is_named_by_the_plan_or_there_and_least_loaded()
    {
        (string Because, OwnerCandidate[] Candidates, StaffId? Named, StaffId? Owner)[] cases =
        [
            ("nobody holds the role", [], null, null),
            ("the plan names its officer", [new(A, 9, false), new(B, 0, false)], A, A),
            ("the plan's officer keeps the work while away: whoever stands in acts, and it comes back", [new(A, 9, true), new(B, 0, false)], A, A),
            ("the named person no longer holds the role", [new(B, 3, false)], Stranger, B),
            ("nobody is named: the least loaded", [new(A, 2, false), new(B, 1, false)], null, B),
            ("who is there goes before who is away, however loaded", [new(A, 0, true), new(B, 30, false)], null, B),
            ("all are away: the least loaded of them", [new(A, 4, true), new(B, 2, true), new(C, 3, true)], null, B),
            ("as loaded as each other: always the same", [new(B, 1, false), new(A, 1, false)], null, A.Value.CompareTo(B.Value) < 0 ? A : B),
        ];
        foreach (var (because, candidates, named, owner) in cases) { OwnerRule.Choose(candidates, named).ShouldBe(owner, because); }
    }
}
