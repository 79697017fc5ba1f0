namespace ReleasePlanning.People;

/// <summary>The roles of the field, as written in diagrams and in staff files. Names in both languages: resource "role.{key}".</summary>
public static class Roles
{
    public const string InstitutionalParoleOfficer = "institutional-parole-officer";
    public const string ManagerAssessmentInterventions = "manager-assessment-interventions";
    public const string AssistantWardenInterventions = "assistant-warden-interventions";
    public const string SentenceManagement = "sentence-management";
    public const string AdmissionDischarge = "admission-discharge";
    public const string HealthServices = "health-services";
    public const string Finance = "finance";
    public const string TravelCoordinator = "travel-coordinator";
    public const string CommunityParoleOfficer = "community-parole-officer";
    public const string ParoleOfficerSupervisor = "parole-officer-supervisor";
    public const string AreaDirector = "area-director";
    public const string DistrictDirector = "district-director";
    public const string AssistantDeputyCommissioner = "assistant-deputy-commissioner";
    /// <summary>The duty line of a region: somebody answers at any hour.</summary>
    public const string DutyOfficer = "duty-officer";
    public const string ResidenceIntake = "residence-intake";
    public const string VictimServices = "victim-services";
    public const string IndigenousLiaison = "indigenous-liaison";
    public const string Administrator = "administrator";
    public const string Auditor = "auditor";

    public static readonly IReadOnlySet<string> All = new HashSet<string>(StringComparer.Ordinal)
    {
        InstitutionalParoleOfficer, ManagerAssessmentInterventions, AssistantWardenInterventions, SentenceManagement, AdmissionDischarge,
        HealthServices, Finance, TravelCoordinator, CommunityParoleOfficer, ParoleOfficerSupervisor, AreaDirector, DistrictDirector,
        AssistantDeputyCommissioner, DutyOfficer, ResidenceIntake, VictimServices, IndigenousLiaison, Administrator, Auditor,
    };

    /// <summary>Roles that direct others' work: they may reassign steps at their site.</summary>
    public static readonly IReadOnlySet<string> Supervising = new HashSet<string>(StringComparer.Ordinal)
    {
        ManagerAssessmentInterventions, AssistantWardenInterventions, ParoleOfficerSupervisor, AreaDirector, DistrictDirector,
    };
}
