using NodaTime;
using ReleasePlanning.People;

namespace ReleasePlanning.WorkItems;

/// <summary>The ladders the service starts with, as version 1 of each: product defaults, no policy claims them. They are in the database by migration;
/// whoever wants others publishes a version 2, because what stands here can no longer be changed.</summary>
public static class DefaultLadders
{
    /// <summary>A working day for whoever says that they are on it.</summary>
    private static readonly LadderOffset ADay = new(1, LadderUnit.WorkingDays);

    public static readonly LadderVersion[] Versions =
    [
        First("institution", "Institution steps", "Étapes en établissement", Usual(Roles.ManagerAssessmentInterventions, "releasing", Roles.AssistantWardenInterventions, "releasing")),
        First("community", "Community steps", "Étapes dans la collectivité", Usual(Roles.ParoleOfficerSupervisor, "destination", Roles.AreaDirector, "destination")),
        First("residence", "Residence steps", "Étapes à la résidence", Usual(Roles.ParoleOfficerSupervisor, "destination", Roles.AreaDirector, "destination")),
        First("hard-gate", "Hard gates", "Conditions bloquantes",
            Rung(1, "50%", "owner"), Rung(2, "-2W", "owner"), Rung(3, "0", Roles.ManagerAssessmentInterventions, "releasing"),
            Rung(4, "+1W", Roles.AssistantWardenInterventions, "releasing"), Rung(5, "+2W", Roles.DistrictDirector, "region")),
        // a person on the road at night is looked for at night
        First("arrival", "Arrival", "Arrivée",
            Rung(1, "-1h", "owner") with { AnyHour = true }, Rung(2, "0", Roles.ParoleOfficerSupervisor, "destination") with { AnyHour = true },
            Rung(3, "+2h", Roles.DutyOfficer, "region") with { AnyHour = true }),
        // where hours are left: what is not done at due goes up within hours
        First("institution" + ForExpedited, "Institution steps, expedited plan", "Étapes en établissement, traitement accéléré", Short(Roles.ManagerAssessmentInterventions, "releasing", Roles.AssistantWardenInterventions, "releasing")),
        First("community" + ForExpedited, "Community steps, expedited plan", "Étapes dans la collectivité, traitement accéléré", Short(Roles.ParoleOfficerSupervisor, "destination", Roles.AreaDirector, "destination")),
        First("residence" + ForExpedited, "Residence steps, expedited plan", "Étapes à la résidence, traitement accéléré", Short(Roles.ParoleOfficerSupervisor, "destination", Roles.AreaDirector, "destination")),
        First("hard-gate" + ForExpedited, "Hard gates, expedited plan", "Conditions bloquantes, traitement accéléré", Short(Roles.ManagerAssessmentInterventions, "releasing", Roles.AssistantWardenInterventions, "releasing")),
    ];

    /// <summary>The ladder with this behind its key is climbed instead while a plan is expedited, where there is one.</summary>
    public const string ForExpedited = "-expedited";

    private static LadderRung[] Short(string first, string firstAt, string second, string secondAt) =>
        [Rung(1, "50%", "owner"), Rung(2, "0", first, firstAt), Rung(3, "+1B", second, secondAt), Rung(4, "+2B", Roles.DistrictDirector, "region")];

    private static LadderRung[] Usual(string first, string firstAt, string second, string secondAt) =>
    [
        Rung(1, "50%", "owner"),
        Rung(2, "-2W", "owner"),
        Rung(3, "0", first, firstAt) with { Hold = ADay },
        Rung(4, "+2W", second, secondAt) with { Hold = ADay },
        Rung(5, "+5W", Roles.DistrictDirector, "region"),
    ];

    private static LadderRung Rung(int level, string offset, string role, string at = "") => new(level, LadderOffset.Parse(offset), new(role, at));

    private static LadderVersion First(string ladder, string english, string french, params LadderRung[] rungs) => new()
    {
        Ladder = ladder, Version = 1, NameEn = english, NameFr = french, Rungs = rungs, PublishedAt = Instant.FromUtc(2026, 11, 1, 0, 0), Comment = "@ladder.product-default",
    };
}
