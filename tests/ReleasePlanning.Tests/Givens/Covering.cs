using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Tests.Givens;

/// <summary>Absences, caseloads and who sees what, in one line each.</summary>
public static class Covering
{
    public static async Task<Absence> IsAwayAsync(this Acting acting, Actor who, Actor cover, LocalDate from, LocalDate until, string? role = null, SiteId? site = null)
    {
        var kind = role is null ? AbsenceKind.Leave : AbsenceKind.Delegation;
        var entered = await acting.WithAsync<EnterAbsence, Outcome<Absence>>(a => a.RunAsync(new(who.StaffId!.Value, kind, from, until, cover.StaffId, role, site), who, default));
        entered.Problems.ShouldBeEmpty();
        return entered.Value!;
    }

    /// <summary>The ids of the steps in somebody's inbox, as they would see it now.</summary>
    public static async Task<IReadOnlyList<StepRow>> InboxAsync(this Acting acting, Actor who, InboxScope scope = InboxScope.Mine)
    {
        var today = await acting.TodayAsync(who);
        var (steps, _) = await acting.WithAsync<InboxQueries, (Paged<StepRow>, InboxCounts)>(q => q.InboxAsync(new(scope, null, null, false, ""), today, 1, 500, default));
        return steps.Items;
    }

    public static Task<PlanView> SeesAsync(this Acting acting, Actor who, ReleasePlan plan) =>
        acting.ReadAsync(async db => (await PlanScope.ViewAsync(db, plan, await acting.TodayAsync(who), default)).Value);

    /// <summary>Plans of one officer for people who are in their institution besides those of the demo region.</summary>
    public static async Task<IReadOnlyList<ReleasePlan>> ManyPlansAsync(this Acting acting, Actor officer, int count)
    {
        var at = officer.Roles[0].SiteId;
        var (people, office) = await acting.ReadAsync(async db =>
        {
            var like = await db.Set<Person>().AsNoTracking().FirstAsync(p => p.InstitutionId == at && p.SentenceKind == SentenceKind.Determinate);
            var site = await db.Set<Site>().SingleAsync(s => s.Id == at);
            var parole = await db.Set<Site>().Where(s => s.Kind == SiteKind.ParoleOffice && s.Region == site.Region).OrderBy(s => s.Code).FirstAsync();
            var added = Enumerable.Range(0, count).Select(n => new Person
            {
                Id = PersonId.New(), Fps = Guid.CreateVersion7().ToString("N")[^12..].ToUpperInvariant(), FamilyName = $"Fictional {n}", GivenNames = "Person", BornOn = like.BornOn, Gender = like.Gender,
                Language = n % 3 == 0 ? "fr" : "en", InstitutionId = at, SecurityLevel = like.SecurityLevel, SentenceKind = like.SentenceKind, SentencedOn = like.SentencedOn, SentenceMonths = like.SentenceMonths,
                PlaceOfConviction = like.PlaceOfConviction, StatutoryReleaseOn = acting.Clock.Now.InUtc().Date.PlusDays(60 + n), WarrantExpiryOn = acting.Clock.Now.InUtc().Date.PlusDays(900),
            }).ToList();
            db.AddRange(added);
            await db.SaveChangesAsync();
            return (added, parole);
        });
        var plans = new List<ReleasePlan>();
        foreach (var person in people)
        {
            var request = new LaunchRequest(person.Id, ReleaseType.StatutoryRelease, office.Id, office.City, "12 Fictional Street", false);
            var launched = await acting.WithAsync<LaunchReleasePlan, Outcome<ReleasePlan>>(a => a.RunAsync(request, officer, default));
            launched.Problems.ShouldBeEmpty();
            plans.Add(launched.Value!);
        }
        return plans;
    }
}
