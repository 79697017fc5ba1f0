using System.Globalization;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.CommunityHandoff;
using ReleasePlanning.Disclosures;
using ReleasePlanning.ParoleConditions;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Travel;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.ReleasePlans;

/// <summary>One plan as the API shows it: as much of it as the caller needs to know, and why that much.</summary>
/// <param name="Version">The value of If-Match for a change, without quotes.</param>
public sealed record PlanDetail(
    ReleasePlanId Id, string Number, uint Version, PlanStatus Status, ReleaseType ReleaseType, PersonId PersonId, string Person, IReadOnlyList<string> Flags,
    string Institution, string ParoleOffice, string? Residence, string DestinationCommunity, string DestinationAddress,
    LocalDate EntitlementOn, LocalDate ReleaseOn, SaidReason WhyReleaseOn, LocalDate? HearingOn, LocalDate? DecisionOn, LocalDate? ReturnOn,
    Instant? ReleasedAt, Instant? ArrivedAt, Instant? ClosedAt, string? CloseReason, string ParoleOfficer, string? CommunityParoleOfficer,
    PlanView Sees, SaidReason WhySees, bool MayChange, Instant? ExpeditedAt, string? NotPracticable, IReadOnlyList<SaidReason> Blocks,
    IReadOnlyList<StepSummary> Steps, IReadOnlyList<ComingStepSummary> ToCome, PlanDetail.Bed? Stay, IReadOnlyList<PlanDetail.Referral> Referrals,
    PlanDetail.Trip? Journey, PlanDetail.HandoffAnswer? Handoff, IReadOnlyList<PlanDetail.Condition> Conditions, IReadOnlyList<PlanDetail.Told> Disclosures,
    IReadOnlyList<PlanDetail.Raised> Escalations, IReadOnlyList<PlanDetail.Run> Workflow)
{
    public sealed record Bed(StayState State, LocalDate ArriveOn, LocalDate DepartOn, Instant? HeldUntil);
    public sealed record Referral(string Residence, int Round, int Rank, ReferralState State, Instant? SentAt, Instant? AnsweredAt, string? DeclineCode);
    public sealed record Trip(string Mode, string Carrier, string Origin, string Destination, Instant DepartsAt, Instant ArrivesAt, JourneyState State);
    public sealed record HandoffAnswer(HandoffState State, int Attempt, Instant SentAt, Instant? AnsweredAt, string AnswerNote);
    public sealed record Condition(ConditionKind Kind, string Clause, string Text, Instant? ConfirmedAt);
    public sealed record Told(DisclosureKind Kind, Instant SentAt, bool Superseded);
    public sealed record Raised(Guid Id, WorkItemId? WorkItemId, int Level, bool IsReminder, string ToRole, string? To, SaidReason Why, Instant RaisedAt, Instant? AcknowledgedAt);
    public sealed record Run(string ProcessId, int Version, InstanceStatus Status, Instant StartedAt);

    public static PlanDetail Of(PlanPageData page, Instant now)
    {
        var p = page.Plan;
        var language = CultureInfo.CurrentUICulture.Name;
        return new(
            p.Id, p.Number, p.Version, p.Status, p.ReleaseType, p.PersonId, page.Person.DisplayName, page.Person.Flags,
            page.From.Code, page.ParoleOffice.Code, page.Residence?.Code, p.DestinationCommunity, p.DestinationAddress,
            p.EntitlementOn, p.ReleaseOn, SaidReason.Of(p.ReleaseReason), p.HearingOn, p.DecisionOn, p.ReturnOn,
            p.ReleasedAt, p.ArrivedAt, p.ClosedAt, p.CloseReason, page.Officer, page.CommunityOfficer,
            page.Sees, SaidReason.Of(page.WhySees), page.MayChange, p.ExpeditedAt, p.NotPracticable, [.. page.Blocks.Select(SaidReason.Of)],
            [.. page.Steps.Select(s => StepSummary.Of(s, now))], [.. page.ToCome.Select(ComingStepSummary.Of)],
            page.Stay is { } stay ? new(stay.State, stay.Nights.ArriveOn, stay.Nights.DepartOn, stay.HeldUntil) : null,
            [.. page.Referrals.Select(r => new Referral(r.Residence.Name(language), r.Referral.Round, r.Referral.Rank, r.Referral.State, r.Referral.SentAt, r.Referral.AnsweredAt, r.Referral.DeclineCode))],
            page.Journey is { } j ? new(j.Mode, j.Carrier, j.Origin, j.Destination, j.DepartsAt, j.ArrivesAt, j.State) : null,
            page.Handoff is { } h ? new(h.State, h.Attempt, h.SentAt, h.AnsweredAt, h.AnswerNote) : null,
            [.. page.Conditions.Select(c => new Condition(c.Kind, c.Clause, c.Text, c.ConfirmedAt))],
            [.. page.Disclosures.Select(d => new Told(d.Kind, d.SentAt, d.SupersededAt is not null))],
            [.. page.Escalations.Select(e => new Raised(
                e.Escalation.Id, e.Escalation.WorkItemId, e.Escalation.Level, e.Escalation.IsReminder, e.Escalation.ToRole, e.To, SaidReason.Of(e.Escalation.Reason), e.Escalation.RaisedAt, e.Escalation.AcknowledgedAt))],
            [.. page.Instances.Select(i => new Run(i.Instance.ProcessId, i.Version, i.Instance.Status, i.Instance.StartedAt))]);
    }
}
