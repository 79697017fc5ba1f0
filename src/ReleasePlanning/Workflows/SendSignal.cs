using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <param name="Plans">How many plans wait for it now and will hear it.</param>
public sealed record SentSignal(string Name, int Plans);

/// <summary>An administrator sends a signal to every plan that waits for it.</summary>
public sealed class SendSignal(ReleasePlanningDb db, ThrowSignal throwSignal, IClock clock)
{
    private const int LongestName = 200;

    public async Task<Outcome<SentSignal>> RunAsync(string name, ImmutableDictionary<string, object?> variables, string reason, Actor actor, CancellationToken ct)
    {
        if (LockRun.RefuseActor<SentSignal>(reason, actor) is { } no) { return no; }
        if (string.IsNullOrWhiteSpace(name)) { return Outcome.Refused<SentSignal>("name", "form.required"); }
        if (name.Length > LongestName) { return Outcome.Refused<SentSignal>("name", "form.too-long", LongestName); }
        var now = clock.GetCurrentInstant();
        var plans = await throwSignal.ToOtherPlansAsync(null, name.Trim(), variables, actor, now, ct);
        db.Add(AuditEntry.OfStaff(actor, now, "signal.thrown", new Reason("audit.signal.thrown", name.Trim(), plans, reason.Trim())));
        await db.SaveChangesAsync(ct);
        return Outcome.Done(new SentSignal(name.Trim(), plans));
    }
}
