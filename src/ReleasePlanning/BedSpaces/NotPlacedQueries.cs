using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>Which of the people who were not placed where they wanted to live.</summary>
/// <param name="From">Release days from this one on.</param>
/// <param name="Until">Release days up to this one.</param>
public sealed record NotPlacedFilter(
    Region? Region = null, string? Community = null, string? Reason = null, string? Need = null, ReleaseType? ReleaseType = null, LocalDate? From = null, LocalDate? Until = null, string Sort = "");

/// <summary>One person not placed where they wanted to live.</summary>
/// <param name="PersonName">Null for a reader who sees what happened and not to whom.</param>
public sealed record NotPlacedRow(
    ReleasePlanId? PlanId, string? PlanNumber, string? PersonName, string PreferredCommunity, string? ActualCommunity, string? ResidenceEn, string? ResidenceFr, IReadOnlyList<string> Reasons,
    IReadOnlyList<string> Needs, Region Region, ReleaseType ReleaseType, LocalDate ReleaseOn, Instant RecordedAt)
{
    public string? Residence(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? ResidenceFr : ResidenceEn;
}

/// <summary>How often something was so among those not placed; a person with two reasons counts for both.</summary>
public sealed record NotPlacedCount(string Key, int Count);

/// <param name="Placed">How many were placed where they wanted to live, of the same filter but for reasons and needs.</param>
public sealed record NotPlaced(Paged<NotPlacedRow> Rows, IReadOnlyList<NotPlacedCount> ByReason, IReadOnlyList<NotPlacedCount> ByCommunity, IReadOnlyList<NotPlacedCount> ByNeed, int Placed);

/// <summary>Reads who was not placed in their preferred community, and why. The Auditor General found that nobody kept this (Report 6, 2018, ¶6.32).</summary>
public sealed class NotPlacedQueries(ReleasePlanningDb db)
{
    // these read the whole country's figures; names they see only of the plans they may know
    private static readonly string[] National = [Roles.Auditor, Roles.Administrator, Roles.AssistantDeputyCommissioner];

    public async Task<NotPlaced> RunAsync(NotPlacedFilter filter, Actor actor, int page, int size, CancellationToken ct)
    {
        var all = Seen(filter, actor);
        var missed = all.Where(r => !r.Outcome.InPreferred);
        if (!string.IsNullOrEmpty(filter.Reason)) { missed = missed.Where(r => r.Outcome.Reasons.Contains(filter.Reason)); }
        if (!string.IsNullOrEmpty(filter.Need)) { missed = missed.Where(r => r.Outcome.Needs.Contains(filter.Need)); }
        var counted = await missed.Select(r => new { r.Outcome.PreferredCommunity, r.Outcome.Reasons, r.Outcome.Needs }).ToListAsync(ct);
        var placed = await all.CountAsync(r => r.Outcome.InPreferred, ct);

        var known = db.Set<ReleasePlan>().Where(PlanScope.Of(db, actor));
        var rows = await Sorted(missed, filter.Sort).ThenBy(r => r.Plan.Id).Skip((page - 1) * size).Take(size).Select(r => new
        {
            r.Outcome, r.Plan.Id, r.Plan.Number, r.Plan.ReleaseType, r.Plan.ReleaseOn, r.Office.Region,
            Name = (r.Person.PreferredName ?? r.Person.GivenNames) + " " + r.Person.FamilyName, Knows = known.Any(p => p.Id == r.Plan.Id),
            House = db.Set<Site>().Where(s => s.Id == r.Outcome.ResidenceId).Select(s => new { s.NameEn, s.NameFr }).FirstOrDefault(),
        }).ToListAsync(ct);
        return new(
            new([.. rows.Select(r => new NotPlacedRow(r.Knows ? r.Id : null, r.Knows ? r.Number : null, r.Knows ? r.Name : null, r.Outcome.PreferredCommunity, r.Outcome.ActualCommunity, r.House?.NameEn, r.House?.NameFr,
                r.Outcome.Reasons, r.Outcome.Needs, r.Region, r.ReleaseType, r.ReleaseOn, r.Outcome.RecordedAt))], counted.Count),
            Count(counted.SelectMany(c => c.Reasons)), Count(counted.Select(c => c.PreferredCommunity)), Count(counted.SelectMany(c => c.Needs)), placed);
    }

    private IQueryable<Joined> Seen(NotPlacedFilter filter, Actor actor)
    {
        var plans = actor.Roles.Any(r => National.Contains(r.Role)) ? db.Set<ReleasePlan>() : db.Set<ReleasePlan>().Where(PlanScope.Of(db, actor));
        var rows =
            from outcome in db.Set<PlacementOutcome>().AsNoTracking()
            join plan in plans on outcome.PlanId equals plan.Id
            join person in db.Set<Person>() on plan.PersonId equals person.Id
            join office in db.Set<Site>() on plan.ParoleOfficeId equals office.Id
            select new Joined { Outcome = outcome, Plan = plan, Person = person, Office = office };
        if (filter.Region is { } region) { rows = rows.Where(r => r.Office.Region == region); }
        if (!string.IsNullOrEmpty(filter.Community)) { var city = Predicates.Exactly(filter.Community.Trim()); rows = rows.Where(r => EF.Functions.ILike(r.Outcome.PreferredCommunity, city)); }
        if (filter.ReleaseType is { } type) { rows = rows.Where(r => r.Plan.ReleaseType == type); }
        if (filter.From is { } from) { rows = rows.Where(r => r.Plan.ReleaseOn >= from); }
        if (filter.Until is { } until) { rows = rows.Where(r => r.Plan.ReleaseOn <= until); }
        return rows;
    }

    private static IOrderedQueryable<Joined> Sorted(IQueryable<Joined> rows, string sort) => sort switch
    {
        "preferred" => rows.OrderBy(r => r.Outcome.PreferredCommunity),
        "-preferred" => rows.OrderByDescending(r => r.Outcome.PreferredCommunity),
        "actual" => rows.OrderBy(r => r.Outcome.ActualCommunity),
        "-actual" => rows.OrderByDescending(r => r.Outcome.ActualCommunity),
        "type" => rows.OrderBy(r => r.Plan.ReleaseType),
        "-type" => rows.OrderByDescending(r => r.Plan.ReleaseType),
        "release" => rows.OrderBy(r => r.Plan.ReleaseOn),
        _ => rows.OrderByDescending(r => r.Plan.ReleaseOn),
    };

    private static IReadOnlyList<NotPlacedCount> Count(IEnumerable<string> keys) =>
        [.. keys.GroupBy(k => k, StringComparer.OrdinalIgnoreCase).Select(g => new NotPlacedCount(g.Key, g.Count())).OrderByDescending(c => c.Count).ThenBy(c => c.Key, StringComparer.Ordinal)];

    private sealed class Joined
    {
        public required PlacementOutcome Outcome { get; init; }
        public required ReleasePlan Plan { get; init; }
        public required Person Person { get; init; }
        public required Site Office { get; init; }
    }
}
