using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Disclosures;

namespace ReleasePlanning.Workflows;

/// <summary>Release day, route, destination or conditions changed: what the police and the victims' unit were told no longer stands, and the diagram
/// re-opens both (CCRA ss.25(2), 26(1.2)). Only what was told can be wrong: before the first notice this does nothing.</summary>
public sealed class TellFactsChanged(ReleasePlanningDb db, DeliverMessage deliver)
{
    public const string Message = "release-facts-changed";

    public async Task RunAsync(LockedPlan plan, Actor actor, Instant now, CancellationToken ct)
    {
        var told = await db.Set<Disclosure>().Where(d => d.PlanId == plan.Plan.Id && d.SupersededAt == null).ToListAsync(ct);
        if (told.Count == 0) { return; }
        foreach (var disclosure in told) { disclosure.SupersededAt = now; }
        await deliver.RunAsync(plan, Message, ImmutableDictionary<string, object?>.Empty
            .Add("policeNotified", told.Any(d => d.Kind == DisclosureKind.Police))
            .Add("victimServicesAlerted", told.Any(d => d.Kind == DisclosureKind.VictimServices)), actor, now, ct);
    }
}
