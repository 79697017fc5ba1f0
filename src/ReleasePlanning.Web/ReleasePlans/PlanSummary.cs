using NodaTime;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Web.ReleasePlans;

/// <summary>One plan of a list.</summary>
/// <param name="Institution">Code of the releasing institution.</param>
public sealed record PlanSummary(
    ReleasePlanId Id, string Number, PlanStatus Status, ReleaseType ReleaseType, LocalDate ReleaseOn, PersonId PersonId, string Person,
    string Institution, string ParoleOffice, string DestinationCommunity, int OpenSteps, int OverdueSteps)
{
    public static PlanSummary Of(PlanRow r) => new(
        r.Plan.Id, r.Plan.Number, r.Plan.Status, r.Plan.ReleaseType, r.Plan.ReleaseOn, r.Person.Id, r.Person.DisplayName, r.From.Code, r.To.Code,
        r.Plan.DestinationCommunity, r.Open, r.Overdue);
}
