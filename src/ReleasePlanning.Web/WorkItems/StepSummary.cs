using System.Globalization;
using NodaTime;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Api;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Web.WorkItems;

/// <summary>One step of a list.</summary>
/// <param name="Zone">The time zone of the step's place: due moments are meant in it.</param>
/// <param name="EscalatedToRole">To whom it was brought last because it is overdue.</param>
/// <param name="IsCover">Its owner is away and you stand in.</param>
public sealed record StepSummary(
    WorkItemId Id, uint Version, ReleasePlanId PlanId, string PlanNumber, string Person, ReleaseType ReleaseType, LocalDate ReleaseOn,
    string ProcessId, string ElementId, string Title, string Role, string Site, string Zone, StaffId? OwnerId, string? Owner, WorkItemState State, string? Outcome,
    string? DueRule, Instant? DueAt, SaidReason? WhyDue, BasisKind Basis, string BasisSource, bool HardGate, bool IsOverdue,
    string? EscalatedToRole, string? EscalatedTo, int? EscalationLevel, Instant? EscalatedAt, bool IsCover)
{
    public static StepSummary Of(StepRow row, Instant now)
    {
        var (item, language) = (row.Item, CultureInfo.CurrentUICulture.Name);
        return new(
            item.Id, item.Version, item.PlanId, row.Plan.Number, row.Person.DisplayName, row.Plan.ReleaseType, row.Plan.ReleaseOn,
            item.ProcessId, item.ElementId, item.Title(language), item.Role, row.Site.Code, row.Site.TimeZone, item.OwnerId, row.Owner, item.State, item.Outcome,
            item.DueRule, item.DueAt, SaidDue.Of(item, row.Site), item.Basis, item.BasisSource(language), item.HardGate, item.IsOverdue(now),
            row.Escalated?.ToRole, row.EscalatedTo, row.Escalated?.Level, row.Escalated?.RaisedAt, row.IsCover);
    }
}

/// <summary>A step that has not opened.</summary>
public sealed record ComingStepSummary(string ProcessId, string ElementId, string Title, string Role, string Site, string? DueRule, Instant? DueAt, SaidReason? WhyDue, BasisKind Basis, bool HardGate)
{
    public static ComingStepSummary Of(ComingStep s) => new(
        s.ProcessId, s.ElementId, s.Title(CultureInfo.CurrentUICulture.Name), s.Binding.Role, s.Site.Code, s.Binding.Due, s.DueAt, SaidDue.Of(s), s.Binding.Basis, s.Binding.HardGate);
}
