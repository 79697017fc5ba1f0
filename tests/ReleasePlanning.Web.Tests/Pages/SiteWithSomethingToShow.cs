using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Notifications;
using ReleasePlanning.Calendar;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests;
using ReleasePlanning.Web.Tests.Hosting;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Tests.Pages;

[CollectionDefinition(nameof(SiteWithSomethingToShow))]
public sealed class PagesOfOneSite : ICollectionFixture<SiteWithSomethingToShow>;

/// <summary>A site whose pages are not empty: a plan of Red Willow with overdue steps and an incident, and the ids that addresses need.</summary>
public sealed class SiteWithSomethingToShow(PostgresFixture postgres) : IAsyncLifetime
{
    public const string Nobody = "";

    // a sign-in for each page would take as long as the page
    private readonly ConcurrentDictionary<string, string> signIns = new();

    public SiteFixture Site { get; } = new(postgres);
    public ReleasePlan Plan { get; private set; } = default!;
    public Guid Step { get; private set; }
    public Guid Referral { get; private set; }
    public Guid Person { get; private set; }
    public Guid Import { get; private set; }
    public Guid Run { get; private set; }
    public long Token { get; private set; }
    public Guid Migration { get; private set; }
    public Guid Webhook { get; private set; }
    public Guid Redating { get; private set; }
    public Guid Closure { get; private set; }
    /// <summary>Northgate House, with a bed out of service.</summary>
    public Guid House { get; private set; }
    public Guid Bed { get; private set; }
    public Guid Stay { get; private set; }

    public async ValueTask InitializeAsync()
    {
        await Site.InitializeAsync();
        await Site.WaitUntilAsync(SiteFixture.Monday + Duration.FromDays(15));
        Plan = await Site.ReadAsync(db =>
            (from p in db.Set<ReleasePlan>() join s in db.Set<Site>() on p.ReleasingSiteId equals s.Id where s.Code == "red-willow" orderby p.Number select p).FirstAsync());
        Step = (await Site.ReadAsync(db => db.Set<WorkItem>()
            .Where(w => w.PlanId == Plan.Id && w.State == WorkItemState.Open && w.OwnerId == Plan.ParoleOfficerId).OrderBy(w => w.DueAt).FirstAsync())).Id.Value;
        Person = (await Site.ReadAsync(db => db.Set<Person>().SingleAsync(p => p.FamilyName == "Kuznetsov"))).Id.Value;
        Import = await Site.ReadAsync(db => db.Set<Import>().Where(i => i.Kind == ImportKind.Extract).OrderBy(i => i.ImportedAt).ThenBy(i => i.Id).Select(i => i.Id).FirstAsync());
        var run = await Site.ReadAsync(db => db.Set<WorkflowInstance>().SingleAsync(i => i.PlanId == Plan.Id && i.ParentId == null));
        (Run, Token) = (run.Id.Value, Bpmn.Execution.ProcessStateJson.Read(run.State).Tokens[0].Id);
        var officer = Plan.ParoleOfficerId;
        var house = await Site.ReadAsync(db => db.Set<Site>().Where(s => s.Code == "northgate-house").Select(s => s.Id).SingleAsync());
        (House, Bed) = (house.Value, await Site.ReadAsync(db => db.Set<Bed>().Where(b => b.ResidenceId == house && b.Label == "03").Select(b => b.Id).SingleAsync()));
        var today = Site.Clock.Now.InUtc().Date;
        await Site.ReadAsync(db =>
        {
            var spell = Guid.CreateVersion7();
            db.AddRange(Enumerable.Range(1, 2).Select(n => new OutOfServiceRevision
            {
                SpellId = spell, Revision = n, BedId = Bed, FacilityId = house, FromOn = today, UntilOn = today.PlusDays(7 * n), ReasonCode = "repair", Note = "A window", Cancelled = false, At = Site.Clock.Now,
            }));
            return db.SaveChangesAsync();
        });
        await Site.ReadAsync(db =>
        {
            db.Add(new LadderDraft { Ladder = "institution", NameEn = "Institution steps", NameFr = "Étapes en établissement", Rungs = [.. DefaultLadders.Versions[0].Rungs.Skip(1)], ChangedBy = officer, ChangedAt = Site.Clock.Now });
            db.Add(new WorkflowIncident
            {
                Id = Guid.CreateVersion7(), PlanId = Plan.Id, InstanceId = run.Id, ElementId = "AlertVictimServices", RaisedAt = Site.Clock.Now,
                MessageEn = "Nobody holds the role at this site.", MessageFr = "Personne n’occupe ce rôle à cet établissement.",
            });
            return db.SaveChangesAsync();
        });
        Referral = await AskAsync();
        Migration = await MigrateAsync();
        Webhook = await DeliverAsync();
        await CloseADayAsync();
        await HoldABedAsync();
    }

    /// <summary>A bed held for the plan's person.</summary>
    private async Task HoldABedAsync()
    {
        var house = await Site.ReadAsync(db => db.Set<Site>().Where(s => s.Kind == SiteKind.CommunityResidentialFacility && s.Capacity > 3).OrderBy(s => s.Code).FirstAsync());
        var priya = await Site.ReadAsync(db => db.Set<StaffMember>().SingleAsync(s => s.SignIn == "priya.kowalski"));
        await using var scope = Site.Services.CreateAsyncScope();
        var on = Site.Clock.Now.InUtc().Date.PlusDays(5);
        var held = await scope.ServiceProvider.GetRequiredService<ReleasePlanning.BedSpaces.BookStay>().RunAsync(
            new(Plan.Id, null, house.Id, on, on.PlusDays(60), []), new Actor(priya.Id, priya.Name, [new SiteRole(Roles.Administrator, house.Id)]), default);
        held.Problems.ShouldBeEmpty();
        Stay = held.Value!.Id;
    }

    /// <summary>A house that was asked and has a question.</summary>
    private Task<Guid> AskAsync() => Site.ReadAsync(async db =>
    {
        var house = await db.Set<Site>().SingleAsync(s => s.Code == "northgate-house");
        var intake = await db.Set<StaffMember>().FirstAsync(s => s.Roles.Any(r => r.Role == Roles.ResidenceIntake && r.SiteId == house.Id));
        var round = 1 + (await db.Set<BedReferral>().Where(r => r.PlanId == Plan.Id).MaxAsync(r => (int?)r.Round) ?? 0);
        var referral = new BedReferral
        {
            Id = Guid.CreateVersion7(), PlanId = Plan.Id, ResidenceId = house.Id, Round = round, Rank = 1, State = ReferralState.Declined, SentAt = Site.Clock.Now,
            AnsweredAt = Site.Clock.Now, DeclineCode = "no-vacancy", Package = (await ReferralPackage.OfAsync(db, Plan, "Ground floor.", default)).Write(),
        };
        db.Add(referral);
        db.Add(new ReferralMessage { Id = Guid.CreateVersion7(), ReferralId = referral.Id, PlanId = Plan.Id, At = Site.Clock.Now, By = intake.Id, FromHouse = true, Text = "Does the person work nights?" });
        var waits = new BedReferral { Id = Guid.CreateVersion7(), PlanId = Plan.Id, ResidenceId = house.Id, Round = round, Rank = 2, State = ReferralState.Waiting, SentAt = Site.Clock.Now, Package = referral.Package };
        db.Add(waits);
        await db.SaveChangesAsync();
        db.Add(new WaitlistEntry { Id = Guid.CreateVersion7(), FacilityId = house.Id, PlanId = Plan.Id, ReferralId = waits.Id, Nights = new(Plan.ReleaseOn, Plan.ReleaseOn.PlusDays(90)), JoinedAt = Site.Clock.Now });
        await db.SaveChangesAsync();
        return referral.Id;
    });

    /// <summary>A closure that moves some dates, and a date set by hand that stays.</summary>
    private async Task CloseADayAsync()
    {
        await using var scope = Site.Services.CreateAsyncScope();
        var today = Site.Clock.Now.InUtc().Date;
        var owner = new Actor(Plan.ParoleOfficerId, "Amara Osei", []);
        (await scope.ServiceProvider.GetRequiredService<SetDueDate>().RunAsync(WorkItemId.From(Step), today.PlusDays(5), null, "The file comes later.", null, owner, default)).Problems.ShouldBeEmpty();
        var priya = await Site.ReadAsync(db => db.Set<StaffMember>().SingleAsync(s => s.SignIn == "priya.kowalski"));
        var admin = new Actor(priya.Id, priya.Name, [new SiteRole(Roles.Administrator, Plan.ReleasingSiteId)]);
        var closing = new CalendarRequest.Exception(CalendarKind.Federal, null, null, today.PlusDays(7), today.PlusDays(8), "", false, true, "Offices flooded", "For the pages.");
        await using var another = Site.Services.CreateAsyncScope();
        var made = await another.ServiceProvider.GetRequiredService<ChangeCalendar>().RunAsync(closing, PastDue.Mark, admin, default);
        made.Problems.ShouldBeEmpty();
        Redating = made.Value!.Id;
        while (await Site.Services.GetRequiredService<RunRedatings>().RunAsync(Redating, default) > 0) { }
        Closure = (await Site.ReadAsync(db => db.Set<CalendarException>().SingleAsync(e => e.Reason == "Offices flooded"))).Id;
    }

    /// <summary>A new version that lacks a step where plans stand: some plans go there, others stay with the reason.</summary>
    private async Task<Guid> MigrateAsync()
    {
        await using var scope = Site.Services.CreateAsyncScope();
        var changed = ShippedWorkflows.Read("release-plan").Replace("ListDocuments", "ListEveryDocument", StringComparison.Ordinal);
        (await scope.ServiceProvider.GetRequiredService<PublishWorkflow>().RunAsync(changed, "Every document is listed.", Actor.Service, default)).Problems.ShouldBeEmpty();
        var started = await scope.ServiceProvider.GetRequiredService<StartMigration>().RunAsync(MigrationRequest.Between("release-plan", 1, 2), "Every document is listed.", Actor.Service, default);
        started.Problems.ShouldBeEmpty();
        while (await Site.Services.GetRequiredService<RunMigrations>().RunAsync(started.Value!.Id, default) > 0) { }
        return started.Value.Id;
    }

    /// <summary>An endpoint that fails, a mail that was given up, and messages to the plan's officer.</summary>
    private Task<Guid> DeliverAsync() => Site.ReadAsync(async db =>
    {
        await db.Database.ExecuteSqlAsync($"insert into outbox_channels (channel, on_since) values ('Mail', {Site.Clock.Now.ToDateTimeUtc()})");
        var endpoint = new WebhookEndpoint
        {
            Id = Guid.CreateVersion7(), Name = "Regional board", Url = "https://board.example/hooks", Events = ["*"], Secret = WebhookSignature.NewSecret(), CreatedAt = Site.Clock.Now,
            FailingSince = Site.Clock.Now, LastError = "HTTP 503",
        };
        db.Add(endpoint);
        await db.SaveChangesAsync();
        foreach (var (code, urgent) in new[] { ("escalation.no-bed", true), ("escalation.asked", false) })
        {
            db.Add(new Notification
            {
                Id = Guid.CreateVersion7(), StaffId = Plan.ParoleOfficerId, Key = "shown:" + code, PlanId = Plan.Id, At = Site.Clock.Now, Urgent = urgent, Reason = new Reason(code, Plan.Number, Plan.ReleaseOn),
            });
        }
        db.Add(AuditEntry.OfPlan(Plan.Id, Actor.Service, Site.Clock.Now, "plan.escalated", new Reason("audit.escalation.acknowledged")));
        await db.SaveChangesAsync();
        await db.Set<Delivery>().Where(d => d.EventKey == "shown:escalation.no-bed").ExecuteUpdateAsync(d => d.SetProperty(x => x.State, DeliveryState.Dead).SetProperty(x => x.LastError, "The server refused the recipient."));
        return endpoint.Id;
    });

    /// <summary>The cookies of somebody who signed in, none for nobody.</summary>
    public async Task<string?> SignInOfAsync(Browser browser, string who)
    {
        if (who == Nobody) { return null; }
        if (!signIns.TryGetValue(who, out var cookies))
        {
            await using var page = await browser.NewPageAsync();
            await page.TakeSignInAsync(Site, who);
            signIns[who] = cookies = await page.Page.Context.StorageStateAsync();
        }
        return cookies;
    }

    public ValueTask DisposeAsync() => Site.DisposeAsync();
}
