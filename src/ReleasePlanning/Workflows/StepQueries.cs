using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Database;
using ReleasePlanning.Escalations;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>One step as its page shows it: what, why, until when, the form, and what was said and told about it.</summary>
public sealed record StepView(
    WorkItem Item, ReleasePlan Plan, Person Person, Site Site, string? Owner, string? ClosedBy, ImmutableArray<FormField> Fields, IReadOnlyDictionary<string, object?> Answers,
    IReadOnlyList<NoteView> Notes, IReadOnlyList<EscalationView> Escalations, Reasoned<bool> MayComplete, Reasoned<bool> MaySkip, Reasoned<bool> MayReassign, PlanView Sees)
{
    /// <summary>Whom it could be given to, the fittest first.</summary>
    public IReadOnlyList<StepCandidate> Candidates { get; init; } = [];
    /// <summary>What comes next on the diagram, by outcome.</summary>
    public IReadOnlyList<StepFollower> Follows { get; init; } = [];
    /// <summary>What may be reported as a problem: what the diagram has an answer for.</summary>
    public IReadOnlyList<StepProblem> Problems { get; init; } = [];
    /// <summary>Who was sent a message about it, other than escalations.</summary>
    public IReadOnlyList<NoticeView> Notices { get; init; } = [];
}

/// <summary>Somebody a step could be given to.</summary>
/// <param name="Role">The role that makes them fit: the step's own, or the one they direct with.</param>
/// <param name="OpenSteps">How much they already have.</param>
/// <param name="AwayUntil">When they are away today: the last day of it.</param>
public sealed record StepCandidate(StaffId Id, string Name, string Role, int OpenSteps, LocalDate? AwayUntil);

public sealed record NoticeView(string To, Instant At, Reason Why);

public sealed record NoteView(string By, Instant At, string Text, string TitleEn, string TitleFr);

public sealed record EscalationView(Escalation Escalation, string? To);

/// <summary>Reads one step with its form, for the people who act on it or may see its plan.</summary>
public sealed class StepQueries(ReleasePlanningDb db, StepForms forms, PlanPlaces places, PlanQueries plans, RecordRead recordRead, WorkflowCatalogue catalogue, ReportProblem report, IClock clock)
{
    public async Task<Outcome<StepView>> GetAsync(WorkItemId id, Actor actor, CancellationToken ct)
    {
        if (await db.Set<WorkItem>().AsNoTracking().SingleOrDefaultAsync(w => w.Id == id, ct) is not { } item) { return Outcome.NotFound<StepView>(); }
        var plan = await db.Set<ReleasePlan>().AsNoTracking().SingleAsync(p => p.Id == item.PlanId, ct);
        var sees = await plans.ViewOfAsync(plan, actor, ct);
        var may = StepAccess.MayComplete(item, actor);
        var site = await places.SiteAsync(item.SiteId, ct);
        var now = clock.GetCurrentInstant();
        var today = now.InZone(PlanPlaces.Zone(site)).Date;
        var theirs = may.Value || await db.Set<WorkItem>().Where(w => w.Id == id).AnyAsync(WorkItemScope.Of(actor), ct);
        if (!theirs && sees.Value != PlanView.Full) { return Outcome.Forbidden<StepView>(may.Why.Code, [.. may.Why.Args]); }
        var person = await db.Set<Person>().AsNoTracking().SingleAsync(p => p.Id == plan.PersonId, ct);
        ImmutableArray<FormField> fields = [];
        // for a closed step they are what its answers were chosen from
        if (forms.Find(item.Form) is { } form)
        {
            var context = new StepContext(db, plan, person, item, site, await places.DaysAsync(site, ct), actor, now);
            fields = await form.FieldsAsync(context, ct);
        }
        var definition = await db.Set<WorkflowInstance>().Where(i => i.Id == item.InstanceId).Select(i => i.DefinitionId).SingleAsync(ct);
        await recordRead.RunAsync(plan.Id, actor, item.Id, ct);
        return Outcome.Done(new StepView(
            item, NeedToKnow.Of(plan, sees.Value), NeedToKnow.Of(person, sees.Value), site, await NameAsync(item.OwnerId, ct), await NameAsync(item.ClosedBy, ct), fields,
            item.Answers is { } json ? FeelJson.Read(json) : ImmutableDictionary<string, object?>.Empty,
            await NotesAsync(item.Id, ct), await EscalationsAsync(item.Id, ct), may, StepAccess.MaySkip(item, actor), StepAccess.MayReassign(item, actor), sees.Value)
        {
            Candidates = item.State == WorkItemState.Open ? await CandidatesAsync(item, today, ct) : [],
            Follows = StepFollowers.Of(await catalogue.ModelAsync(db, definition, ct), item.ElementId),
            Problems = item.State == WorkItemState.Open && may.Value ? await report.OfferedAsync(item, ct) : [],
            Notices = await NoticesAsync(id, ct),
        });
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

    // an escalation also sends its message; it is told once here
    private async Task<IReadOnlyList<NoticeView>> NoticesAsync(WorkItemId id, CancellationToken ct) => await (
        from n in db.Set<Notification>().AsNoTracking()
        where n.WorkItemId == id && !db.Set<Escalation>().Any(e => e.Occasion == n.Key)
        join staff in db.Set<StaffMember>() on n.StaffId equals staff.Id
        orderby n.At descending
        select new NoticeView(staff.Name, n.At, n.Reason)).ToListAsync(ct);

    private async Task<IReadOnlyList<StepCandidate>> CandidatesAsync(WorkItem item, LocalDate today, CancellationToken ct)
    {
        List<string> fit = [item.Role, .. Roles.Supervising];
        var found = await (
            from r in db.Set<StaffRole>().AsNoTracking()
            join s in db.Set<StaffMember>() on r.StaffId equals s.Id
            where s.Active && r.SiteId == item.SiteId && fit.Contains(r.Role) && s.Id != item.OwnerId
            select new
            {
                s.Id, s.Name, r.Role,
                Open = db.Set<WorkItem>().Count(w => w.OwnerId == s.Id && w.State == WorkItemState.Open),
                Away = db.Set<Absence>().Where(a => a.StaffId == s.Id && a.FromOn <= today && today <= a.UntilOn && (a.EndedOn == null || today < a.EndedOn)).Select(a => (LocalDate?)a.UntilOn).FirstOrDefault(),
            }).ToListAsync(ct);
        return [.. found.GroupBy(f => f.Id).Select(g => g.OrderBy(f => f.Role == item.Role ? 0 : 1).First())
            .OrderBy(f => f.Away is null ? 0 : 1).ThenBy(f => f.Role == item.Role ? 0 : 1).ThenBy(f => f.Open).ThenBy(f => f.Name)
            .Select(f => new StepCandidate(f.Id, f.Name, f.Role, f.Open, f.Away))];
    }
}
