using ReleasePlanning.People;

namespace ReleasePlanning.WorkItems;

/// <summary>Who may act on a step, and why not. Pure.</summary>
public static class StepAccess
{
    /// <summary>The owner, who stands in for the owner, anyone holding the step's role at its site, and who supervises there. A hard gate is answered by its own role only.</summary>
    public static Reasoned<bool> MayComplete(WorkItem item, Actor actor)
    {
        if (actor.StaffId is { } staff && item.OwnerId == staff) { return new(true, new Reason("access.owner")); }
        if (!item.HardGate && CoverOf(item, actor) is { } cover) { return new(true, new Reason("access.cover", cover.Name, cover.UntilOn)); }
        if (actor.Holds(item.Role, item.SiteId)) { return new(true, new Reason("access.role")); }
        if (!item.HardGate && Supervises(item, actor)) { return new(true, new Reason("access.supervisor")); }
        return new(false, new Reason("access.not-yours", "@role." + item.Role));
    }

    /// <summary>The owner and who stands in may hand a step on; a supervisor at the site may give it to anyone there.</summary>
    public static Reasoned<bool> MayReassign(WorkItem item, Actor actor) =>
        (actor.StaffId is { } staff && item.OwnerId == staff) || CoverOf(item, actor) is not null || Supervises(item, actor) || actor.Holds(item.Role, item.SiteId)
            ? new(true, new Reason("access.supervisor"))
            : new(false, new Reason("access.not-yours", "@role." + item.Role));

    /// <summary>The owner, who stands in, and who supervises at the site may set its due date by hand.</summary>
    public static Reasoned<bool> MaySetDue(WorkItem item, Actor actor) =>
        (actor.StaffId is { } staff && item.OwnerId == staff) || CoverOf(item, actor) is not null || Supervises(item, actor)
            ? new(true, new Reason("access.supervisor"))
            : new(false, new Reason("access.due-not-yours"));

    public static Reasoned<bool> MaySkip(WorkItem item, Actor actor)
    {
        if (item.HardGate) { return new(false, new Reason("step.hard-gate")); }
        if (!item.Skippable) { return new(false, new Reason("step.not-skippable")); }
        return MayComplete(item, actor);
    }

    /// <summary>The cover under which somebody would act on a step; null when it is not by cover.</summary>
    public static Cover? CoverOf(WorkItem item, Actor actor) => actor.CoverOf(item.OwnerId, item.Role, item.SiteId, item.PlanId);

    private static bool Supervises(WorkItem item, Actor actor) => Roles.Supervising.Any(r => actor.Holds(r, item.SiteId));
}
