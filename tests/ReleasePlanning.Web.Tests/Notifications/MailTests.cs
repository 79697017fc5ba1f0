using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Web.Tests.Notifications;

/// <summary>Mails through a real SMTP server: what arrives, and that each arrives.</summary>
public sealed class MailTests(OutboxHouse house) : IClassFixture<OutboxHouse>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await house.EmptyAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    public async Task A_mail_arrives_in_both_parts_in_the_readers_language_with_a_line_in_the_other(string language)
    {
        await using var server = await MailServer.StartAsync();
        var services = house.Provide(OutboxHouse.Mail(server.Port));
        var item = await house.ReadAsync(db => db.Set<WorkItem>().Where(w => w.State == WorkItemState.Open && w.DueAt != null && w.OwnerId != null).OrderBy(w => w.DueAt).FirstAsync());
        var plan = await house.ReadAsync(db => db.Set<ReleasePlanning.ReleasePlans.ReleasePlan>().SingleAsync(p => p.Id == item.PlanId));
        var reader = await house.ReadAsync(db => db.Set<StaffMember>().Where(s => s.Language == language).OrderBy(s => s.SignIn).FirstAsync());
        await house.TellAsync(reader.Id, plan, "escalation.overdue", item: item.Id);

        await OutboxHouse.SendDueMailsAsync(services);

        var mail = (await server.TakenAsync()).ShouldHaveSingleItem();
        mail.To.ShouldBe([reader.Email]);
        mail.ContentType.ShouldBe("multipart/alternative");
        mail.AutoSubmitted.ShouldBe("auto-generated");
        mail.MessageId.ShouldMatch("^<msg_[0-9a-f]{32}@plans.example.test>$");
        mail.Subject.ShouldStartWith(language == "fr" ? "En retard" : "Overdue");
        mail.Subject.ShouldContain(plan.Number);
        foreach (var part in new[] { mail.Text, mail.Html })
        {
            part.ShouldContain($"https://plans.example.test/{language}/steps/{item.Id}");
            part.ShouldContain($"https://plans.example.test/{(language == "fr" ? "en" : "fr")}/steps/{item.Id}");
            part.ShouldContain(language == "fr" ? "This message is available in English" : "Ce message existe en français");
        }
        mail.Text.ShouldContain(item.Title(language));
        mail.Html.ShouldContain($"lang=\"{language}-CA\"");
    }

    [Fact]
    public async Task While_the_server_is_down_for_an_hour_nothing_is_lost_and_then_each_mail_arrives_once()
    {
        int port;
        await using (var first = await MailServer.StartAsync()) { port = first.Port; }
        var services = house.Provide(OutboxHouse.Mail(port));
        var (reader, plan) = (await house.StaffAsync("amara.osei"), await house.PlanAsync());
        var told = new List<Guid>();
        for (var minute = 0; minute < 60; minute++)
        {
            if (minute % 10 == 0) { told.Add((await house.TellAsync(reader.Id, plan)).Id); }
            await OutboxHouse.SendDueMailsAsync(services);
            house.Clock.Now += Duration.FromMinutes(1);
        }
        var waiting = await house.DeliveriesAsync([.. told]);
        waiting.Count.ShouldBe(6);
        waiting.ShouldAllBe(d => d.State == DeliveryState.Waiting && d.Attempts > 0 && d.LastError != null);
        var channel = await house.ReadAsync(db => db.Set<OutboxChannel>().SingleAsync());
        channel.FailingSince.ShouldNotBeNull();

        await using var server = await MailServer.StartAsync(port);
        for (var minute = 0; minute < 40; minute++) { await OutboxHouse.SendDueMailsAsync(services); house.Clock.Now += Duration.FromMinutes(1); }

        (await server.TakenAsync()).Select(m => m.MessageId).ShouldBe(waiting.Select(d => $"<{d.MessageId}@plans.example.test>"), ignoreOrder: true);
        (await house.DeliveriesAsync([.. told])).ShouldAllBe(d => d.State == DeliveryState.Sent && d.LastError == null);
        (await house.ReadAsync(db => db.Set<OutboxChannel>().SingleAsync())).FailingSince.ShouldBeNull();
    }

    [Fact]
    public async Task A_server_that_dies_in_the_middle_of_a_mail_gets_it_again_and_has_it_once()
    {
        await using var server = await MailServer.StartAsync();
        var services = house.Provide(OutboxHouse.Mail(server.Port));
        var told = await house.TellAsync((await house.StaffAsync("amara.osei")).Id, await house.PlanAsync());
        await server.BehaveAsync("die");
        await OutboxHouse.SendDueMailsAsync(services);
        (await house.DeliveriesAsync(told.Id)).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Waiting);

        (await server.TakenAsync()).ShouldBeEmpty();
        house.Clock.Now += Duration.FromMinutes(2);
        await OutboxHouse.SendDueMailsAsync(services);

        (await server.TakenAsync()).ShouldHaveSingleItem();
        (await house.DeliveriesAsync(told.Id)).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Sent);
    }

    [Fact]
    public async Task A_mailbox_that_does_not_exist_is_given_up_at_once_and_takes_no_other_mail_with_it()
    {
        await using var server = await MailServer.StartAsync();
        var services = house.Provide(OutboxHouse.Mail(server.Port));
        var told = await house.TellAsync((await house.StaffAsync("amara.osei")).Id, await house.PlanAsync());
        await server.BehaveAsync("refuse");
        await OutboxHouse.SendDueMailsAsync(services);

        var dead = (await house.DeliveriesAsync(told.Id)).ShouldHaveSingleItem();
        (dead.State, dead.Attempts).ShouldBe((DeliveryState.Dead, 1));
        dead.LastError.ShouldNotBeNull().ShouldContain("refused");
        await server.BehaveAsync("take");
        await house.TellAsync((await house.StaffAsync("amara.osei")).Id, await house.PlanAsync());
        await OutboxHouse.SendDueMailsAsync(services);
        (await server.TakenAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Three_services_beside_each_other_send_each_mail_once()
    {
        await using var server = await MailServer.StartAsync();
        var (reader, plan) = (await house.StaffAsync("amara.osei"), await house.PlanAsync());
        for (var i = 0; i < 45; i++) { await house.TellAsync(reader.Id, plan); }

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => OutboxHouse.SendDueMailsAsync(house.Provide(OutboxHouse.Mail(server.Port)))));

        var mails = await server.TakenAsync();
        mails.Count.ShouldBe(45);
        mails.Select(m => m.MessageId).Distinct().Count().ShouldBe(45);
    }

    [Fact]
    public async Task A_service_that_dies_between_sending_and_writing_it_down_sends_again_under_the_same_name()
    {
        await using var server = await MailServer.StartAsync();
        var services = house.Provide(OutboxHouse.Mail(server.Port));
        await house.TellAsync((await house.StaffAsync("amara.osei")).Id, await house.PlanAsync());
        // what the dying service had done: claimed, composed, sent
        var claimed = (await house.WithAsync(s => s.GetRequiredService<ClaimDeliveries>().RunAsync(Guid.CreateVersion7(), SendMails.Channels, 1, default))).ShouldHaveSingleItem();
        var mail = await house.WithAsync(s => s.GetRequiredService<ComposeMail>().RunAsync(claimed, default), services);
        (await services.GetRequiredService<IMailGateway>().SendAsync(mail!, default)).ShouldBe(AttemptResult.Sent);

        await OutboxHouse.SendDueMailsAsync(services);
        (await server.TakenAsync()).Count.ShouldBe(1, "its lease has not run out");
        house.Clock.Now += ClaimDeliveries.Lease;
        await OutboxHouse.SendDueMailsAsync(services);

        var mails = await server.TakenAsync();
        mails.Count.ShouldBe(2);
        mails.Select(m => m.MessageId).Distinct().ShouldHaveSingleItem("whoever reads it can drop the second");
    }

    [Fact]
    public async Task Neither_an_address_nor_a_subject_can_add_a_header_or_a_recipient()
    {
        await using var server = await MailServer.StartAsync();
        var services = house.Provide(OutboxHouse.Mail(server.Port));
        var gateway = services.GetRequiredService<IMailGateway>();
        var text = new MailText("Plan\r\nBcc: else@example.test\r\n\r\nbody", "Text\r\n.\r\nMAIL FROM:<x@example.test>", "<p>Text</p>");

        foreach (var address in new[] { "a@example.test\r\nBcc: b@example.test", "a@example.test, b@example.test", "a@example.test>\nRCPT TO:<b@example.test", "" })
        {
            (await gateway.SendAsync(new("msg_1", address, "en", text), default)).Final.ShouldBeTrue(address);
        }
        (await server.TakenAsync()).ShouldBeEmpty();
        (await gateway.SendAsync(new("msg_2", "a@example.test", "en", text), default)).ShouldBe(AttemptResult.Sent);

        var mail = (await server.TakenAsync()).ShouldHaveSingleItem();
        mail.To.ShouldBe(["a@example.test"]);
        mail.Headers.Split("\r\n").ShouldNotContain(h => h.StartsWith("Bcc", StringComparison.OrdinalIgnoreCase));
        mail.Text.ShouldContain("MAIL FROM:<x@example.test>", Case.Sensitive, "a line with a dot ends nothing");
    }

    [Fact]
    public async Task Nobody_who_has_left_gets_mail_not_even_what_was_written_before()
    {
        await using var server = await MailServer.StartAsync();
        var services = house.Provide(OutboxHouse.Mail(server.Port));
        var reader = await house.ReadAsync(db => db.Set<StaffMember>().Where(s => s.Language == "fr").OrderByDescending(s => s.SignIn).FirstAsync());
        var told = await house.TellAsync(reader.Id, await house.PlanAsync());
        await house.ReadAsync(db => db.Set<StaffMember>().Where(s => s.Id == reader.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.Active, false)));

        await OutboxHouse.SendDueMailsAsync(services);

        (await server.TakenAsync()).ShouldBeEmpty();
        (await house.DeliveriesAsync(told.Id)).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.NotNeeded);
    }
}
