using ReleasePlanning.People;

namespace ReleasePlanning.WorkItems;

/// <summary>The ladders the service starts with: product defaults, no policy claims them; administrators change the rows.</summary>
public static class DefaultLadders
{
    public static readonly LadderRung[] Rungs =
    [
        .. Usual("institution", Roles.ManagerAssessmentInterventions, "releasing", Roles.AssistantWardenInterventions, "releasing"),
        .. Usual("community", Roles.ParoleOfficerSupervisor, "destination", Roles.AreaDirector, "destination"),
        .. Usual("residence", Roles.ParoleOfficerSupervisor, "destination", Roles.AreaDirector, "destination"),
        .. Usual("hard-gate", Roles.ManagerAssessmentInterventions, "releasing", Roles.AssistantWardenInterventions, "releasing"),
        Rung("hard-gate", 5, "+3W", Roles.DistrictDirector, "region"),
        Rung("arrival", 1, "0", "owner", ""),
        Rung("arrival", 2, "+1h", Roles.ParoleOfficerSupervisor, "destination"),
        Rung("arrival", 3, "+2h", Roles.AreaDirector, "destination"),
    ];

    private static IEnumerable<LadderRung> Usual(string ladder, string first, string firstAt, string second, string secondAt) =>
    [
        Rung(ladder, 1, "50%", "owner", ""),
        Rung(ladder, 2, "-2W", "owner", ""),
        Rung(ladder, 3, "0", first, firstAt),
        Rung(ladder, 4, "+2W", second, secondAt),
    ];

    private static LadderRung Rung(string ladder, int level, string offset, string role, string at) =>
        new() { Ladder = ladder, Level = level, Offset = offset, ToRole = role, AtSite = at };
}
