using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.Workflows;
using static ReleasePlanning.Tests.Givens.OwnDiagrams;

namespace ReleasePlanning.Tests.Workflows;

/// <summary>One message, one receiver: by name and key, early or late, once however often it is sent.</summary>
public sealed class MessageTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>, IAsyncLifetime
{
    private static readonly Duration Day = Duration.FromDays(1);

    private readonly Acting acting = new(region);

    public async ValueTask InitializeAsync()
    {
        const string Declared = """<b:message id="M" name="lab-result" rp:correlationKey="=sample"/>""";
        const string Definition = """<b:messageEventDefinition messageRef="M"/>""";
        await acting.PublishAsync(File("waits-for-lab", Start + $"""<b:intermediateCatchEvent id="Wait">{Definition}</b:intermediateCatchEvent>""" + Step("Read") + End + Path("start Wait Read end"), Declared));
        await acting.PublishAsync(File("asks-lab", Start + Step("Ask") + $"""<b:intermediateCatchEvent id="Wait">{Definition}</b:intermediateCatchEvent>""" + Step("Read") + End + Path("start Ask Wait Read end"), Declared));
        await acting.PublishAsync(File("hears-lab-often", Start + Step("Ask") + Step("Work", due: "R-3W") + $"""<b:boundaryEvent id="Heard" attachedToRef="Work" cancelActivity="false">{Definition}</b:boundaryEvent>"""
            + Step("Note") + End + """<b:endEvent id="noted"/>""" + Path("start Ask Work end") + Path("Heard Note noted"), Declared));
        await acting.PublishAsync(File("sends-lab", Start + Step("Draw") + $"""<b:intermediateThrowEvent id="Send">{Definition}</b:intermediateThrowEvent>""" + End + Path("start Draw Send end"), Declared));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_message_reaches_the_one_that_waits_for_its_key_and_brings_its_variables()
    {
        var (mine, other) = (await WaitsAsync("A1"), await WaitsAsync("A2"));

        var sent = await SendAsync("A1", variables: ("result", "clear"));

        sent.Value!.Message.State.ShouldBe(MessageState.Delivered);
        sent.Value.Message.ToElementId.ShouldBe("Wait");
        (await acting.StandsAtAsync(mine.Id)).ShouldBe(["Read"]);
        (await acting.StateAsync(mine.Id)).Variables["result"].ShouldBe("clear");
        (await acting.StandsAtAsync(other.Id)).ShouldBe(["Wait"]);
    }

    [Fact]
    public async Task A_message_for_a_plan_in_which_nobody_waits_starts_the_process_that_begins_with_it_and_only_once_however_often_it_is_sent()
    {
        await acting.PublishAsync(File("begins-with-complaint", """<b:startEvent id="Heard"><b:messageEventDefinition messageRef="C"/></b:startEvent>""" + Step("Look") + End + Path("Heard Look end"), """<b:message id="C" name="complaint"/>"""));
        var plan = await acting.APlanAsync();
        var admin = await acting.AdministratorAsync();
        var asked = new MessageToSend("complaint", null, plan.Id, "complaint-1", null, ImmutableDictionary<string, object?>.Empty.Add("about", "food"));

        var sent = await acting.WithAsync<CorrelateMessage, Outcome<SentMessage>>(a => a.RunAsync(asked, admin, default));
        var again = await acting.WithAsync<CorrelateMessage, Outcome<SentMessage>>(a => a.RunAsync(asked, admin, default));
        var nowhere = await acting.WithAsync<CorrelateMessage, Outcome<SentMessage>>(a => a.RunAsync(asked with { Plan = null, MessageId = "complaint-2" }, admin, default));

        sent.Problems.ShouldBeEmpty();
        (sent.Value!.Message.ToElementId, again.Value!.Repeated).ShouldBe(("Heard", true));
        nowhere.Problems.Single().Reason.Code.ShouldBe("message.nobody-waits");
        var begun = await acting.ReadAsync(db => db.Set<WorkflowInstance>().SingleAsync(i => i.PlanId == plan.Id && i.ProcessId == "begins-with-complaint"));
        (await acting.StandsAtAsync(begun.Id)).ShouldBe(["Look"]);
        (await acting.StateAsync(begun.Id)).Variables["about"].ShouldBe("food");
    }

    [Fact]
    public async Task Nobody_and_several_are_answers_that_deliver_nothing()
    {
        var (one, two) = (await WaitsAsync("B1"), await WaitsAsync("B1"));

        var several = await SendAsync("B1");
        var nobody = await SendAsync("B-nobody");

        several.Kind.ShouldBe(OutcomeKind.Conflict);
        var reason = several.Problems.Single().Reason;
        reason.Code.ShouldBe("message.several-wait");
        reason.Args[1].ShouldBeOfType<string>().Split(", ").Length.ShouldBe(2, "it names both");
        nobody.Problems.Single().Reason.ShouldBe(new Reason("message.nobody-waits-key", "lab-result", "B-nobody"));
        (await acting.StandsAtAsync(one.Id)).ShouldBe(["Wait"]);
        (await acting.StandsAtAsync(two.Id)).ShouldBe(["Wait"]);
        (await acting.ReadAsync(db => db.Set<WorkflowMessage>().CountAsync(m => m.CorrelationKey == "B1" || m.CorrelationKey == "B-nobody"))).ShouldBe(0, "what was refused may be sent again");

        (await SendAsync("B1", plan: one.PlanId)).Problems.ShouldBeEmpty("the plan says which");
        (await acting.StandsAtAsync(two.Id)).ShouldBe(["Wait"]);
    }

    [Fact]
    public async Task An_early_message_is_kept_and_given_in_the_step_that_begins_to_wait_and_a_late_one_is_not()
    {
        var run = await acting.StartAsync(await acting.APlanAsync(), "asks-lab", ("sample", "C1"));
        var late = await acting.StartAsync(await acting.APlanAsync(), "asks-lab", ("sample", "C2"));
        (await SendAsync("C1", keep: Day, variables: ("result", "early"))).Value!.Message.State.ShouldBe(MessageState.Waiting);
        (await SendAsync("C2", keep: Day)).Problems.ShouldBeEmpty();

        await CompleteAsync(run);
        acting.Clock.Now += Day + Duration.FromHours(1);
        await CompleteAsync(late);

        (await acting.StandsAtAsync(run.Id)).ShouldBe(["Read"], "it never stood still");
        (await acting.StateAsync(run.Id)).Variables["result"].ShouldBe("early");
        (await acting.ReadAsync(db => db.Set<WorkflowSubscription>().CountAsync(s => s.InstanceId == run.Id))).ShouldBe(0);
        (await acting.StandsAtAsync(late.Id)).ShouldBe(["Wait"], "its message was kept for a day only");
    }

    [Fact]
    public async Task Kept_messages_come_in_the_order_they_were_sent()
    {
        var plan = await acting.APlanAsync();
        var run = await acting.StartAsync(plan, "hears-lab-often", ("sample", "D1"));
        foreach (var result in new[] { "first", "second", "third" }) { (await SendAsync("D1", keep: Day, plan: plan.Id, variables: ("result", result))).Problems.ShouldBeEmpty(); }

        await CompleteAsync(run);

        (await acting.StepsOfAsync(run.Id)).Count(s => s.ElementId == "Note").ShouldBe(3);
        (await acting.StateAsync(run.Id)).Variables["result"].ShouldBe("third");
        var delivered = await acting.ReadAsync(db => db.Set<WorkflowMessage>().Where(m => m.CorrelationKey == "D1").OrderBy(m => m.Number).ToListAsync());
        delivered.ShouldAllBe(m => m.State == MessageState.Delivered && m.ToElementId == "Heard");
    }

    [Fact]
    public async Task The_same_message_id_gets_the_first_answer_and_another_message_under_it_is_refused()
    {
        var run = await WaitsAsync("E1");
        (await SendAsync("E1", id: "lab-7")).Value!.Repeated.ShouldBeFalse();

        var again = await SendAsync("E1", id: "lab-7");
        var other = await SendAsync("E2", id: "lab-7");

        again.Value!.Repeated.ShouldBeTrue();
        again.Value.Message.ToInstanceId.ShouldBe(run.Id);
        other.Problems.Single().Reason.Code.ShouldBe("message.id-reused");
    }

    [Theory]
    [InlineData("", "x", 0, "name", "a message has a name")]
    [InlineData("lab-result", " ", 0, "messageId", "and an id")]
    [InlineData("lab-result", "x", -1, "ttl", "no time runs backwards")]
    [InlineData("lab-result", "x", 24 * 31, "ttl", "longer than the setting allows")]
    public async Task What_is_wrong_is_said_by_field(string name, string id, int hours, string field, string because)
    {
        var admin = await acting.AdministratorAsync();
        var asked = new MessageToSend(name, null, null, id, Duration.FromHours(hours), ImmutableDictionary<string, object?>.Empty);
        var outcome = await acting.WithAsync<CorrelateMessage, Outcome<SentMessage>>(c => c.RunAsync(asked, admin, default));
        outcome.Kind.ShouldBe(OutcomeKind.Refused, because);
        outcome.Problems.Select(p => p.Field).ShouldBe([field], because);
    }

    [Fact]
    public async Task Only_administrators_send_messages_and_only_to_plans_that_exist()
    {
        var officer = await acting.ActorAsync("amara.osei");
        var asked = new MessageToSend("lab-result", null, ReleasePlanId.New(), "nowhere", Day, ImmutableDictionary<string, object?>.Empty);
        (await acting.WithAsync<CorrelateMessage, Outcome<SentMessage>>(c => c.RunAsync(asked, officer, default))).Kind.ShouldBe(OutcomeKind.Forbidden);
        var admin = await acting.AdministratorAsync();
        (await acting.WithAsync<CorrelateMessage, Outcome<SentMessage>>(c => c.RunAsync(asked, admin, default))).Problems.ShouldBe([Problem.With("plan", "message.unknown-plan")]);
    }

    [Fact]
    public async Task A_message_thrown_to_nobody_is_an_incident_that_sends_it_again_once_somebody_waits()
    {
        var plan = await acting.APlanAsync();
        var throwing = await acting.StartAsync(plan, "sends-lab", ("sample", "F1"));
        await CompleteAsync(throwing);
        var incident = (await acting.IncidentsOfAsync(throwing.Id)).ShouldHaveSingleItem();
        incident.Cause.ShouldBe(IncidentCause.Message);

        // the thrower is over, and so is its incident: what it threw is still to be seen by who looks for it
        incident.ResolvedAt.ShouldBeNull();
        (await RetryAsync(incident.Id)).Problems.Single().Reason.Code.ShouldBe("message.nobody-waits");
        var receiver = await acting.StartAsync(plan, "waits-for-lab", ("sample", "F1"));
        (await RetryAsync(incident.Id)).Problems.ShouldBeEmpty();

        (await acting.StandsAtAsync(receiver.Id)).ShouldBe(["Read"]);
        (await RetryAsync(incident.Id)).Problems.Single().Reason.Code.ShouldBe("incident.already-resolved");
    }

    [Fact]
    public async Task Two_senders_at_one_receiver_one_delivers_and_the_other_is_told_that_nobody_waits()
    {
        for (var round = 0; round < 6; round++)
        {
            var (key, run) = ($"G{round}", await WaitsAsync($"G{round}"));

            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SendAsync(key))));

            answers.Count(a => a.IsDone).ShouldBe(1);
            answers.Where(a => !a.IsDone).ShouldAllBe(a => a.Problems.Single().Reason.Code == "message.nobody-waits-key");
            (await acting.StepsOfAsync(run.Id)).ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task One_message_sent_four_times_at_once_is_delivered_once_and_answered_alike()
    {
        for (var round = 0; round < 6; round++)
        {
            var (key, run) = ($"H{round}", await WaitsAsync($"H{round}"));

            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SendAsync(key, id: "same-" + key))));

            answers.ShouldAllBe(a => a.IsDone);
            answers.Count(a => !a.Value!.Repeated).ShouldBe(1);
            answers.Select(a => a.Value!.Message.Id).Distinct().ShouldHaveSingleItem();
            (await acting.StepsOfAsync(run.Id)).ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task Keeping_a_message_and_beginning_to_wait_for_it_never_miss_each_other()
    {
        for (var round = 0; round < 12; round++)
        {
            var key = $"J{round}";
            var run = await acting.StartAsync(await acting.APlanAsync(), "asks-lab", ("sample", key));

            var sending = Task.Run(() => SendAsync(key, keep: Day));
            await Task.WhenAll(sending, Task.Run(() => CompleteAsync(run)));

            (await sending).Problems.ShouldBeEmpty();
            (await acting.StandsAtAsync(run.Id)).ShouldBe(["Read"], $"round {round}");
        }
    }

    private async Task<WorkflowInstance> WaitsAsync(string sample) => await acting.StartAsync(await acting.APlanAsync(), "waits-for-lab", ("sample", sample));

    private async Task CompleteAsync(WorkflowInstance run) => (await acting.CompleteAsync(region, (await acting.StepsOfAsync(run.Id))[0])).Problems.ShouldBeEmpty();

    private async Task<Outcome<SentMessage>> SendAsync(string key, string? id = null, Duration? keep = null, ReleasePlanId? plan = null, params (string Name, object? Value)[] variables)
    {
        var admin = await acting.AdministratorAsync();
        var asked = new MessageToSend("lab-result", key, plan, id ?? Guid.CreateVersion7().ToString(), keep, variables.ToImmutableDictionary(v => v.Name, v => v.Value));
        return await acting.WithAsync<CorrelateMessage, Outcome<SentMessage>>(c => c.RunAsync(asked, admin, default));
    }

    private async Task<Outcome<WorkflowIncident>> RetryAsync(Guid id)
    {
        var admin = await acting.AdministratorAsync();
        return await acting.WithAsync<RetryIncident, Outcome<WorkflowIncident>>(r => r.RunAsync(id, "Somebody waits now.", admin, default));
    }
}
