using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Notifications;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.Notifications;

/// <summary>What the database writes into the outbox, and who may take it out.</summary>
public sealed class OutboxTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>, IAsyncLifetime
{
    private static readonly DeliveryChannel[] Mails = [DeliveryChannel.Mail, DeliveryChannel.Digest];
    private static readonly DeliveryChannel[] Webhooks = [DeliveryChannel.Webhook];

    private readonly Acting acting = new(region);

    public async ValueTask InitializeAsync()
    {
        await acting.WithAsync<SwitchMail, int>(s => s.RunAsync(true, default));
        // each test begins with an empty outbox
        await acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"delete from deliveries"));
        await acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"delete from notifications"));
        await acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"delete from webhook_endpoints"));
        await acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"delete from mail_preferences"));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_message_becomes_one_mail_in_the_same_transaction_and_none_when_that_is_rolled_back()
    {
        var plan = await APlanAsync();
        var (kept, lost) = (await acting.OfficerAsync(plan), Guid.CreateVersion7().ToString());
        await acting.ReadAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Add(acting.Message(kept, plan, lost));
            await db.SaveChangesAsync();
            (await db.Set<Delivery>().CountAsync(d => d.EventKey == lost)).ShouldBe(1);
            await transaction.RollbackAsync();
            return 0;
        });
        var told = await acting.TellAsync(kept, plan);

        (await DeliveriesAsync(lost)).ShouldBeEmpty();
        var delivery = (await DeliveriesAsync(told.Key)).ShouldHaveSingleItem();
        (delivery.Channel, delivery.State, delivery.StaffId, delivery.NotificationId, delivery.PlanId).ShouldBe((DeliveryChannel.Mail, DeliveryState.Waiting, kept, told.Id, plan.Id));
    }

    [Theory]
    [InlineData(MailChoice.Each, false, 1, "each message by itself")]
    [InlineData(MailChoice.Digest, false, 0, "it waits for the digest")]
    [InlineData(MailChoice.Digest, true, 1, "urgent ones do not wait for a digest")]
    [InlineData(MailChoice.None, false, 0, "only on the site")]
    [InlineData(MailChoice.None, true, 1, "nobody can switch urgent ones off")]
    public async Task What_the_reader_chose_decides_whether_a_message_is_mailed(MailChoice choice, bool urgent, int mails, string because)
    {
        var plan = await APlanAsync();
        var officer = await acting.OfficerAsync(plan);
        await acting.PreferAsync(officer, choice);

        var told = await acting.TellAsync(officer, plan, urgent);

        (await DeliveriesAsync(told.Key)).Count.ShouldBe(mails, because);
    }

    [Fact]
    public async Task While_the_installation_sends_no_mail_nothing_is_written_and_nothing_is_sent_later()
    {
        var plan = await APlanAsync();
        var officer = await acting.OfficerAsync(plan);
        await acting.WithAsync<SwitchMail, int>(s => s.RunAsync(false, default));
        var told = await acting.TellAsync(officer, plan);
        acting.Clock.Now += Duration.FromMinutes(1);
        await acting.WithAsync<SwitchMail, int>(s => s.RunAsync(true, default));
        await acting.WithAsync<CatchUpDeliveries, int>(c => c.RunAsync(default));

        (await DeliveriesAsync(told.Key)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_never_written_is_found_by_the_catch_up_once()
    {
        var plan = await APlanAsync();
        var officer = await acting.OfficerAsync(plan);
        await acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"alter table notifications disable trigger notifications_to_mail"));
        var (missed, read) = (await acting.TellAsync(officer, plan), await acting.TellAsync(officer, plan));
        await acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"update notifications set read_at = at where id = {read.Id}"));
        await acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"alter table notifications enable trigger notifications_to_mail"));
        (await DeliveriesAsync(missed.Key)).ShouldBeEmpty();

        (await acting.WithAsync<CatchUpDeliveries, int>(c => c.RunAsync(default))).ShouldBe(1);
        (await acting.WithAsync<CatchUpDeliveries, int>(c => c.RunAsync(default))).ShouldBe(0);

        (await DeliveriesAsync(missed.Key)).ShouldHaveSingleItem();
        (await DeliveriesAsync(read.Key)).ShouldBeEmpty("it was read on the site");
    }

    [Fact]
    public async Task Three_workers_beside_each_other_claim_each_delivery_once()
    {
        var plan = await APlanAsync();
        var officer = await acting.OfficerAsync(plan);
        for (var i = 0; i < 60; i++) { await acting.TellAsync(officer, plan); }
        acting.Clock.Now += Duration.FromSeconds(1);

        var claimed = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            var (worker, mine) = (Guid.CreateVersion7(), new List<Guid>());
            while (await ClaimAsync(worker, Mails, 7) is { Count: > 0 } some) { mine.AddRange(some.Select(d => d.Id)); }
            return mine;
        }));

        claimed.SelectMany(c => c).Count().ShouldBe(60);
        claimed.SelectMany(c => c).Distinct().Count().ShouldBe(60);
    }

    [Fact]
    public async Task What_a_dead_worker_held_is_claimed_again_when_its_lease_ends_and_the_dead_one_can_record_nothing_any_more()
    {
        var plan = await APlanAsync();
        var told = await acting.TellAsync(await acting.OfficerAsync(plan), plan);
        var (dead, living) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var first = (await ClaimAsync(dead, Mails)).ShouldHaveSingleItem();
        (await ClaimAsync(living, Mails)).ShouldBeEmpty();

        acting.Clock.Now += ClaimDeliveries.Lease;
        var second = (await ClaimAsync(living, Mails)).ShouldHaveSingleItem();

        (second.Id, second.Attempts, second.MessageId).ShouldBe((first.Id, 2, first.MessageId));
        (await RecordAsync(first, dead, AttemptResult.Sent)).ShouldBeFalse();
        (await RecordAsync(second, living, AttemptResult.Sent)).ShouldBeTrue();
        (await DeliveriesAsync(told.Key)).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Sent);
    }

    [Fact]
    public async Task A_failed_attempt_is_tried_again_later_and_given_up_after_the_last_with_its_error_to_be_seen()
    {
        var plan = await APlanAsync();
        var told = await acting.TellAsync(await acting.OfficerAsync(plan), plan);
        var (worker, attempts, began) = (Guid.CreateVersion7(), 0, acting.Clock.Now);
        while (await acting.WithAsync<ClaimDeliveries, Duration?>(c => c.UntilNextAsync(Mails, default)) is { } wait)
        {
            acting.Clock.Now += wait;
            var claimed = (await ClaimAsync(worker, Mails)).ShouldHaveSingleItem();
            attempts++;
            await RecordAsync(claimed, worker, new AttemptResult(new string('x', 2000)));
        }

        attempts.ShouldBe(Backoff.MostAttempts);
        (acting.Clock.Now - began).ShouldBeInRange(Duration.FromHours(17), Duration.FromHours(30));
        var delivery = (await DeliveriesAsync(told.Key)).ShouldHaveSingleItem();
        (delivery.State, delivery.LastError!.Length).ShouldBe((DeliveryState.Dead, 500));
    }

    [Fact]
    public async Task An_endpoint_gets_the_events_it_asked_for_in_order_without_names_and_only_the_head_of_a_plans_line()
    {
        await AnEndpointAsync("test.one", "test.two");
        var (plan, other) = (await APlanAsync(), await APlanAsync());
        foreach (var (of, act) in new[] { (plan, "test.one"), (plan, "test.other"), (plan, "plan.read"), (plan, "test.two"), (other, "test.two"), (plan, "test.one") }) { await AuditAsync(of, act); }
        acting.Clock.Now += Duration.FromSeconds(1);
        var worker = Guid.CreateVersion7();

        var heads = await ClaimAsync(worker, Webhooks);
        heads.Select(d => (d.PlanId, d.Sequence, d.Act)).ShouldBe([(plan.Id, 1, "test.one"), (other.Id, 1, "test.two")], ignoreOrder: true);
        (await ClaimAsync(Guid.CreateVersion7(), Webhooks)).ShouldBeEmpty("the heads are being sent");
        heads.Single(h => h.PlanId == plan.Id).Payload.ShouldNotBeNull().ShouldContain($"\"plan\" : \"{plan.Number}\"");

        await RecordAsync(heads.Single(h => h.PlanId == plan.Id), worker, AttemptResult.Sent);
        var next = (await ClaimAsync(worker, Webhooks)).ShouldHaveSingleItem();
        (next.PlanId, next.Sequence, next.Act).ShouldBe((plan.Id, 2, "test.two"));
        await RecordAsync(next, worker, new AttemptResult("410", Final: true));
        (await ClaimAsync(worker, Webhooks)).ShouldBeEmpty("what was given up holds the line of its plan");
    }

    [Fact]
    public async Task Writers_of_one_plan_beside_each_other_get_numbers_without_a_gap()
    {
        var endpoint = await AnEndpointAsync("*");
        var plan = await APlanAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ => { for (var i = 0; i < 10; i++) { await AuditAsync(plan, "test.one"); } }));

        var events = await acting.ReadAsync(db => db.Set<Delivery>().Where(d => d.EndpointId == endpoint && d.PlanId == plan.Id).OrderBy(d => d.AuditId).Select(d => d.Sequence!.Value).ToListAsync());
        events.Count.ShouldBeGreaterThanOrEqualTo(40);
        events.ShouldBe(Enumerable.Range(1, events.Count).Select(n => (long)n));
    }

    private Task<ReleasePlan> APlanAsync() => acting.APlanAsync();

    private async Task<Guid> AnEndpointAsync(params string[] events)
    {
        var endpoint = new WebhookEndpoint
        {
            Id = Guid.CreateVersion7(), Name = "Test", Url = "https://example.test/hook", Events = [.. events], Secret = "whsec_", CreatedAt = acting.Clock.Now,
        };
        await acting.ReadAsync(db => { db.Add(endpoint); return db.SaveChangesAsync(); });
        return endpoint.Id;
    }

    private Task<int> AuditAsync(ReleasePlan plan, string act) => acting.ReadAsync(db =>
    {
        db.Add(AuditEntry.OfPlan(plan.Id, Actor.Service, acting.Clock.Now, act, new Reason("audit.escalation.acknowledged")));
        return db.SaveChangesAsync();
    });

    private Task<IReadOnlyList<Delivery>> ClaimAsync(Guid worker, DeliveryChannel[] channels, int most = 50) =>
        acting.WithAsync<ClaimDeliveries, IReadOnlyList<Delivery>>(c => c.RunAsync(worker, channels, most, default));

    private Task<bool> RecordAsync(Delivery delivery, Guid worker, AttemptResult result) =>
        acting.WithAsync<RecordDelivery, bool>(r => r.RunAsync(delivery, worker, result, default));

    private Task<List<Delivery>> DeliveriesAsync(string key) => acting.ReadAsync(db => db.Set<Delivery>().AsNoTracking().Where(d => d.EventKey == key).ToListAsync());
}
