using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Tests.Notifications;

public sealed class DigestTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>, IAsyncLifetime
{
    private static readonly MailSettings Settings = new("127.0.0.1", 25, null, null, "plans@example.test", false, "https://plans.example.test", Duration.FromSeconds(30));

    private readonly Acting acting = new(region);

    public async ValueTask InitializeAsync()
    {
        await acting.WithAsync<SwitchMail, int>(s => s.RunAsync(true, default));
        await acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"delete from deliveries; delete from mail_preferences; delete from notifications"));
        await acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"update absences set ended_on = from_on"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<string, string, int, int> Weeks => new()
    {
        { "clocks go forward in Moncton on 14 March 2027", "America/Moncton", 2027, 3 },
        { "clocks go back in Moncton on 7 November 2027", "America/Moncton", 2027, 11 },
        { "permanent time in Edmonton", "America/Edmonton", 2027, 3 },
        { "permanent time in Vancouver", "America/Vancouver", 2027, 11 },
        { "Regina never changes", "America/Regina", 2027, 11 },
        { "half an hour off in St John's", "America/St_Johns", 2027, 3 },
    };

    [Theory]
    [MemberData(nameof(Weeks))]
    public async Task Each_reader_gets_exactly_one_a_day_at_seven_by_their_sites_clock_with_three_workers_asking(string because, string zoneId, int year, int month)
    {
        var zone = DateTimeZoneProviders.Tzdb[zoneId];
        var reader = await ReaderInAsync(zoneId);
        var begin = new LocalDate(year, month, 5).AtMidnight().InZoneLeniently(zone).ToInstant();
        acting.Clock.Now = begin;
        await acting.PreferAsync(reader, MailChoice.Digest);
        for (; acting.Clock.Now < begin + Duration.FromDays(14); acting.Clock.Now += Duration.FromMinutes(30))
        {
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => acting.WithAsync<PlanDigests, int>(p => p.RunAsync(default))));
        }

        var digests = await acting.ReadAsync(db => db.Set<Delivery>().Where(d => d.StaffId == reader).OrderBy(d => d.CreatedAt).ToListAsync());
        digests.Count.ShouldBe(14, because);
        digests.Select(d => d.CreatedAt.InZone(zone).TimeOfDay).Distinct().ShouldBe([new LocalTime(7, 0)], because);
        digests.Select(d => d.CreatedAt.InZone(zone).Date).Distinct().Count().ShouldBe(14, because);
    }

    [Fact]
    public async Task After_an_outage_the_days_digest_still_comes_and_those_of_past_days_do_not()
    {
        var reader = await ReaderInAsync("America/Regina");
        acting.Clock.Now = Instant.FromUtc(2027, 5, 3, 6, 0);
        await acting.PreferAsync(reader, MailChoice.Digest);
        acting.Clock.Now = Instant.FromUtc(2027, 5, 6, 22, 0);

        await acting.WithAsync<PlanDigests, int>(p => p.RunAsync(default));

        (await acting.ReadAsync(db => db.Set<Delivery>().Where(d => d.StaffId == reader).Select(d => d.EventKey).ToListAsync())).ShouldBe(["digest:2027-05-06"]);
    }

    [Fact]
    public async Task Whoever_chooses_the_digest_in_the_afternoon_gets_the_first_one_tomorrow()
    {
        var reader = await ReaderInAsync("America/Regina");
        acting.Clock.Now = Instant.FromUtc(2027, 6, 3, 20, 0);
        await acting.PreferAsync(reader, MailChoice.Digest);
        (await acting.WithAsync<PlanDigests, int>(p => p.RunAsync(default))).ShouldBe(0);

        acting.Clock.Now += Duration.FromHours(18);
        (await acting.WithAsync<PlanDigests, int>(p => p.RunAsync(default))).ShouldBe(1);
    }

    [Fact]
    public async Task It_tells_what_is_late_due_and_new_and_leaves_out_what_is_settled_read_or_went_out_by_itself()
    {
        acting.Clock.Now = DemoRegionFixture.Today;
        var plan = await acting.APlanAsync();
        await acting.FireDueAsync();
        var officer = await acting.OfficerAsync(plan);
        await acting.PreferAsync(officer, MailChoice.Digest);
        await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.OwnerId == officer && w.PlanId != plan.Id).ExecuteUpdateAsync(w => w.SetProperty(x => x.State, WorkItemState.Cancelled).SetProperty(x => x.ClosedAt, acting.Clock.Now)));
        var mine = (await acting.OpenStepsAsync(plan.Id)).Where(s => s.OwnerId == officer).ToList();
        mine.Count.ShouldBeGreaterThanOrEqualTo(2);
        var zone = DateTimeZoneProviders.Tzdb[(await acting.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Id == plan.ReleasingSiteId))).TimeZone];
        var now = acting.Clock.Now.InZone(zone).Date.PlusDays(1).At(new LocalTime(7, 0)).InZoneLeniently(zone).ToInstant();
        await DueAsync(mine[0], now - Duration.FromHours(20));
        await DueAsync(mine[1], now + Duration.FromHours(9));
        foreach (var other in mine.Skip(2)) { await DueAsync(other, now + Duration.FromDays(60)); }
        await acting.TellAsync(officer, plan, reason: new Reason("escalation.no-bed", plan.Number, plan.ReleaseOn));
        await acting.TellAsync(officer, plan, urgent: true);
        await acting.TellAsync(officer, plan, item: await ClosedStepAsync(plan.Id), reason: new Reason("escalation.overdue", "x", "y"));
        acting.Clock.Now = now;
        await acting.WithAsync<PlanDigests, int>(p => p.RunAsync(default));

        var delivery = await acting.ReadAsync(db => db.Set<Delivery>().SingleAsync(d => d.StaffId == officer && d.Channel == DeliveryChannel.Digest));
        var text = (await acting.ReadAsync(db => new ComposeMail(db, Settings, acting.Clock).RunAsync(delivery, default)))!.Text;

        var french = (await acting.ReadAsync(db => db.Set<StaffMember>().SingleAsync(s => s.Id == officer))).Language == "fr";
        text.Text.ShouldContain(french ? "En retard (1)" : "Overdue (1)");
        text.Text.ShouldContain(french ? "À faire aujourd’hui (1)" : "Due today (1)");
        text.Text.ShouldContain(french ? "Nouveau depuis le dernier résumé (1)" : "New since the last digest (1)");
        text.Text.ShouldContain($"/steps/{mine[0].Id}");
    }

    [Fact]
    public async Task A_digest_with_nothing_to_say_or_to_somebody_who_is_away_is_not_sent()
    {
        acting.Clock.Now = DemoRegionFixture.Today + Duration.FromDays(100);
        var reader = await ReaderInAsync("America/Regina");
        await acting.PreferAsync(reader, MailChoice.Digest);
        acting.Clock.Now += Duration.FromDays(1);
        await acting.WithAsync<PlanDigests, int>(p => p.RunAsync(default));
        var delivery = await acting.ReadAsync(db => db.Set<Delivery>().OrderBy(d => d.Id).FirstAsync(d => d.StaffId == reader));
        await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.OwnerId == reader).ExecuteUpdateAsync(w => w.SetProperty(x => x.State, WorkItemState.Cancelled).SetProperty(x => x.ClosedAt, acting.Clock.Now)));

        (await acting.ReadAsync(db => new ComposeMail(db, Settings, acting.Clock).RunAsync(delivery, default))).ShouldBeNull();
    }

    private Task<StaffId> ReaderInAsync(string zone) => acting.ReadAsync(async db =>
    {
        // where the demo region has no site in a zone, one moves there for the test
        var site = await db.Set<Site>().OrderBy(s => s.Code).FirstOrDefaultAsync(s => s.TimeZone == zone && db.Set<StaffRole>().Any(r => r.SiteId == s.Id))
            ?? await db.Set<Site>().OrderByDescending(s => s.Code).FirstAsync(s => db.Set<StaffRole>().Any(r => r.SiteId == s.Id));
        site.TimeZone = zone;
        await db.SaveChangesAsync();
        return await db.Set<StaffRole>().Where(r => r.SiteId == site.Id && !db.Set<StaffRole>().Any(o => o.StaffId == r.StaffId && o.SiteId != site.Id)).OrderBy(r => r.StaffId).Select(r => r.StaffId).FirstAsync();
    });

    private Task<int> DueAsync(WorkItem item, Instant at) => acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.Id == item.Id).ExecuteUpdateAsync(w => w.SetProperty(x => x.DueAt, at)));

    private async Task<WorkItemId> ClosedStepAsync(ReleasePlanId plan)
    {
        var item = (await acting.OpenStepsAsync(plan))[^1];
        await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.Id == item.Id).ExecuteUpdateAsync(w => w.SetProperty(x => x.State, WorkItemState.Completed).SetProperty(x => x.ClosedAt, acting.Clock.Now)));
        return item.Id;
    }
}
