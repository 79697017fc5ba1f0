using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Database;

/// <summary>Launches a dozen plans of the demo region the way their officers would, so that inboxes have something in them. Only where no plan exists yet.</summary>
public sealed class DemoPlans(ReleasePlanningDb db, IServiceScopeFactory scopes, IClock clock)
{
    private const int Most = 12;

    /// <summary>Those who have a private address to go to; the others need a house.</summary>
    private static readonly string[] WithAddress = ["Grant", "Bighorn"];

    /// <summary>Left for whoever tries the main job first.</summary>
    private const string KeptFree = "Desjarlais";

    public async Task RunAsync(CancellationToken ct)
    {
        if (await db.Set<ReleasePlan>().AnyAsync(ct)) { return; }
        var today = clock.GetCurrentInstant().InUtc().Date;
        var people = await db.Set<Person>().AsNoTracking()
            .Where(p => p.StatutoryReleaseOn > today.PlusDays(12) && p.SentenceKind == SentenceKind.Determinate && p.FamilyName != KeptFree)
            .OrderBy(p => p.StatutoryReleaseOn).Take(Most).ToListAsync(ct);
        foreach (var person in people) { await LaunchAsync(person, ct); }
        await SendOnLeaveAsync("marcus.nowak", "amara.osei", ct);
    }

    /// <summary>One colleague is away this week, so that covering can be seen.</summary>
    private async Task SendOnLeaveAsync(string who, string cover, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var staff = await db.Set<StaffMember>().AsNoTracking().Where(s => s.SignIn == who || s.SignIn == cover).ToDictionaryAsync(s => s.SignIn, ct);
        if (!staff.TryGetValue(who, out var away) || !staff.TryGetValue(cover, out var standsIn)) { return; }
        // yesterday and tomorrow are safe in every zone
        var today = clock.GetCurrentInstant().InUtc().Date;
        var request = new AbsenceRequest(away.Id, AbsenceKind.Leave, today.PlusDays(-1), today.PlusDays(4), standsIn.Id, Reason: "Vacation");
        var entered = await scope.ServiceProvider.GetRequiredService<EnterAbsence>().RunAsync(request, new Actor(away.Id, away.Name, []), ct);
        if (!entered.IsDone && entered.Kind != OutcomeKind.Conflict) { throw new InvalidOperationException("The demo absence was refused: " + string.Join(", ", entered.Problems.Select(p => p.Reason.Code))); }
    }

    private async Task LaunchAsync(Person person, CancellationToken ct)
    {
        var home = await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == person.InstitutionId, ct);
        var officer = await db.Set<StaffMember>().AsNoTracking().Include(s => s.Roles).OrderBy(s => s.SignIn)
            .FirstAsync(s => s.Roles.Any(r => r.Role == Roles.InstitutionalParoleOfficer && r.SiteId == home.Id), ct);
        var office = await db.Set<Site>().AsNoTracking().Where(s => s.Kind == SiteKind.ParoleOffice && s.Region == home.Region)
            .OrderBy(s => s.City == person.PreferredCommunity ? 0 : 1).ThenBy(s => s.Code).FirstAsync(ct);
        var residency = person.Has(PersonFlags.Schedule1);
        var type = residency ? ReleaseType.StatutoryReleaseWithResidency : ReleaseType.StatutoryRelease;
        var needsHouse = residency || !WithAddress.Contains(person.FamilyName);
        var request = new LaunchRequest(person.Id, type, office.Id, office.City, needsHouse ? "" : "14 Elm Street", needsHouse, NotPracticable: "The date was recalculated shortly before.");
        var actor = new Actor(officer.Id, officer.Name, [.. officer.Roles.Select(r => new SiteRole(r.Role, r.SiteId))]);
        // each launch is an act of its own, with a context of its own
        await using var scope = scopes.CreateAsyncScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<LaunchReleasePlan>().RunAsync(request, actor, ct);
        // another starter of the same demo may have been first
        if (!outcome.IsDone && outcome.Kind != OutcomeKind.Conflict)
        {
            throw new InvalidOperationException($"The demo plan for {person.Fps} was refused: " + string.Join(", ", outcome.Problems.Select(p => p.Reason.Code)));
        }
    }
}
