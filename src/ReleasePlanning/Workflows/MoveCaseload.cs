using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Workflows;

/// <param name="Id">Chosen by whoever asks, once a form: the same move sent twice is done once.</param>
/// <param name="UntilOn">The last day of a temporary move; null for good.</param>
/// <param name="Takers">Who takes which plan; every plan of the caseload is named.</param>
/// <param name="CoverId">For a temporary move: who covers everything else, and what comes meanwhile. The taker of most plans where it is not said.</param>
public sealed record CaseloadMoveRequest(Guid Id, StaffId From, LocalDate? UntilOn, string Reason, IReadOnlyDictionary<ReleasePlanId, StaffId> Takers, StaffId? CoverId = null);

/// <summary>Gives a whole caseload to others in one act and one transaction: all of it or nothing, so that nobody has to find out which half was moved. It locks the
/// plans in the order of their ids and changes only owners, so that even hundreds take a moment, in which their timers wait or go on with other plans.</summary>
public sealed class MoveCaseload(ReleasePlanningDb db, GiveAway give, EnterAbsence absences, IClock clock)
{
    public const int MostPlans = 500;

    public async Task<Outcome<CaseloadMove>> RunAsync(CaseloadMoveRequest request, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await Caseload.LockPersonAsync(db, request.From, ct);
        if (await StaffFile.ReadAsync(db, request.From, ct) is not { } from) { return Outcome.NotFound<CaseloadMove>(); }
        if (CaseloadAccess.MayMove(from, actor) is { Value: false } no) { return Outcome.Forbidden<CaseloadMove>(no.Why.Code, [.. no.Why.Args]); }
        if (await db.Set<CaseloadMove>().FirstOrDefaultAsync(m => m.Id == request.Id, ct) is { } done) { return done.FromStaffId == request.From ? Outcome.Done(done) : Outcome.Conflict<CaseloadMove>("caseload.other-move"); }

        var now = clock.GetCurrentInstant();
        if (Refusals(request, from, now) is { Count: > 0 } wrong) { return Outcome.Refused<CaseloadMove>(wrong); }
        var caseload = await Caseload.LockAsync(db, request.From, ct);
        if (caseload.Any(p => !request.Takers.ContainsKey(p.Plan.Id)) || request.Takers.Keys.Any(t => caseload.All(p => p.Plan.Id != t))) { return Outcome.Conflict<CaseloadMove>("caseload.changed", from.Member.Name); }
        var problems = await give.ProblemsAsync(from, caseload, request.Takers, ct);
        if (problems.Count > 0) { return Outcome.Refused<CaseloadMove>(problems); }
        var move = new CaseloadMove
        {
            Id = request.Id, FromStaffId = request.From, UntilOn = request.UntilOn, Reason = request.Reason.Trim(), MovedAt = now, MovedBy = actor.StaffId,
            Plans = caseload.Count, Steps = caseload.Sum(p => p.Steps.Length), Takers = request.Takers.Values.Distinct().Count(),
        };
        db.Add(move);
        var names = await NamesAsync(request, ct);
        if (request.UntilOn is { } until)
        {
            if (await CoverAsync(move, request, from, caseload, until, names, actor, ct) is { } unfit) { return Outcome.Refused<CaseloadMove>(unfit); }
        }
        else { give.ForGood(from, caseload, request.Takers, names, move.Reason, actor, now); }
        await give.TellAsync(move.Id, from, caseload, request.Takers, request.UntilOn, now, ct);
        db.Add(AuditEntry.OfStaff(actor, now, "caseload.moved", new Reason("audit.caseload.moved", from.Member.Name, move.Plans, move.Steps, move.Takers, move.Reason)));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<CaseloadMove>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(move);
    }

    private static List<Problem> Refusals(CaseloadMoveRequest request, StaffFile from, Instant now)
    {
        var problems = new List<Problem>();
        if (request.Id == Guid.Empty) { problems.Add(Problem.With("id", "caseload.needs-id")); }
        if (request.Takers.Count > MostPlans) { problems.Add(Problem.With("takers", "caseload.too-many", MostPlans)); }
        if (string.IsNullOrWhiteSpace(request.Reason)) { problems.Add(Problem.With("reason", "form.required")); }
        else if (request.Reason.Length > EnterAbsence.LongestReason) { problems.Add(Problem.With("reason", "form.too-long", EnterAbsence.LongestReason)); }
        if (!from.Member.Active) { problems.Add(Problem.With("from", "absence.has-left", from.Member.Name)); }
        if (request.UntilOn is { } until) { problems.AddRange(EnterAbsence.DayProblems(from.Today(now), until, from.Today(now))); }
        return problems;
    }

    /// <summary>Temporary: an absence with a cover, and a cover of its own for each plan that goes to somebody else. Owners stay, so nothing has to be moved back.</summary>
    private async Task<Problem?> CoverAsync(
        CaseloadMove move, CaseloadMoveRequest request, StaffFile from, IReadOnlyList<CaseloadPlan> caseload, LocalDate until, IReadOnlyDictionary<StaffId, string> names, Actor actor, CancellationToken ct)
    {
        var general = request.CoverId ?? request.Takers.Values.GroupBy(t => t).OrderByDescending(g => g.Count()).ThenBy(g => names[g.Key], StringComparer.Ordinal).FirstOrDefault()?.Key;
        if (general is not { } cover) { return Problem.With("coverId", "absence.needs-cover"); }
        if (cover == request.From) { return Problem.With("coverId", "absence.covers-themselves"); }
        if (await absences.CoverProblemAsync(cover, new(request.From, AbsenceKind.Sudden, null, null, cover), from, ct) is { } unfit) { return unfit; }
        var absence = new Absence
        {
            Id = Guid.CreateVersion7(), StaffId = request.From, Kind = AbsenceKind.Sudden, FromOn = from.Today(move.MovedAt), UntilOn = until, CoverId = cover, Reason = move.Reason,
            EnteredAt = move.MovedAt, EnteredBy = actor.StaffId, MoveId = move.Id,
        };
        db.Add(absence);
        foreach (var plan in caseload)
        {
            var taker = request.Takers[plan.Plan.Id];
            if (taker != cover) { db.Add(new PlanCover { AbsenceId = absence.Id, PlanId = plan.Plan.Id, CoverId = taker }); }
            db.Add(AuditEntry.OfPlan(plan.Plan.Id, actor, move.MovedAt, "plan.covered", new Reason("audit.plan.covered", names[taker], from.Member.Name, until, move.Reason)));
        }
        return null;
    }

    private async Task<IReadOnlyDictionary<StaffId, string>> NamesAsync(CaseloadMoveRequest request, CancellationToken ct)
    {
        var ids = request.Takers.Values.ToHashSet();
        return await db.Set<StaffMember>().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, ct);
    }
}
