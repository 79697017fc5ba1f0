using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Language;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.Tests.Language;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Tests.Notifications;

/// <summary>What mails say, and above all what they never say.</summary>
public sealed class MailTextsTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private static readonly MailSettings Settings = new("127.0.0.1", 25, null, null, "plans@example.test", false, "https://plans.example.test", Duration.FromSeconds(30));

    private readonly Acting acting = new(region);

    /// <summary>Everything that can be the reason of a message; whoever adds one need not remember this test.</summary>
    private static IEnumerable<string> Codes => Texts.Subjects.SelectMany(s => Resources.English(s).Keys)
        .Where(k => k.StartsWith("escalation.", StringComparison.Ordinal) || k.StartsWith("notice.", StringComparison.Ordinal) || k.StartsWith("cover.", StringComparison.Ordinal)).Distinct();

    [Fact]
    public async Task No_mail_of_any_kind_of_message_names_a_person_a_number_of_theirs_an_address_or_a_victim()
    {
        var plan = await acting.APlanAsync();
        await acting.FireDueAsync();
        var (person, officer) = await acting.ReadAsync(async db => (await db.Set<Person>().SingleAsync(p => p.Id == plan.PersonId), await db.Set<StaffMember>().SingleAsync(s => s.Id == plan.ParoleOfficerId)));
        var victims = await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.PlanId == plan.Id).OrderBy(w => w.Id).FirstAsync());
        await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.Id == victims.Id).ExecuteUpdateAsync(w => w.SetProperty(x => x.TitleEn, "Alert the victim's unit").SetProperty(x => x.TitleFr, "Alerter le Bureau")));
        var steps = (await acting.OpenStepsAsync(plan.Id)).Select(s => (WorkItemId?)s.Id).Append(null).ToList();
        var colleagues = await acting.ReadAsync(db => db.Set<StaffMember>().Select(s => s.Name).ToListAsync());
        string[] personal = [person.FamilyName, person.GivenNames, person.PreferredName ?? person.FamilyName, person.Fps, plan.DestinationAddress, "Fictional Street", "victim", .. colleagues];
        var codes = Codes.ToList();
        codes.Count.ShouldBeGreaterThan(12);

        foreach (var (code, step) in codes.SelectMany(c => steps.Select(s => (c, s))))
        {
            // the sentence on the site may say all of it
            var reason = new Reason(code, [person.DisplayName, person.FamilyName, plan.DestinationAddress, person.Fps, officer.Name, "a victim", "@role.victim-services"]);
            var told = await acting.TellAsync(officer.Id, plan, item: step, reason: reason);
            var facts = (await acting.ReadAsync(db => new MailFactsQueries(db).OfAsync(told.Id, default)))!;
            foreach (var mail in new[] { "en", "fr" }.SelectMany(l => new[] { Roles.VictimServices, Roles.AreaDirector }.Select(r => MailTexts.Of(facts with { Language = l, ToRole = r }, Settings))))
            {
                mail.Subject.ShouldContain(plan.Number);
                mail.Subject.ShouldContain($"{person.GivenNames[0]}.{person.FamilyName[0]}.");
                foreach (var said in new[] { mail.Subject, mail.Text, WebUtility.HtmlDecode(mail.Html) })
                {
                    personal.Where(p => p.Length > 0 && said.Contains(p, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty($"{code}: {said}");
                    said.ShouldNotContain("{0}");
                }
            }
        }
    }

    [Fact]
    public async Task A_digest_says_no_more_either()
    {
        var plan = await acting.APlanAsync();
        await acting.FireDueAsync();
        var person = await acting.ReadAsync(db => db.Set<Person>().SingleAsync(p => p.Id == plan.PersonId));
        var officer = await acting.OfficerAsync(plan);
        await acting.ReadAsync(db => db.Set<WorkItem>().Where(w => w.PlanId == plan.Id && w.OwnerId == officer).ExecuteUpdateAsync(w =>
            w.SetProperty(x => x.TitleEn, "Alert the victim's unit").SetProperty(x => x.DueAt, acting.Clock.Now + Duration.FromDays(2))));
        var work = await acting.WithAsync<DueWorkQueries, IReadOnlyList<DueWorkRow>>(q => q.OfAsync(officer, acting.Clock.Now.InUtc().Date, default));
        work.ShouldContain(w => w.PlanNumber == plan.Number);

        var text = DigestTexts.Of(work, [], new(officer, "a@example.test", "fr", true, "America/Edmonton", null), acting.Clock.Now, Settings)!;

        text.Text.ShouldContain(plan.Number);
        foreach (var personal in new[] { person.FamilyName, person.GivenNames, person.Fps, "victim" }) { (text.Subject + text.Text + text.Html).ShouldNotContain(personal); }
    }

    [Theory]
    [InlineData("escalation.reminder", MailKind.Reminder)]
    [InlineData("escalation.reminder-of-several", MailKind.Reminder)]
    [InlineData("escalation.overdue-after-several", MailKind.Overdue)]
    [InlineData("escalation.no-bed", MailKind.Decision)]
    [InlineData("notice.step-given", MailKind.Given)]
    [InlineData("notice.victim-alert", MailKind.Message)]
    [InlineData("whatever.comes", MailKind.Message)]
    public async Task The_kind_of_a_message_is_the_same_in_code_and_in_the_query(string code, MailKind kind)
    {
        var plan = await acting.APlanAsync();
        var officer = await acting.OfficerAsync(plan);
        var told = await acting.TellAsync(officer, plan, reason: new Reason(code, plan.Number));

        MailWords.KindOf(code).ShouldBe(kind);
        foreach (var asked in Enum.GetValues<MailKind>())
        {
            var found = await acting.WithAsync<NotificationQueries, Paged<NotificationRow>>(q => q.ListAsync(officer, new(Kind: asked, Plan: plan.Number), 1, 100, default));
            found.Items.Any(r => r.Message.Id == told.Id).ShouldBe(asked == kind, asked.ToString());
        }
    }
}
