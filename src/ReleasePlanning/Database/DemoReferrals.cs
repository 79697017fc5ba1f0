using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Database;

/// <summary>Asks houses of the demo region for some of the demo plans and lets some of them answer, by the steps their people would answer: so an intake worker has
/// something to answer, an officer something to decide, and some people live elsewhere than they wanted. Only where no house was asked yet.</summary>
public sealed class DemoReferrals(ReleasePlanningDb db, FireDueTimers fireDueTimers, IServiceScopeFactory scopes, IClock clock)
{
    private const int TimersAtOnce = 100;

    public async Task RunAsync(CancellationToken ct)
    {
        if (await db.Set<BedReferral>().AnyAsync(ct)) { return; }
        // the search for a bed begins when its time has come
        while (await fireDueTimers.RunAsync(Guid.CreateVersion7(), TimersAtOnce, 1, ct) > 0) { }

        // asked, and not answered yet
        await RankAsync("Cho", false, ct, "tidewater-centre");
        await RankAsync("Mercredi", true, ct, "northgate-house", "riverside-house");
        await RankAsync("Stone", false, ct, "humber-gate-centre", "escarpment-house");
        await RankAsync("Roy", false, ct, "marais-house");
        await AskAsync("Roy", "marais-house", "Does he still take part in the French-language programme, and on which evenings?", ct);

        // full for months: the person waits, and the next house is asked
        await RankAsync("Hollett", false, ct, "signal-cove-house", "anchor-row-house");
        await AnswerAsync("Hollett", "signal-cove-house", AnswerBedReferral.Waitlisted, ct);

        // the officer decides on what the house asks for
        await RankAsync("Levesque", false, ct, "saltbox-apartments");
        await AnswerAsync("Levesque", "saltbox-apartments", AnswerBedReferral.Conditional, ct, ("conditions", "Home by 21:00 in the first month."));

        // elsewhere than wanted: the house in town has said no, or there is none for her
        await RankAsync("Penner", false, ct, "sagebrush-house", "nechako-apartments");
        await AnswerAsync("Penner", "sagebrush-house", "declined", ct, ("declineCode", "incompatibles"));
        await AnswerAsync("Penner", "nechako-apartments", "accepted", ct);
        await ConfirmAsync("Penner", ct);
        await RankAsync("Whitford", false, ct, "lupin-house");
        await AnswerAsync("Whitford", "lupin-house", "accepted", ct);
        await ConfirmAsync("Whitford", ct);
    }

    private async Task RankAsync(string familyName, bool together, CancellationToken ct, params string[] houses)
    {
        if (await StepAsync(familyName, "RankReferrals", null, ct) is not { } step) { return; }
        string[] ranks = ["firstHouse", "secondHouse"];
        var ids = await db.Set<Site>().AsNoTracking().Where(s => houses.Contains(s.Code)).ToDictionaryAsync(s => s.Code, s => s.Id, ct);
        var answers = houses.Select((code, i) => (ranks[i], ids[code].ToString())).Append(("asking", together ? "together" : "in-turn")).ToList();
        var officer = await db.Set<StaffMember>().AsNoTracking().Include(s => s.Roles).SingleAsync(s => s.Id == step.OwnerId, ct);
        var actor = new Actor(officer.Id, officer.Name, [.. officer.Roles.Select(r => new SiteRole(r.Role, r.SiteId))]);
        var ranked = await CompleteAsync(step, "ranked", actor, answers, ct);
        // a house the search finds unsuitable, being full for one, is named with a reason
        Done(ranked.Kind != OutcomeKind.Refused ? ranked : await CompleteAsync(step, "ranked", actor, [.. answers, ("reason", "Agreed with the house by telephone.")], ct));
    }

    private async Task AnswerAsync(string familyName, string house, string outcome, CancellationToken ct, params (string, string)[] more)
    {
        var staff = await IntakeAsync(house, ct);
        if (await StepAsync(familyName, "AnswerReferral", staff.Roles[0].SiteId, ct) is not { } step) { return; }
        var plan = await db.Set<ReleasePlan>().AsNoTracking().SingleAsync(p => p.Id == step.PlanId, ct);
        var today = clock.GetCurrentInstant().InUtc().Date;
        IEnumerable<(string, string)> answers = outcome == "declined" ? more
            : [.. more, ("departOn", Iso(plan.ReleaseOn.PlusDays(StayNights.Usual))), .. outcome == AnswerBedReferral.Waitlisted ? [] : new[] { ("holdUntil", Iso(today.PlusDays(14))) }];
        Done(await CompleteAsync(step, outcome, staff, answers, ct));
    }

    private async Task ConfirmAsync(string familyName, CancellationToken ct)
    {
        if (await StepAsync(familyName, "ConfirmBed", null, ct) is not { } step) { return; }
        var code = await db.Set<Site>().Where(s => s.Id == step.SiteId).Select(s => s.Code).SingleAsync(ct);
        Done(await CompleteAsync(step, "confirmed", await IntakeAsync(code, ct), [], ct));
    }

    private async Task AskAsync(string familyName, string house, string question, CancellationToken ct)
    {
        var staff = await IntakeAsync(house, ct);
        var referral = await (from r in db.Set<BedReferral>() join p in db.Set<ReleasePlan>() on r.PlanId equals p.Id join n in db.Set<Person>() on p.PersonId equals n.Id
                              where n.FamilyName == familyName && r.ResidenceId == staff.Roles[0].SiteId select (Guid?)r.Id).FirstOrDefaultAsync(ct);
        if (referral is not { } id) { return; }
        await using var scope = scopes.CreateAsyncScope();
        Done(await scope.ServiceProvider.GetRequiredService<WriteReferralMessage>().RunAsync(id, question, staff, ct));
    }

    /// <summary>The open step of somebody's plan; none when the extract of that day gives them no plan, or none that needs a house.</summary>
    private Task<WorkItem?> StepAsync(string familyName, string element, SiteId? site, CancellationToken ct) =>
        (from w in db.Set<WorkItem>() join p in db.Set<ReleasePlan>() on w.PlanId equals p.Id join n in db.Set<Person>() on p.PersonId equals n.Id
         where n.FamilyName == familyName && w.ElementId == element && w.State == WorkItemState.Open && (site == null || w.SiteId == site) select w).AsNoTracking().FirstOrDefaultAsync(ct);

    private async Task<Outcome<WorkItem>> CompleteAsync(WorkItem step, string outcome, Actor actor, IEnumerable<(string Name, string Value)> answers, CancellationToken ct)
    {
        // each answer is an act of its own, with a context of its own
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<CompleteWorkItem>().RunAsync(step.Id, outcome, answers.ToDictionary(a => a.Name, a => (string?)a.Value), step.Version, actor, ct);
    }

    private async Task<Actor> IntakeAsync(string house, CancellationToken ct)
    {
        var id = await db.Set<Site>().Where(s => s.Code == house).Select(s => s.Id).SingleAsync(ct);
        var staff = await db.Set<StaffMember>().AsNoTracking().OrderBy(s => s.SignIn).FirstAsync(s => s.Roles.Any(r => r.Role == Roles.ResidenceIntake && r.SiteId == id), ct);
        return new Actor(staff.Id, staff.Name, [new(Roles.ResidenceIntake, id)]);
    }

    private static void Done<T>(Outcome<T> outcome)
    {
        // another starter of the same demo may have been first
        if (outcome.IsDone || outcome.Kind == OutcomeKind.Conflict) { return; }
        throw new InvalidOperationException("A step of the demo region was refused: " + string.Join(", ", outcome.Problems.Select(p => p.Field + " " + p.Reason.Code)));
    }

    private static string Iso(LocalDate day) => day.ToString("uuuu-MM-dd", null);
}
