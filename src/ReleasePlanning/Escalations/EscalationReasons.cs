using NodaTime;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Escalations;

/// <summary>What an escalation says of itself: why it came, to whom it went before, what comes next and what resolves it. Pure.</summary>
public static class EscalationReasons
{
    private const int MostBefore = 5;

    /// <param name="before">Earlier escalations for the same due instant, the oldest first; reminders to the owner are none.</param>
    public static Reason OfRung(
        ReleasePlan plan, WorkItem item, ReachedRung reached, Recipient to, IReadOnlyList<Escalation> before, IReadOnlyDictionary<StaffId, string> names, DateTimeZone zone)
    {
        var reminder = reached.Rung.IsReminder;
        var several = reached.PassedOver > 0;
        var code = (reminder, several) switch
        {
            (true, false) => "escalation.reminder",
            (true, true) => "escalation.reminder-of-several",
            (false, false) => "escalation.overdue",
            _ => "escalation.overdue-after-several",
        };
        List<object?> args = [item.TitleEn, item.TitleFr, plan.Number, item.DueAt!.Value.InZone(zone).Date, "@role." + item.Role];
        if (several) { args.Add(reached.PassedOver); }
        if (!reminder) { args.Add(item.OwnerId is { } owner ? new Reason("escalation.owner-is", names[owner]) : new Reason("escalation.owner-is-nobody")); }
        args.Add(new Reason("escalation.level", reached.Rung.Level, reached.Of));
        if (PassedOn(to) is { } passed) { args.Add(passed); }
        args.AddRange(before.TakeLast(MostBefore).Select(e => Before(e, names, zone)));
        args.Add(Next(reached.Next, zone));
        if (!reminder) { args.Add(new Reason("escalation.resolved-by-step")); }
        return new Reason(code, [.. args]);
    }

    public static Reason OfPlan(ReleasePlan plan, string reason, Recipient to)
    {
        List<object?> args = [plan.Number, plan.ReleaseOn];
        if (PassedOn(to) is { } passed) { args.Add(passed); }
        args.Add(new Reason("escalation.resolved-by-hand"));
        return new Reason("escalation." + reason, [.. args]);
    }

    /// <summary>A step that nobody has taken.</summary>
    public static Reason OfUntaken(ReleasePlan plan, WorkItem item, string reason, Recipient to)
    {
        List<object?> args = [item.TitleEn, item.TitleFr, plan.Number, plan.ReleaseOn];
        if (PassedOn(to) is { } passed) { args.Add(passed); }
        args.Add(new Reason("escalation.resolved-by-taking"));
        return new Reason("escalation." + reason, [.. args]);
    }

    /// <summary>What comes if nothing is done, and when; at the top that nothing does.</summary>
    public static Reason Next((LadderRung Rung, Instant At)? next, DateTimeZone zone) => next switch
    {
        null => new Reason("escalation.next-none"),
        { Rung.To.IsOwner: true } n => new Reason("escalation.next-owner", n.At.InZone(zone)),
        var (rung, at) => new Reason("escalation.next", at.InZone(zone), "@role." + rung.To.Role),
    };

    private static Reason? PassedOn(Recipient to) => to.PassedOnFrom is not { } from ? null
        : from.At.Length == 0 ? new Reason("escalation.passed-on", "@role." + from.Role)
        : new Reason("escalation.passed-on-at", "@role." + from.Role, "@site-word." + from.At);

    private static Reason Before(Escalation e, IReadOnlyDictionary<StaffId, string> names, DateTimeZone zone) => new(
        e.AcknowledgedAt is null ? "escalation.before" : "escalation.before-seen",
        e.ToStaffId is { } to ? names[to] : "@escalation.nobody", "@role." + e.ToRole, e.RaisedAt.InZone(zone));
}
