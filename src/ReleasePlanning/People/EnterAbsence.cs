using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <param name="Role">With <paramref name="SiteId"/>: only this role; without both, everything the person does.</param>
public sealed record AbsenceRequest(StaffId StaffId, AbsenceKind Kind, LocalDate? FromOn, LocalDate? UntilOn, StaffId? CoverId, string? Role = null, SiteId? SiteId = null, string? Reason = null);

/// <summary>Somebody will be away, or hands on one role for a while. Nothing is moved: whoever acts is asked anew every time, so work comes back by itself.</summary>
public sealed class EnterAbsence(ReleasePlanningDb db, IClock clock)
{
    public const int LongestReason = 500;
    private const int LongestDays = 2 * 366;
    private const int MostNamed = 5;

    public async Task<Outcome<Absence>> RunAsync(AbsenceRequest request, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await StaffFile.ReadAsync(db, request.StaffId, ct) is not { } file) { return Outcome.NotFound<Absence>(); }
        if (file.MayBeChangedBy(actor) is { Value: false } no) { return Outcome.Forbidden<Absence>(no.Why.Code, [.. no.Why.Args]); }
        if (!file.Member.Active) { return Outcome.Refused<Absence>("staffId", "absence.has-left", file.Member.Name); }
        var now = clock.GetCurrentInstant();
        var problems = await ProblemsAsync(request, file, now, ct);
        if (problems.Count > 0) { return Outcome.Refused<Absence>(problems); }

        var absence = new Absence
        {
            Id = Guid.CreateVersion7(), StaffId = request.StaffId, Kind = request.Kind, FromOn = request.FromOn!.Value, UntilOn = request.UntilOn!.Value, CoverId = request.CoverId!.Value,
            Role = request.Role, SiteId = request.SiteId, Reason = request.Reason?.Trim() ?? "", EnteredAt = now, EnteredBy = actor.StaffId,
        };
        db.Add(absence);
        var cover = await db.Set<StaffMember>().Where(s => s.Id == absence.CoverId).Select(s => s.Name).SingleAsync(ct);
        db.Add(AuditEntry.OfStaff(actor, now, "absence.entered", new Reason("audit.absence.entered", file.Member.Name, absence.FromOn, absence.UntilOn, cover)));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<Absence>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(absence);
    }

    /// <summary>What is wrong with a request, as entering would say it; changes nothing.</summary>
    public async Task<IReadOnlyList<Problem>> ProblemsAsync(AbsenceRequest request, StaffFile file, Instant now, CancellationToken ct)
    {
        var problems = new List<Problem>();
        if ((request.Role is null) != (request.SiteId is null)) { problems.Add(Problem.With("role", "absence.role-and-site")); }
        else if (request.Role is not null && file.Scope(request.Role, request.SiteId).Count == 0) { problems.Add(Problem.With("role", "absence.role-not-held", file.Member.Name)); }
        else if (request.Kind == AbsenceKind.Delegation && request.Role is null) { problems.Add(Problem.With("role", "absence.delegates-what")); }
        problems.AddRange(DayProblems(request.FromOn, request.UntilOn, file.Today(now, request.SiteId)));
        if (request.Reason is { Length: > LongestReason }) { problems.Add(Problem.With("reason", "form.too-long", LongestReason)); }
        if (request.CoverId is not { } cover) { problems.Add(Problem.With("coverId", "absence.needs-cover")); }
        else if (cover == request.StaffId) { problems.Add(Problem.With("coverId", "absence.covers-themselves")); }
        else if (problems.All(p => p.Field != "role") && await CoverProblemAsync(cover, request, file, ct) is { } unfit) { problems.Add(unfit); }
        return problems;
    }

    internal static IEnumerable<Problem> DayProblems(LocalDate? fromOn, LocalDate? untilOn, LocalDate today)
    {
        if (fromOn is not { } from) { yield return Problem.With("fromOn", "form.required"); }
        else if (from < today.PlusDays(-31)) { yield return Problem.With("fromOn", "absence.long-ago", today.PlusDays(-31)); }
        if (untilOn is not { } until) { yield return Problem.With("untilOn", "form.required"); yield break; }
        if (until < today) { yield return Problem.With("untilOn", "absence.over-already", today); }
        else if (fromOn is { } first && until < first) { yield return Problem.With("untilOn", "absence.ends-before-it-begins", first); }
        else if (fromOn is { } start && Period.DaysBetween(start, until) > LongestDays) { yield return Problem.With("untilOn", "absence.too-long", start.PlusDays(LongestDays)); }
    }

    internal async Task<Problem?> CoverProblemAsync(StaffId cover, AbsenceRequest request, StaffFile file, CancellationToken ct)
    {
        var roles = file.Scope(request.Role, request.SiteId);
        var person = (await Colleagues.OfAsync(db, [cover], ct)).GetValueOrDefault(cover);
        if (person is not { Active: true }) { return Problem.With("coverId", "absence.unknown-cover"); }
        if (person.Lacks(roles) is not [var lacking, ..]) { return null; }
        var able = await Colleagues.WhoFitAsync(db, request.StaffId, roles, ct);
        return able.Count > 0
            ? Problem.With("coverId", "absence.cover-lacks-role", person.Name, "@role." + lacking.Role, string.Join(", ", able.Take(MostNamed).Select(c => c.Name)))
            : Problem.With("coverId", "absence.cover-role-by-role", person.Name, "@role." + lacking.Role);
    }
}
