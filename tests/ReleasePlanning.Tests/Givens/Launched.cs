using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Givens;

/// <summary>Launching and answering in one line, for tests about what comes after.</summary>
public static class Launched
{
    private const string KeptForTheStory = "Desjarlais";

    /// <summary>A plan for somebody of the demo region who can be released in that way and has no plan yet.</summary>
    public static async Task<ReleasePlan> APlanAsync(this Acting acting, ReleaseType type = ReleaseType.StatutoryRelease, bool needsResidence = false, string? familyName = null)
    {
        var today = acting.Clock.Now.InUtc().Date;
        var (person, officer, office) = await acting.ReadAsync(async db =>
        {
            var taken = db.Set<ReleasePlan>().Select(p => p.PersonId);
            var people = await db.Set<Person>().Where(p => !taken.Contains(p.Id)).OrderBy(p => p.Fps).ToListAsync();
            var found = people.OrderBy(p => LaunchRules.OfficialDate(p, type)).First(p => (familyName is null ? p.FamilyName != KeptForTheStory : p.FamilyName == familyName) && p.SentenceKind == SentenceKind.Determinate
                && (LaunchRules.OfficialDate(p, type) > today.PlusDays(20) || !type.IsEntitledByLaw()) && !p.Has(PersonFlags.RemovalOrder)
                && (type != ReleaseType.LongTermSupervision || p.LongTermSupervisionEndsOn != null)
                && (type != ReleaseType.UnescortedTemporaryAbsence || p.SecurityLevel != SecurityLevel.Maximum));
            var institution = await db.Set<Site>().SingleAsync(s => s.Id == found.InstitutionId);
            var staff = await db.Set<StaffMember>().Where(s => s.Roles.Any(r => r.Role == Roles.InstitutionalParoleOfficer && r.SiteId == found.InstitutionId)).OrderBy(s => s.SignIn).FirstAsync();
            var parole = await db.Set<Site>().Where(s => s.Kind == SiteKind.ParoleOffice && s.Region == institution.Region).OrderBy(s => s.Code).FirstAsync();
            return (found, staff, parole);
        });
        var actor = await acting.ActorAsync(officer.Id);
        // a discretionary release is asked for a day after eligibility; one by law has its official date
        var asked = LaunchRules.OfficialDate(person, type) is { } eligible && eligible > today.PlusDays(60) ? eligible : today.PlusDays(60);
        var request = new LaunchRequest(person.Id, type, office.Id, office.City, "12 Fictional Street", needsResidence,
            EntitlementOn: type.IsEntitledByLaw() ? null : asked, ReturnOn: type.IsTemporary() ? asked.PlusDays(3) : null);
        var outcome = await acting.WithAsync<LaunchReleasePlan, Outcome<ReleasePlan>>(a => a.RunAsync(request, actor, default));
        outcome.Problems.ShouldBeEmpty();
        return outcome.Value!;
    }

    public static async Task<WorkItem> StepAsync(this Acting acting, ReleasePlanId plan, string element) =>
        (await acting.OpenStepsAsync(plan)).First(s => s.ElementId == element);

    /// <summary>Completes a step as its owner, with an outcome, the rest of the form filled in.</summary>
    public static async Task<Outcome<WorkItem>> CompleteAsync(
        this Acting acting, DemoRegionFixture region, WorkItem item, string? outcome = null, Actor? actor = null, params (string Field, string Value)[] answers)
    {
        actor ??= await acting.ActorAsync(item.OwnerId!.Value);
        outcome ??= item.Outcomes[0];
        await using var scope = region.Services.CreateAsyncScope();
        var given = await Answers.ForAsync(scope.ServiceProvider, item, outcome, actor, acting.Clock.Now);
        foreach (var (field, value) in answers) { given[field] = value; }
        scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>().ChangeTracker.Clear();
        return await scope.ServiceProvider.GetRequiredService<CompleteWorkItem>().RunAsync(item.Id, outcome, given, item.Version, actor, default);
    }
}
