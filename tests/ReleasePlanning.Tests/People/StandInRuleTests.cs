using NodaTime;
using ReleasePlanning.People;

namespace ReleasePlanning.Tests.People;

public sealed class StandInRuleTests
{
    private static readonly LocalDate Day = new(2026, 11, 25);
    private static readonly SiteId Here = SiteId.New(), Elsewhere = SiteId.New();
    private static readonly ReleasePlanId OnePlan = ReleasePlanId.New(), OtherPlan = ReleasePlanId.New();
    private static readonly Work Officers = new(Roles.InstitutionalParoleOfficer, Here, OnePlan);
    private static readonly Dictionary<string, StaffId> Ids = new[] { "A", "B", "C", "D", "Manager" }.ToDictionary(n => n, _ => StaffId.New());

    private sealed record Case(string Because, string? Acts, string? Why, Away[] Absences, Work? Work = null, string? Left = null, string? LostRole = null);

    private static Away From(string who, string cover, int from = -1, int until = 1, string? role = null, ReleasePlanId? plan = null) =>
        new(Ids[who], Ids[cover], Day.PlusDays(from), Day.PlusDays(until), role, role is null ? null : Here, plan);

    [Fact]
    public void Whoever_is_at_work_acts_and_covers_are_followed_until_somebody_is()
    {
        Case[] cases =
        [
            new("nobody is away", "A", null, []),
            new("A is away today", "B", "cover.stands-in", [From("A", "B")]),
            new("today is the first day", "B", "cover.stands-in", [From("A", "B", from: 0)]),
            new("today is the last day, which counts", "B", "cover.stands-in", [From("A", "B", until: 0)]),
            new("it was over yesterday", "A", null, [From("A", "B", from: -5, until: -1)]),
            new("it begins tomorrow", "A", null, [From("A", "B", from: 1, until: 5)]),
            new("the cover is away too: their cover", "C", "cover.stands-in-for-several", [From("A", "B"), From("B", "C")]),
            new("three of them are away", "D", "cover.stands-in-for-several", [From("A", "B"), From("B", "C"), From("C", "D")]),
            new("the cover is away on another day", "B", "cover.stands-in", [From("A", "B"), From("B", "C", from: 1)]),
            new("two cover each other", null, "cover.covers-in-a-circle", [From("A", "B"), From("B", "A")]),
            new("a circle behind the first cover", null, "cover.covers-in-a-circle", [From("A", "B"), From("B", "C"), From("C", "B")]),
            new("the cover left", null, "cover.cover-left", [From("A", "B")], Left: "B"),
            new("the cover's cover left", null, "cover.cover-left", [From("A", "B"), From("B", "C")], Left: "C"),
            new("the person themselves left", null, "cover.owner-left", [], Left: "A"),
            new("the cover lost the role meanwhile", null, "cover.cover-lost-role", [From("A", "B")], LostRole: "B"),
            new("who supervises there may stand in", "Manager", "cover.stands-in", [From("A", "Manager")]),
            new("only another role was delegated", "A", null, [From("A", "B", role: Roles.Finance)]),
            new("this role was delegated", "B", "cover.stands-in", [From("A", "B", role: Roles.InstitutionalParoleOfficer)]),
            new("the delegated role wins over everything else", "C", "cover.stands-in", [From("A", "B"), From("A", "C", role: Roles.InstitutionalParoleOfficer)]),
            new("this plan went to somebody else", "C", "cover.stands-in", [From("A", "B"), From("A", "C", plan: OnePlan)]),
            new("another plan went to somebody else", "B", "cover.stands-in", [From("A", "B"), From("A", "C", plan: OtherPlan)]),
            new("what is not known is not narrowed", "B", "cover.stands-in", [From("A", "B"), From("A", "C", plan: OnePlan)], Work.Any),
        ];
        foreach (var c in cases)
        {
            var standing = StandInRule.Find(Ids["A"], c.Work ?? Officers, Day, c.Absences, id => Person(id, c));
            standing.Acts.ShouldBe(c.Acts is null ? null : Ids[c.Acts], c.Because);
            standing.Why?.Code.ShouldBe(c.Why, c.Because);
            (standing.Why is null).ShouldBe(c.Why is null, c.Because);
        }
    }

    [Fact]
    public void A_chain_lasts_until_the_first_of_its_absences_ends()
    {
        var standing = StandInRule.Find(Ids["A"], Officers, Day, [From("A", "B", until: 9), From("B", "C", until: 3)], id => Person(id, null));
        standing.UntilOn.ShouldBe(Day.PlusDays(3));
    }

    [Fact]
    public void The_supervisors_of_a_place_come_nearest_first()
    {
        var (office, headquarters) = (SiteId.New(), SiteId.New());
        (SiteKind Kind, SiteId? Office, string[] Positions, string Because)[] cases =
        [
            (SiteKind.Institution, null, ["manager-assessment-interventions", "assistant-warden-interventions", "district-director", "assistant-deputy-commissioner"], "an institution"),
            (SiteKind.ParoleOffice, null, ["parole-officer-supervisor", "area-director", "district-director", "assistant-deputy-commissioner"], "a parole office"),
            (SiteKind.CommunityResidentialFacility, office, ["parole-officer-supervisor", "area-director", "district-director", "assistant-deputy-commissioner"], "a house is directed from its parole office"),
            (SiteKind.CommunityResidentialFacility, null, ["district-director", "assistant-deputy-commissioner"], "a house of no office"),
            (SiteKind.RegionalHeadquarters, null, ["district-director", "assistant-deputy-commissioner"], "the headquarters itself"),
        ];
        foreach (var (kind, atOffice, positions, because) in cases)
        {
            var site = new Site
            {
                Id = Here, Code = "x", Kind = kind, NameEn = "X", NameFr = "X", Region = Region.Prairie, Province = "AB", City = "X", TimeZone = "America/Edmonton", ParoleOfficeId = atOffice,
                OpensAt = new(8, 0), ClosesAt = new(16, 0),
            };
            Supervision.Of(site, headquarters).Select(p => p.Role).ShouldBe(positions, because);
        }
    }

    private static Colleague Person(StaffId id, Case? c)
    {
        var name = Ids.Single(i => i.Value == id).Key;
        var role = name == "Manager" ? Roles.ManagerAssessmentInterventions : Roles.InstitutionalParoleOfficer;
        return new(id, name, c?.Left != name, [new SiteRole(role, c?.LostRole == name ? Elsewhere : Here)]);
    }
}
