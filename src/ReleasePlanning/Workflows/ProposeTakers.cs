using NodaTime;

namespace ReleasePlanning.Workflows;

/// <summary>How much somebody has already.</summary>
/// <param name="Language">"en" or "fr": the language they work in.</param>
/// <param name="AwayUntil">When they are away today: the last day of it.</param>
public sealed record TakerLoad(StaffId Id, string Name, int OpenSteps, int Overdue, int Plans, string Language, LocalDate? AwayUntil);

/// <summary>A plan to be given to somebody.</summary>
/// <param name="Language">The official language of the person it is about.</param>
/// <param name="Complexity">How much work it is beside other plans.</param>
/// <param name="Able">Who may take it: holders of its roles, and who supervises there.</param>
/// <param name="Holders">Of these, who holds the roles themselves.</param>
public sealed record PlanToGive(ReleasePlanId Id, Instant? NextDue, int Steps, int Complexity, string Language, IReadOnlyList<StaffId> Able, IReadOnlyList<StaffId> Holders);

/// <summary>Pure: shares a caseload so that nobody gets more than others can carry. The most pressing and complex plans are given first, each to whoever
/// has the least by then; who works in the person's language goes before, unless they would carry far more. Who only supervises gets what no holder of the role can take.</summary>
public static class ProposeTakers
{
    // product defaults: what one counts beside another
    private const int AnOverdueStep = 2;
    private const int APlan = 1;
    private const int AnotherLanguage = 6;

    public static IReadOnlyDictionary<ReleasePlanId, StaffId> Of(IReadOnlyCollection<PlanToGive> plans, IReadOnlyCollection<TakerLoad> takers)
    {
        var carried = takers.ToDictionary(t => t.Id, t => t.OpenSteps + (AnOverdueStep * t.Overdue) + (APlan * t.Plans));
        var proposed = new Dictionary<ReleasePlanId, StaffId>();
        foreach (var plan in plans.OrderBy(p => p.NextDue ?? Instant.MaxValue).ThenByDescending(p => p.Complexity).ThenBy(p => p.Id.Value))
        {
            var able = takers.Where(t => plan.Able.Contains(t.Id)).ToList();
            var chosen = able.OrderBy(t => t.AwayUntil is null ? 0 : 1).ThenBy(t => plan.Holders.Contains(t.Id) ? 0 : 1).ThenBy(t => carried[t.Id] + (t.Language == plan.Language ? 0 : AnotherLanguage))
                .ThenBy(t => t.Name, StringComparer.Ordinal).FirstOrDefault();
            if (chosen is null) { continue; }
            proposed[plan.Id] = chosen.Id;
            carried[chosen.Id] += plan.Complexity;
        }
        return proposed;
    }
}
