using System.Globalization;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Opens the work item of a user task: owner by role and site, due by rule, ladder armed in the same transaction.</summary>
public sealed class OpenStep(ReleasePlanningDb db, PlanPlaces places, ChooseOwner chooseOwner, ArmLadder armLadder, ArmUnassigned armUnassigned)
{
    public async Task RunAsync(EffectContext on, Effect.OpenWorkItem e, CancellationToken ct)
    {
        var plan = on.Plan.Plan;
        var node = on.Model.Nodes[e.ElementId];
        var binding = StepBinding.Of(node, ((Activity)node).Binding!);
        binding = binding with { Site = Asked(binding.Site) ?? "", Due = Asked(binding.Due) };
        var site = await places.SiteAsync(plan, binding.Site, ct);
        var (dueAt, why) = StepDue.OfStep(plan, binding.Due, binding.DateForce, on.Now, site, await places.CalendarAsync(site, ct));
        var today = on.Now.InZone(PlanPlaces.Zone(site)).Date;
        var item = new WorkItem
        {
            Id = WorkItemId.New(), PlanId = plan.Id, InstanceId = on.Instance.Id, TokenId = e.TokenId, ProcessId = on.Instance.ProcessId,
            ElementId = e.ElementId, TitleEn = Title(binding.TitleEn, Texts.English), TitleFr = Title(binding.TitleFr, Texts.French), Role = binding.Role, SiteId = site.Id,
            OwnerId = await chooseOwner.RunAsync(binding.Role, site.Id, NamedFor(plan, binding.Role), today, ct),
            DueRule = binding.Due, DueAt = dueAt, DueReason = why, Basis = binding.Basis, DateForce = binding.DateForce, BasisSourceEn = binding.BasisEn, BasisSourceFr = binding.BasisFr,
            Form = binding.Form, Outcomes = [.. binding.Outcomes], Ladder = binding.Ladder, Skippable = binding.Skippable, HardGate = binding.HardGate,
            OpenedAt = on.Now,
        };
        db.Add(item);
        await armLadder.RunAsync(item, ct);
        if (item.OwnerId is null) { await armUnassigned.RunAsync(item, on.Now, ct); }

        // what the diagram leaves to the run: which house is asked, and how long it has
        string? Asked(string? word) => StepBinding.IsAsked(word) ? FeelExpression.Compile(word!).Evaluate(on.State.SeenBy(e.TokenId), on.Now) as string : word;

        string Title(string title, CultureInfo culture) => OfHowMany(on.State, e.TokenId) switch
        {
            (int number, int total) => Texts.Of("step.one-of-several", culture, title, number, total),
            (int number, null) => Texts.Of("step.once-more", culture, title, number),
            _ => title,
        };
    }

    /// <summary>For a step that is done several times: which this is, from 1, and of how many where that is known.</summary>
    private static (int? Number, int? Total) OfHowMany(ProcessState state, long token) =>
        state.Tokens.TryGet(token, out var at) && at is { Instance: { } instance, ScopeTokenId: { } all } && state.Tokens.TryGet(all, out var several)
            ? (instance + 1, several.Loop?.Total)
            : (null, null);

    /// <summary>The officers a plan already has keep its steps.</summary>
    private static StaffId? NamedFor(ReleasePlan plan, string role) => role switch
    {
        Roles.InstitutionalParoleOfficer => plan.ParoleOfficerId,
        Roles.CommunityParoleOfficer => plan.CommunityOfficerId,
        _ => null,
    };
}
