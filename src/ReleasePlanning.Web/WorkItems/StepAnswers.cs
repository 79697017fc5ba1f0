using System.Globalization;
using NodaTime;
using ReleasePlanning.Language;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.WorkItems;

/// <param name="Answers">By field name, each as text: days as 2026-12-03, local times as 2026-12-03T09:30, yes as true.</param>
public sealed record CompleteBody(string Outcome, Dictionary<string, string?>? Answers = null);

public sealed record ReassignBody(StaffId To, string? Reason = null);

public sealed record NoteBody(string Text);

public sealed record ClosedStep(WorkItemId Id, ReleasePlanId PlanId, WorkItemState State, string? Outcome, StaffId? OwnerId);

public sealed record StepSummary(WorkItemId Id, ReleasePlanId PlanId, string PlanNumber, string ElementId, string ProcessId, string Title, string Form, string Role, string Site, StaffId? OwnerId, string? Owner,
    WorkItemState State, string? Outcome, IReadOnlyList<string> Outcomes, Instant? DueAt, bool IsOverdue, bool HardGate, bool Skippable, string Tag)
{
    public static StepSummary Of(StepRow row, string language, Instant now)
    {
        var item = row.Item;
        return new(item.Id, item.PlanId, row.Plan.Number, item.ElementId, item.ProcessId, item.Title(language), item.Form, item.Role, row.Site.Code, item.OwnerId, row.Owner,
            item.State, item.Outcome, item.Outcomes, item.DueAt, item.IsOverdue(now), item.HardGate, item.Skippable, Api.EntityTag.Of(item.Version));
    }
}

public sealed record FieldView(string Name, string Label, FieldKind Kind, bool Required, IReadOnlyList<string> ForOutcomes, IReadOnlyList<FieldView.Option> Options, string? Default)
{
    public sealed record Option(string Code, string Text);

    public static FieldView Of(FormField field, CultureInfo culture)
    {
        string Text(FieldOption o)
        {
            var text = culture.TwoLetterISOLanguageName == "fr" ? o.TextFr : o.TextEn;
            return text.StartsWith('@') ? Texts.Of(text[1..], culture) : text;
        }
        var preset = StepField.Default(field);
        return new(field.Name, Texts.Of("field." + field.Name, culture), field.Kind, field.Required, field.ForOutcomes.IsDefault ? [] : field.ForOutcomes,
            [.. field.Choices.Select(o => new Option(o.Code, Text(o)))], preset.Length == 0 ? null : preset);
    }
}

/// <summary>One step with its form, as the API shows it.</summary>
public sealed record StepDetail(WorkItemId Id, ReleasePlanId PlanId, string PlanNumber, string Title, string Form, string Role, string Site, string? Owner, WorkItemState State, string? Outcome,
    IReadOnlyList<string> Outcomes, Instant? DueAt, string? WhyThen, BasisKind Basis, string BasisSource, bool HardGate, bool Skippable, bool MayComplete, IReadOnlyList<FieldView> Fields, IReadOnlyList<NoteView> Notes)
{
    public static StepDetail Of(StepView view)
    {
        var (item, culture) = (view.Item, CultureInfo.CurrentUICulture);
        return new(item.Id, item.PlanId, view.Plan.Number, item.Title(culture.Name), item.Form, item.Role, view.Site.Code, view.Owner, item.State, item.Outcome, item.Outcomes, item.DueAt,
            item.DueReason is { } why ? Texts.Of(why, culture) : null, item.Basis, item.BasisSource(culture.Name), item.HardGate, item.Skippable, view.MayComplete.Value,
            [.. view.Fields.Select(f => FieldView.Of(f, culture))], view.Notes);
    }
}
