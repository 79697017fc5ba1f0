using System.Globalization;
using NodaTime;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.ReleasePlans;

public sealed record ReasonBody(string Reason);

/// <param name="Past">What to do with dates that fall into the past; two working days of grace when not said.</param>
public sealed record MoveBody(LocalDate ReleaseOn, string Reason, LocalDate? EntitlementOn = null, string? EarlyApproval = null, PastDue? Past = null);

public sealed record LaunchAnswer(LocalDate EntitlementOn, LocalDate ReleaseOn, string Why, string Institution, string ParoleOffice, int WorkflowVersion);

public sealed record PlanSummary(ReleasePlanId Id, string Number, PersonId PersonId, string? Person, string ReleaseType, PlanStatus Status, LocalDate ReleaseOn, LocalDate EntitlementOn, string DestinationCommunity, int? OpenSteps, int? OverdueSteps)
{
    public static PlanSummary Of(ReleasePlan plan, Person? person = null, int? open = null, int? overdue = null) => new(
        plan.Id, plan.Number, plan.PersonId, person?.DisplayName, plan.ReleaseType.Code(), plan.Status, plan.ReleaseOn, plan.EntitlementOn, plan.DestinationCommunity, open, overdue);
}

/// <summary>One plan as the API shows it, as much of it as the caller may see.</summary>
public sealed record PlanDetail(PlanSummary Plan, string Why, PlanView Sees, string Institution, string ParoleOffice, string? Residence, IReadOnlyList<string> Blocks, IReadOnlyList<StepSummary> Steps)
{
    public static PlanDetail Of(PlanPageData view, Instant now)
    {
        var culture = CultureInfo.CurrentUICulture;
        return new(
            PlanSummary.Of(view.Plan, view.Person), Texts.Of(view.Plan.ReleaseReason, culture), view.Sees, view.From.Code, view.ParoleOffice.Code, view.Residence?.Code,
            [.. view.Blocks.Select(b => Texts.Of(b, culture))], [.. view.Steps.Select(s => StepSummary.Of(s, culture.Name, now))]);
    }
}

/// <summary>The new dates, and every open due date before and after.</summary>
public sealed record MoveAnswer(LocalDate EntitlementOn, LocalDate ReleaseOn, string Why, IReadOnlyList<MoveAnswer.Moved> Moves)
{
    public sealed record Moved(string Title, WorkItemId? StepId, string? Rule, Instant? OldAt, Instant? NewAt, bool IsPast, bool Kept);

    public static MoveAnswer Of(MovePreview preview)
    {
        var culture = CultureInfo.CurrentUICulture;
        var french = culture.TwoLetterISOLanguageName == "fr";
        return new(preview.Dates.EntitlementOn, preview.Dates.ReleaseOn, Texts.Of(preview.Dates.Why, culture),
            [.. preview.Moves.Select(m => new Moved(french ? m.TitleFr : m.TitleEn, m.WorkItemId, m.Rule, m.OldAt, m.NewAt, m.IsPast, m.Kept))]);
    }
}
