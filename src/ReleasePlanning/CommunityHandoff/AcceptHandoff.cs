using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.CommunityHandoff;

/// <summary>The parole office takes the case, naming the officer who will supervise, or returns it with what is missing.</summary>
public sealed class AcceptHandoff : IStepForm
{
    public string Key => "answer-handoff";

    public async Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct)
    {
        var officers = await (from s in step.Db.Set<StaffMember>()
                              where s.Active && s.Roles.Any(r => r.Role == Roles.CommunityParoleOfficer && r.SiteId == step.Plan.ParoleOfficeId)
                              orderby s.Name
                              select new { s.Id, s.Name }).ToListAsync(ct);
        var owner = officers.FirstOrDefault(o => o.Id == step.Item.OwnerId);
        // who stands in answers, but the case is the responsible person's
        var me = owner is not null && StepAccess.CoverOf(step.Item, step.Actor) is not null ? owner : officers.FirstOrDefault(o => o.Id == step.Actor.StaffId) ?? owner;
        return
        [
            new FormField("officer", FieldKind.Choice, true, [.. officers.Select(o => new FieldOption(o.Id.ToString(), o.Name, o.Name))], me?.Id.ToString()).For("accepted"),
            new FormField("note", FieldKind.LongText).For("returned"),
        ];
    }

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var handoff = await step.Db.Set<Handoff>().FirstOrDefaultAsync(h => h.PlanId == step.Plan.Id && h.State == HandoffState.Sent, ct);
        if (handoff is null) { return StepResult.Refused("", "handoff.none-out"); }
        (handoff.State, handoff.AnsweredAt, handoff.AnsweredBy, handoff.AnswerNote) =
            (outcome == "accepted" ? HandoffState.Accepted : HandoffState.Returned, step.Now, step.Actor.StaffId, answers.Text("note"));
        if (outcome == "accepted") { step.Plan.CommunityOfficerId = StaffId.From(Guid.Parse(answers.Text("officer"))); }
        return StepResult.Done;
    }
}
