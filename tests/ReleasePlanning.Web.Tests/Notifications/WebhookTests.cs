using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Web.Tests.Notifications;

/// <summary>Events to another system: signed, in order per plan, through every way a receiver can misbehave.</summary>
public sealed class WebhookTests(OutboxHouse house) : IClassFixture<OutboxHouse>, IAsyncLifetime
{
    private static readonly WebhookSettings Local = WebhookSettings.Default with { AllowLoopback = true, Timeout = Duration.FromSeconds(4) };
    private static readonly Actor Administrator = Actor.Service;

    public async ValueTask InitializeAsync() => await house.EmptyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_receiver_that_answers_500_then_slowly_then_cuts_the_line_gets_each_event_verified_and_in_order_per_plan()
    {
        await using var receiver = await Receiver.StartAsync();
        var (services, endpoint) = (house.Provide(Local), await AddAsync(receiver.Url, "test.happened"));
        var plans = await house.ReadAsync(db => db.Set<ReleasePlan>().OrderBy(p => p.Number).Take(3).ToListAsync());
        for (var i = 0; i < 8; i++) { foreach (var plan in plans) { await HappensAsync(plan); } }
        var tries = 0;
        receiver.Behaves = (_, http) => Interlocked.Increment(ref tries) switch
        {
            2 or 12 => Receiver.Hangs(http),
            var n when n % 5 is 0 or 2 => Receiver.Fails(http, 500),
            var n when n % 5 == 3 => Receiver.Cuts(http),
            _ => Task.FromResult(true),
        };

        for (var i = 0; i < 400 && await OpenAsync() > 0; i++) { await SendDueAsync(services); house.Clock.Now += Duration.FromMinutes(5); }

        (await OpenAsync()).ShouldBe(0);
        receiver.Taken.Count.ShouldBe(24);
        receiver.Seen.ShouldAllBe(e => e.IsSignedWith(endpoint.Secret));
        receiver.Seen.Count.ShouldBeGreaterThan(30, "it failed often");
        foreach (var plan in receiver.Taken.GroupBy(e => e.Plan)) { plan.Select(e => e.Sequence).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8], plan.Key); }
        receiver.Seen.GroupBy(e => e.Id).ShouldAllBe(same => same.Select(e => e.Body).Distinct().Count() == 1, "each attempt has the same name and the same body");
    }

    [Fact]
    public async Task Two_services_beside_each_other_deliver_each_event_once_and_in_order()
    {
        await using var receiver = await Receiver.StartAsync();
        await AddAsync(receiver.Url, "test.happened");
        var plans = await house.ReadAsync(db => db.Set<ReleasePlan>().OrderBy(p => p.Number).Take(4).ToListAsync());
        for (var i = 0; i < 10; i++) { foreach (var plan in plans) { await HappensAsync(plan); } }
        house.Clock.Now += Duration.FromSeconds(1);

        var all = new[] { house.Provide(Local), house.Provide(Local) };
        while (await OpenAsync() > 0) { await Task.WhenAll(all.Select(SendDueAsync)); }

        receiver.Taken.Count.ShouldBe(40);
        foreach (var plan in receiver.Taken.GroupBy(e => e.Plan)) { plan.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, 10).Select(n => (long)n)); }
    }

    [Fact]
    public async Task A_dead_letter_holds_its_plans_line_until_a_person_drops_it_with_a_reason_or_sends_it_again()
    {
        await using var receiver = await Receiver.StartAsync();
        var (services, endpoint) = (house.Provide(Local), await AddAsync(receiver.Url, "test.happened"));
        var plans = await house.ReadAsync(db => db.Set<ReleasePlan>().OrderBy(p => p.Number).Take(2).ToListAsync());
        foreach (var plan in plans) { await HappensAsync(plan); await HappensAsync(plan); }
        await house.ReadAsync(db => db.Set<Delivery>().Where(d => d.Sequence == 1).ExecuteUpdateAsync(d => d.SetProperty(x => x.Attempts, Backoff.MostAttempts - 1)));
        receiver.Behaves = (_, http) => Receiver.Fails(http, 500);
        await SendDueAsync(services);
        receiver.Behaves = (_, _) => Task.FromResult(true);
        house.Clock.Now += Duration.FromHours(1);
        await SendDueAsync(services);
        receiver.Taken.ShouldBeEmpty();
        var dead = await house.ReadAsync(db => db.Set<Delivery>().Where(d => d.State == DeliveryState.Dead).ToListAsync());
        dead.Select(d => d.Sequence).ShouldBe([1, 1]);

        (await DecideAsync(d => d.DropAsync(dead.Single(x => x.PlanId == plans[0].Id).Id, " ", Administrator, default))).Problems.ShouldHaveSingleItem().Field.ShouldBe("reason");
        (await DecideAsync(d => d.DropAsync(dead.Single(x => x.PlanId == plans[0].Id).Id, "The receiver never knew this plan.", Administrator, default))).Problems.ShouldBeEmpty();
        (await DecideAsync(d => d.RetryAsync(dead.Single(x => x.PlanId == plans[1].Id).Id, Administrator, default))).Problems.ShouldBeEmpty();
        await SendDueAsync(services);

        receiver.Taken.Where(e => e.Plan == plans[0].Number).Select(e => e.Sequence).ShouldBe([2]);
        receiver.Taken.Where(e => e.Plan == plans[1].Number).Select(e => e.Sequence).ShouldBe([1, 2]);

        // a receiver that lost its data asks for all of it: the same names, the same order
        var before = receiver.Taken.Count;
        (await DecideAsync(d => d.ReplayAsync(new(endpoint.Id, plans[1].Id, OnlyDead: false), Administrator, default))).Value.ShouldBe(2);
        await SendDueAsync(services);
        receiver.Taken.Skip(before).Select(e => (e.Plan, e.Sequence)).ShouldBe([(plans[1].Number, 1L), (plans[1].Number, 2L)]);
        receiver.Taken.Skip(before).Select(e => e.Id).ShouldBe(receiver.Taken.Take(before).Where(e => e.Plan == plans[1].Number).Select(e => e.Id));
    }

    [Fact]
    public async Task An_endpoint_that_fails_for_a_day_is_paused_and_goes_on_where_it_was_when_resumed_and_a_paused_one_answers_a_test()
    {
        await using var receiver = await Receiver.StartAsync();
        var (services, endpoint) = (house.Provide(Local), await AddAsync(receiver.Url, "test.happened"));
        var plan = await house.PlanAsync();
        await HappensAsync(plan);
        receiver.Behaves = (_, http) => Receiver.Fails(http, 503);
        for (var i = 0; i < 26; i++) { await SendDueAsync(services); house.Clock.Now += Duration.FromHours(1); }
        var paused = await EndpointAsync(endpoint.Id);
        paused.PausedAt.ShouldNotBeNull();
        paused.PausedBecause!.Code.ShouldBe("webhook.paused-failing");
        var tries = receiver.Seen.Count;
        await SendDueAsync(services);
        receiver.Seen.Count.ShouldBe(tries);

        receiver.Behaves = (_, _) => Task.FromResult(true);
        (await ChangeAsync(c => c.PingAsync(endpoint.Id, Administrator, default))).Problems.ShouldBeEmpty();
        await SendDueAsync(services);
        receiver.Taken.ShouldHaveSingleItem().Type.ShouldBe("ping");
        (await ChangeAsync(c => c.ResumeAsync(endpoint.Id, Administrator, default))).Problems.ShouldBeEmpty();
        await SendDueAsync(services);
        receiver.Taken[^1].Sequence.ShouldBe(1);
    }

    [Fact]
    public async Task While_a_secret_is_changed_both_sign_and_the_old_one_ends()
    {
        await using var receiver = await Receiver.StartAsync();
        var (services, old) = (house.Provide(Local), await AddAsync(receiver.Url, "test.happened"));
        var rotated = await ChangeAsync(c => c.RotateAsync(old.Id, Administrator, default));
        rotated.Value!.Secret.ShouldNotBe(old.Secret);
        await HappensAsync(await house.PlanAsync());
        await SendDueAsync(services);
        var first = receiver.Taken.ShouldHaveSingleItem();
        (first.IsSignedWith(old.Secret), first.IsSignedWith(rotated.Value.Secret)).ShouldBe((true, true));

        house.Clock.Now += ChangeWebhooks.Overlap;
        await HappensAsync(await house.PlanAsync());
        await SendDueAsync(services);
        (receiver.Taken[1].IsSignedWith(old.Secret), receiver.Taken[1].IsSignedWith(rotated.Value.Secret)).ShouldBe((false, true));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_an_endless_answer_is_not_read_and_gone_is_gone()
    {
        await using var receiver = await Receiver.StartAsync();
        var services = house.Provide(Local);
        var endpoint = await AddAsync(receiver.Url, "test.happened");
        await HappensAsync(await house.PlanAsync());
        receiver.Behaves = (_, http) => { http.Response.Headers.Location = "/hook"; return Receiver.Fails(http, 307); };
        await SendDueAsync(services);
        receiver.Seen.Count.ShouldBe(1);
        (await LastErrorAsync()).ShouldBe("HTTP 307");

        receiver.Behaves = async (_, http) =>
        {
            try { while (!http.RequestAborted.IsCancellationRequested) { await http.Response.Body.WriteAsync(new byte[65536], http.RequestAborted); } }
            catch (OperationCanceledException) { }
            return true;
        };
        house.Clock.Now += Duration.FromHours(1);
        await SendDueAsync(services);
        (await OpenAsync()).ShouldBe(0, "200 was said, and that is all it takes");

        await HappensAsync(await house.PlanAsync());
        receiver.Behaves = (_, http) => Receiver.Fails(http, 410);
        await SendDueAsync(services);
        (await EndpointAsync(endpoint.Id)).PausedBecause!.Code.ShouldBe("webhook.paused-gone");
    }

    [Fact]
    public async Task What_is_sent_names_no_person_and_no_victim()
    {
        await AddAsync("http://127.0.0.1:1/hook", "*");
        var (plan, person, step) = await house.ReadAsync(async db =>
        {
            var w = await db.Set<WorkItem>().FirstAsync(i => i.OwnerId != null);
            var p = await db.Set<ReleasePlan>().SingleAsync(x => x.Id == w.PlanId);
            return (p, await db.Set<Person>().SingleAsync(x => x.Id == p.PersonId), w);
        });
        await HappensAsync(plan, "step.completed", step.Id);
        await HappensAsync(plan, "victim-services.alerted");
        house.Clock.Now += Duration.FromSeconds(1);

        var claimed = (await house.WithAsync(s => s.GetRequiredService<ClaimDeliveries>().RunAsync(Guid.CreateVersion7(), SendWebhooks.Channels, 50, default)))
            .ShouldHaveSingleItem("that victims were alerted is not told at all");
        claimed.Payload.ShouldNotBeNull();
        foreach (var personal in new[] { person.FamilyName, person.GivenNames, person.Fps, plan.DestinationAddress, "victim" }.Where(p => p.Length > 0)) { claimed.Payload.ShouldNotContain(personal); }
        var said = System.Text.Json.JsonElement.Parse(claimed.Payload);
        said.GetProperty("type").GetString().ShouldBe("step.completed");
        said.GetProperty("data").GetProperty("element").GetString().ShouldBe(step.ElementId);
        said.GetProperty("data").EnumerateObject().Select(p => p.Name).ShouldBe(["plan", "planId", "sequence", "element", "stepId"]);
    }

    private async Task<WebhookEndpoint> AddAsync(string url, params string[] events)
    {
        var added = await ChangeAsync(c => c.AddAsync(new("Receiver", url, events), Administrator, default));
        added.Problems.ShouldBeEmpty();
        return added.Value!;
    }

    private Task<Outcome<WebhookEndpoint>> ChangeAsync(Func<ChangeWebhooks, Task<Outcome<WebhookEndpoint>>> act) => house.WithAsync(s => act(s.GetRequiredService<ChangeWebhooks>()), house.Provide(Local));

    private Task<Outcome<T>> DecideAsync<T>(Func<DecideDelivery, Task<Outcome<T>>> act) => house.WithAsync(s => act(s.GetRequiredService<DecideDelivery>()));

    private Task<int> HappensAsync(ReleasePlan plan, string act = "test.happened", WorkItemId? item = null) => house.ReadAsync(db =>
    {
        db.Add(AuditEntry.OfPlan(plan.Id, Actor.Service, house.Clock.Now, act, new Reason("audit.escalation.acknowledged"), item));
        return db.SaveChangesAsync();
    });

    private static async Task SendDueAsync(IServiceProvider services)
    {
        while (await services.GetRequiredService<SendWebhooks>().RunAsync(Guid.CreateVersion7(), default) > 0) { }
    }

    private Task<int> OpenAsync() => house.ReadAsync(db => db.Set<Delivery>().CountAsync(d => d.State == DeliveryState.Waiting || d.State == DeliveryState.Sending));

    private Task<string?> LastErrorAsync() => house.ReadAsync(db => db.Set<Delivery>().OrderByDescending(d => d.CreatedAt).Select(d => d.LastError).FirstAsync());

    private Task<WebhookEndpoint> EndpointAsync(Guid id) => house.ReadAsync(db => db.Set<WebhookEndpoint>().AsNoTracking().SingleAsync(e => e.Id == id));
}
