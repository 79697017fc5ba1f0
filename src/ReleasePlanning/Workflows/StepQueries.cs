using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Database;
using ReleasePlanning.Escalations;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>One step as its page shows it: what, why, until when, the form, and what was said and told about it.</summary>
public sealed record StepView(
    WorkItem Item, ReleasePlan Plan, Person Person, Site Site, string? Owner, string? ClosedBy, ImmutableArray<FormField> Fields, IReadOnlyDictionary<string, object?> Answers,
    IReadOnlyList<NoteView> Notes, IReadOnlyList<EscalationView> Escalations, Reasoned<bool> MayComplete, Reasoned<bool> MaySkip, Reasoned<bool> MayReassign, PlanView Sees);

public sealed record NoteView(string By, Instant At, string Text, string TitleEn, string TitleFr);

public sealed record EscalationView(Escalation Escalation, string? To);

/// <summary>Reads one step with its form, for the people who act on it or may see its plan.</summary>
public sealed class StepQueries(ReleasePlanningDb db, StepForms forms, PlanPlaces places, PlanQueries plans, IClock clock)
{
    public async Task<Outcome<StepView>> GetAsync(WorkItemId id, Actor actor, CancellationToken ct)
    {
        if (await db.Set<WorkItem>().AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, ct) is not { } item) { return Outcome.NotFound<StepView>(); }
        var plan = await db.Set<ReleasePlan>().AsNoTracking().SingleAsync(p => p.Id == item.PlanId, ct);
        var sees = await plans.ViewOfAsync(plan, actor, ct);
        var may = StepAccess.MayComplete(item, actor);
        if (!may.Value && sees.Value != PlanView.Full) { return Outcome.Forbidden<StepView>(may.Why.Code, [.. may.Why.Args]); }
        var person = await db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == plan.PersonId, ct);
        var site = await places.SiteAsync(item.SiteId, ct);
        ImmutableArray<FormField> fields = [];
        if (forms.Find(item.Form) is { } form)
        {
            var context = new StepContext(db, plan, person, item, site, await places.DaysAsync(site, ct), actor, clock.GetCurrentInstant());
            fields = await form.FieldsAsync(context, ct);
        }
        await plans.RecordReadAsync(plan.Id, actor, item.Id, ct);
        return Outcome.Done(new StepView(
            item, plan, person, site, await NameAsync(item.OwnerId, ct), await NameAsync(item.ClosedBy, ct), fields,
            item.Answers is { } json ? FeelJson.Read(json) : ImmutableDictionary<string, object?>.Empty,
            await NotesAsync(item.Id, ct), await EscalationsAsync(item.Id, ct), may, StepAccess.MaySkip(item, actor), StepAccess.MayReassign(item, actor), sees.Value));
    }

    private async Task<string?> NameAsync(StaffId? id, CancellationToken ct) =>
        id is null ? null : await db.Set<StaffMember>().Where(s => s.Id == id).Select(s => s.Name).SingleAsync(ct);

    private async Task<IReadOnlyList<NoteView>> NotesAsync(WorkItemId id, CancellationToken ct) => await (
        from note in db.Set<WorkItemNote>()
        join staff in db.Set<StaffMember>() on note.WrittenBy equals staff.Id
        where note.WorkItemId == id
        orderby note.WrittenAt descending
        select new NoteView(staff.Name, note.WrittenAt, note.Text, "", "")).ToListAsync(ct);

    private async Task<IReadOnlyList<EscalationView>> EscalationsAsync(WorkItemId id, CancellationToken ct) => await db.Set<Escalation>().AsNoTracking()
        .Where(e => e.WorkItemId == id).OrderByDescending(e => e.RaisedAt)
        .Select(e => new EscalationView(e, db.Set<StaffMember>().Where(s => s.Id == e.ToStaffId).Select(s => s.Name).FirstOrDefault())).ToListAsync(ct);
}
