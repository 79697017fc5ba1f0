using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.People;

/// <summary>Reads people and their official dates for pages. Somebody sees the people of their region and those coming to their office; administrators and auditors see all.</summary>
public sealed class PersonQueries(ReleasePlanningDb db)
{
    public async Task<Paged<PersonRow>> SearchAsync(PersonFilter filter, Actor actor, int page, int size, CancellationToken ct)
    {
        var rows =
            from person in await VisibleAsync(actor, ct)
            join site in db.Set<Site>() on person.InstitutionId equals site.Id
            join plan in db.Set<ReleasePlan>().Where(p => p.Status == PlanStatus.Active || p.Status == PlanStatus.Released)
                on person.Id equals plan.PersonId into plans
            from plan in plans.DefaultIfEmpty()
            select new { person, site, plan };
        foreach (var word in filter.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(6))
        {
            var like = "%" + word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
            rows = rows.Where(r => EF.Functions.ILike(r.person.FamilyName, like) || EF.Functions.ILike(r.person.GivenNames, like)
                || EF.Functions.ILike(r.person.PreferredName ?? "", like) || EF.Functions.ILike(r.person.Fps, like) || EF.Functions.ILike(r.plan!.Number, like));
        }
        if (filter.InstitutionId is { } institution) { rows = rows.Where(r => r.site.Id == institution); }
        if (filter.Planned is { } planned) { rows = rows.Where(r => r.plan != null == planned); }
        // who lives in a house already is not about to be released
        if (filter.Planned is false || filter.ReleasedBefore is not null) { rows = rows.Where(r => !db.Set<BedStay>().Any(s => s.PersonId == r.person.Id && s.State == StayState.Arrived)); }
        if (filter.ReleasedBefore is { } before) { rows = rows.Where(r => r.person.StatutoryReleaseOn < before || r.person.WarrantExpiryOn < before); }

        var total = await rows.CountAsync(ct);
        var sorted = filter.Sort switch
        {
            "-name" => rows.OrderByDescending(r => r.person.FamilyName).ThenByDescending(r => r.person.GivenNames),
            "institution" => rows.OrderBy(r => r.site.NameEn).ThenBy(r => r.person.FamilyName),
            "-institution" => rows.OrderByDescending(r => r.site.NameEn).ThenBy(r => r.person.FamilyName),
            "release" => rows.OrderBy(r => r.person.StatutoryReleaseOn ?? r.person.WarrantExpiryOn),
            "-release" => rows.OrderByDescending(r => r.person.StatutoryReleaseOn ?? r.person.WarrantExpiryOn),
            _ => rows.OrderBy(r => r.person.FamilyName).ThenBy(r => r.person.GivenNames),
        };
        var items = await sorted.ThenBy(r => r.person.Fps).Skip((page - 1) * size).Take(size)
            .Select(r => new PersonRow(r.person, r.site, r.plan == null ? null : r.plan.Id, r.plan == null ? null : r.plan.Number)).ToListAsync(ct);
        return new(items, total);
    }

    public async Task<PersonView?> GetAsync(PersonId id, Actor actor, CancellationToken ct)
    {
        if (await (await VisibleAsync(actor, ct)).SingleOrDefaultAsync(p => p.Id == id, ct) is not { } person) { return null; }
        var institution = await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == person.InstitutionId, ct);
        var changes = await db.Set<OfficialDateChange>().AsNoTracking().Where(c => c.PersonId == id).OrderByDescending(c => c.ChangedAt)
            .Join(db.Set<Import>(), c => c.ImportId, i => i.Id, (c, i) => new DateChange(c.Field, c.OldOn, c.NewOn, c.ChangedAt, i.FileName)).ToListAsync(ct);
        var plans = await db.Set<ReleasePlan>().AsNoTracking().Where(p => p.PersonId == id).OrderByDescending(p => p.LaunchedAt).ToListAsync(ct);
        return new(person, institution, Warnings(person), changes, plans);
    }

    /// <summary>Institutions somebody can choose from in a filter.</summary>
    public async Task<IReadOnlyList<Site>> InstitutionsAsync(CancellationToken ct) =>
        await db.Set<Site>().AsNoTracking().Where(s => s.Kind == SiteKind.Institution).OrderBy(s => s.NameEn).ToListAsync(ct);

    /// <summary>Where the official dates differ from what the general rules give: for Sentence Management to look at, never to overwrite.</summary>
    public static ImmutableArray<Problem> Warnings(Person person)
    {
        if (person is not { SentenceKind: SentenceKind.Determinate, SentenceMonths: { } months }) { return []; }
        return SentenceDates.Compare(
            SentenceDates.Expect(person.SentencedOn, new SentenceTerm.Months(months)),
            new(person.UtaEligibleOn, person.DayParoleEligibleOn, person.FullParoleEligibleOn, person.StatutoryReleaseOn, person.WarrantExpiryOn));
    }

    private async Task<IQueryable<Person>> VisibleAsync(Actor actor, CancellationToken ct)
    {
        var people = db.Set<Person>().AsNoTracking();
        if (actor.Holds(Roles.Administrator) || actor.Holds(Roles.Auditor)) { return people; }
        var mine = actor.Roles.Select(r => r.SiteId).Distinct().ToList();
        var regions = await db.Set<Site>().Where(s => mine.Contains(s.Id)).Select(s => s.Region).Distinct().ToListAsync(ct);
        return people.Where(p => db.Set<Site>().Any(s => s.Id == p.InstitutionId && regions.Contains(s.Region))
            || db.Set<ReleasePlan>().Any(r => r.PersonId == p.Id && mine.Contains(r.ParoleOfficeId)));
    }
}

/// <param name="Planned">True: only people with an open plan; false: only people without.</param>
/// <param name="ReleasedBefore">Only people whose statutory release or warrant expiry lies before this day.</param>
public sealed record PersonFilter(string Text, SiteId? InstitutionId, bool? Planned, LocalDate? ReleasedBefore, string Sort);

public sealed record PersonRow(Person Person, Site Institution, ReleasePlanId? PlanId, string? PlanNumber);

public sealed record PersonView(Person Person, Site Institution, ImmutableArray<Problem> Warnings, IReadOnlyList<DateChange> Changes, IReadOnlyList<ReleasePlan> Plans)
{
    public ReleasePlan? OpenPlan => Plans.FirstOrDefault(p => p.IsOpen);
}

public sealed record DateChange(string Field, LocalDate? OldOn, LocalDate? NewOn, Instant ChangedAt, string FileName);
