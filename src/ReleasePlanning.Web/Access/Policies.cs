using Microsoft.AspNetCore.Authorization;
using ReleasePlanning.People;

namespace ReleasePlanning.Web.Access;

/// <summary>Who may reach which page or endpoint at all. What they may do to one plan or one step there is decided by the act itself.</summary>
public static class Policies
{
    public const string SignedInStaff = "signed-in";
    public const string ReadPeople = "read-people";
    public const string ReadPlans = "read-plans";
    public const string Launch = "launch";
    public const string ChangePlan = "change-plan";
    public const string ReadOverdue = "read-overdue";
    public const string ReadWorkflows = "read-workflows";
    public const string ReadCalendar = "read-calendar";
    public const string ReadFacilities = "read-facilities";
    public const string EditFacilities = "edit-facilities";
    public const string Administer = "administer";
    public const string ReadAudit = "read-audit";
    public const string AnswerReferrals = "answer-referrals";
    public const string Direct = "direct";
    public const string MoveCaseload = "move-caseload";
    public const string ReadBeds = "read-beds";
    public const string ReadOccupancy = "read-occupancy";
    public const string ReadPlacements = "read-placements";
    public const string ReadStays = "read-stays";
    public const string ChangeStays = "change-stays";

    public const string SearchBeds = "search-beds";
    public const string KeepAway = "keep-away";

    // A residence's intake staff see what supervision needs: their own steps, not the register of people nor whole plans.
    private static readonly string[] Service = [.. Roles.All.Except([Roles.ResidenceIntake])];
    private static readonly string[] CaseWork = [.. Service.Except([Roles.Finance])];

    private static readonly string[] Stays =
    [
        Roles.ResidenceIntake, Roles.InstitutionalParoleOfficer, Roles.ManagerAssessmentInterventions, Roles.CommunityParoleOfficer, Roles.ParoleOfficerSupervisor, Roles.AreaDirector, Roles.Administrator,
    ];

    public static IReadOnlyDictionary<string, IReadOnlyCollection<string>> ByRole { get; } = new Dictionary<string, IReadOnlyCollection<string>>
    {
        [SignedInStaff] = [.. Roles.All],
        [ReadPeople] = CaseWork,
        [ReadPlans] = Service,
        [Launch] = [Roles.InstitutionalParoleOfficer, Roles.ManagerAssessmentInterventions],
        [ChangePlan] = [Roles.InstitutionalParoleOfficer, Roles.ManagerAssessmentInterventions, Roles.SentenceManagement],
        [ReadOverdue] = [.. Roles.Supervising, Roles.AssistantDeputyCommissioner, Roles.Administrator, Roles.Auditor],
        [ReadWorkflows] = Service,
        [ReadCalendar] = [.. Roles.All],
        [ReadFacilities] = [.. Roles.All],
        [EditFacilities] = [Roles.Administrator, Roles.ResidenceIntake],
        [Administer] = [Roles.Administrator],
        [ReadAudit] = [Roles.Auditor],
        [AnswerReferrals] = [Roles.ResidenceIntake],
        [Direct] = [.. Roles.Supervising, Roles.AssistantDeputyCommissioner],
        [ReadStays] = [.. Stays, Roles.DistrictDirector, Roles.AssistantDeputyCommissioner, Roles.Auditor],
        [ChangeStays] = Stays,
        [MoveCaseload] = [.. Roles.Supervising, Roles.AssistantDeputyCommissioner, Roles.Administrator],
        // a board says who sleeps where, as far as each needs to know; numbers and placements are the service's own
        [ReadBeds] = [.. CaseWork.Except([Roles.VictimServices]), Roles.ResidenceIntake],
        [ReadOccupancy] = [.. CaseWork.Except([Roles.VictimServices])],
        [ReadPlacements] = [Roles.InstitutionalParoleOfficer, Roles.CommunityParoleOfficer, .. Roles.Supervising, Roles.AssistantDeputyCommissioner, Roles.IndigenousLiaison, Roles.Administrator, Roles.Auditor],
        // what houses take and whether they have room is for those who place people, not for other houses
        [SearchBeds] = [.. Roles.Supervising, Roles.InstitutionalParoleOfficer, Roles.CommunityParoleOfficer, Roles.AssistantDeputyCommissioner, Roles.IndigenousLiaison, Roles.DutyOfficer, Roles.Administrator],
        [KeepAway] = [Roles.InstitutionalParoleOfficer, Roles.ManagerAssessmentInterventions, Roles.CommunityParoleOfficer, Roles.ParoleOfficerSupervisor],
    };

    public static void Add(AuthorizationOptions options)
    {
        foreach (var (policy, roles) in ByRole)
        {
            options.AddPolicy(policy, p => p.RequireAuthenticatedUser().RequireAssertion(c => Allows(roles, SignedIn.From(c.User))));
        }
        // whatever carries no rule of its own is closed to strangers; a test finds it
        options.FallbackPolicy = options.GetPolicy(SignedInStaff);
    }

    public static bool Allows(string policy, SignedIn? person) => Allows(ByRole[policy], person);

    private static bool Allows(IReadOnlyCollection<string> roles, SignedIn? person) => person is not null && person.HoldsAny(roles);
}
