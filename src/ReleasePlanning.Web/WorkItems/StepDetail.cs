using System.Globalization;
using NodaTime;
using ReleasePlanning.Language;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Api;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.WorkItems;

/// <summary>One step as the API shows it, with its form.</summary>
/// <param name="Version">The value of If-Match for a change, without quotes.</param>
public sealed record StepDetail(
    WorkItemId Id, uint Version, ReleasePlanId PlanId, string PlanNumber, PersonId PersonId, string Person, LocalDate ReleaseOn, string ProcessId, string ElementId,
    string Title, string Role, string Site, string Zone, StaffId? OwnerId, string? Owner, WorkItemState State, Instant OpenedAt, Instant? ClosedAt, string? ClosedBy,
    string? DueRule, Instant? DueAt, SaidReason? WhyDue, BasisKind Basis, string BasisSource, bool HardGate, bool IsOverdue,
    Permission MayComplete, Permission MaySkip, Permission MayReassign, PlanView SeesPlan,
    IReadOnlyList<StepDetail.Way> Outcomes, IReadOnlyList<StepDetail.Asked> Fields, string? Outcome, IReadOnlyDictionary<string, string> Answers, string? SkipReason,
    IReadOnlyList<StepDetail.Written> Notes, IReadOnlyList<StepDetail.Raised> Escalations, IReadOnlyList<StepDetail.Candidate> Candidates, IReadOnlyList<StepDetail.Reportable> Problems)
{
    /// <param name="Follows">What comes next when it is chosen.</param>
    public sealed record Way(string Code, string Text, IReadOnlyList<string> Follows);
    /// <param name="NeededFor">Outcomes that need it answered.</param>
    public sealed record Asked(string Name, string Label, string? Hint, FieldKind Kind, IReadOnlyList<string> NeededFor, IReadOnlyList<Option> Options, string? Default, int MaxLength);
    /// <param name="Barred">Shown, and not to be chosen.</param>
    public sealed record Option(string Code, string Text, bool Barred);
    public sealed record Written(string By, Instant At, string Text);
    public sealed record Raised(Guid Id, int Level, bool IsReminder, string ToRole, string? To, SaidReason Why, Instant RaisedAt, Instant? AcknowledgedAt);
    public sealed record Candidate(StaffId Id, string Name, string Role, int OpenSteps, LocalDate? AwayUntil);

    /// <param name="EndsStep">The step ends when it is reported; otherwise it stays open.</param>
    public sealed record Reportable(string Code, string Name, bool EndsStep);

    public static StepDetail Of(StepView view, Instant now)
    {
        var (item, culture) = (view.Item, CultureInfo.CurrentUICulture);
        return new(
            item.Id, item.Version, item.PlanId, view.Plan.Number, view.Person.Id, view.Person.DisplayName, view.Plan.ReleaseOn, item.ProcessId, item.ElementId,
            item.Title(culture.Name), item.Role, view.Site.Code, view.Site.TimeZone, item.OwnerId, view.Owner, item.State, item.OpenedAt, item.ClosedAt, view.ClosedBy,
            item.DueRule, item.DueAt, SaidDue.Of(item, view.Site), item.Basis, item.BasisSource(culture.Name), item.HardGate, item.IsOverdue(now),
            Permission.Of(view.MayComplete), Permission.Of(view.MaySkip), Permission.Of(view.MayReassign), view.Sees,
            [.. item.Outcomes.Select(o => new Way(o, Texts.Of("outcome." + o, culture), [.. view.Follows.Where(f => f.Outcome is null || f.Outcome == o).Select(f => f.Name(culture.Name))]))],
            [.. view.Fields.Select(f => Ask(f, item.Outcomes, culture))], item.Outcome,
            view.Answers.ToDictionary(a => a.Key, a => StepAnswers.Write(a.Value)), item.SkipReason,
            [.. view.Notes.Select(n => new Written(n.By, n.At, n.Text))],
            [.. view.Escalations.Select(e => new Raised(
                e.Escalation.Id, e.Escalation.Level, e.Escalation.IsReminder, e.Escalation.ToRole, e.To, SaidReason.Of(e.Escalation.Reason), e.Escalation.RaisedAt, e.Escalation.AcknowledgedAt))],
            [.. view.Candidates.Select(c => new Candidate(c.Id, c.Name, c.Role, c.OpenSteps, c.AwayUntil))],
            [.. view.Problems.Select(p => new Reportable(p.Code, p.Name(culture.Name), p.EndsStep))]);
    }

    private static Asked Ask(FormField field, List<string> outcomes, CultureInfo culture) => new(
        field.Name, Texts.Of("field." + field.Name, culture), Texts.Find("hint." + field.Name, culture), field.Kind,
        [.. outcomes.Where(field.IsNeededFor)],
        [.. field.Choices.Select(c => new Option(c.Code, Say(culture.TwoLetterISOLanguageName == "fr" ? c.TextFr : c.TextEn, culture), c.Barred))],
        field.Default is null ? null : StepAnswers.Write(field.Default), field.MaxLength);

    private static string Say(string text, CultureInfo culture) => text.StartsWith('@') ? Texts.Of(text[1..], culture) : text;
}
