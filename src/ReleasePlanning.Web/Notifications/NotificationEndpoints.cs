using System.Globalization;
using NodaTime;
using ReleasePlanning.Language;
using ReleasePlanning.Notifications;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.Notifications;

/// <summary>Somebody's own messages, how they want them, and their calendar address; for programs and spreadsheets.</summary>
public static class NotificationEndpoints
{
    private const int MostExported = 10_000;

    public static void MapNotifications(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/notifications.csv", ExportAsync).RequireAuthorization(Policies.SignedInStaff).ExcludeFromDescription();
        app.MapCalendarFeed();
        var messages = api.MapGroup("/notifications").WithTags("Notifications").RequireAuthorization(Policies.SignedInStaff);
        messages.MapGet("", ListAsync).Reads<Messages>("Your messages: read (yes, no), kind, plan, from, until, sort (at, -at, plan, -plan), page.");
        messages.MapGet("/unread", UnreadAsync).Reads<Unread>("How many of your messages you have not read.");
        messages.MapPost("/{id:guid}/read", ReadAsync).Changes<MessageRead>("You have read one message.");
        messages.MapPost("/read-all", ReadAllAsync).Changes<Counted>("You have read all messages that came until a moment.");
        messages.MapGet("/choice", ChoiceAsync).Reads<Choices>("How you want to be told by mail, and since when you have a calendar address.");
        messages.MapPost("/choice", ChooseAsync).Changes<Choices>("Chooses: each message by mail, one digest a day, or none. Urgent messages are mailed in any case.");
        messages.MapPost("/calendar-feed", MakeFeedAsync).Changes<Feed>("Makes a calendar address, shown once; the one before ends.");
        messages.MapPost("/calendar-feed/revoke", RevokeFeedAsync).Changes<Choices>("Takes the calendar address away.");
    }

    public sealed record Message(Guid Id, MailKind Kind, SaidReason Says, ReleasePlanId PlanId, string PlanNumber, WorkItemId? WorkItemId, bool Urgent, Instant At, Instant? ReadAt, Guid? EscalationToAcknowledge);
    public sealed record Messages(IReadOnlyList<Message> Items, int Total);
    public sealed record Unread(int Count);
    public sealed record MessageRead(Guid Id, Instant ReadAt);
    public sealed record ReadAll(Instant Until);
    public sealed record Counted(int Count);
    public sealed record Choices(MailChoice Mail, Instant? CalendarFeedSince);
    public sealed record Choose(MailChoice Mail);
    public sealed record Feed(string Address);

    private static async Task<Messages> ListAsync(HttpContext http, NotificationQueries messages, DigestQueries readers, CancellationToken ct)
    {
        var (address, me) = (new PageAddress(http.Request), SignedIn.From(http.User)!.StaffId);
        var found = await messages.ListAsync(me, NotificationAddress.Messages(address, await readers.ZoneOfAsync(me, ct)), address.PageNumber, PageAddress.PageSize, ct);
        return new([.. found.Items.Select(r => new Message(
            r.Message.Id, r.Kind, SaidReason.Of(r.Message.Reason), r.Message.PlanId, r.PlanNumber, r.Message.WorkItemId, r.Message.Urgent, r.Message.At, r.Message.ReadAt, r.ToAcknowledge))], found.Total);
    }

    private static async Task<IResult> ExportAsync(HttpContext http, NotificationQueries messages, DigestQueries readers, CancellationToken ct)
    {
        var (culture, me) = (CultureInfo.CurrentUICulture, SignedIn.From(http.User)!.StaffId);
        var zone = await readers.ZoneOfAsync(me, ct);
        var found = await messages.ListAsync(me, NotificationAddress.Messages(new(http.Request), zone), 1, MostExported, ct);
        string T(string key) => Texts.Of(key, culture);
        return CsvAnswer.Of("messages.csv", found.Items,
            (T("page.notifications.at"), r => Texts.Moment(r.Message.At, zone, culture)),
            (T("page.notifications.kind"), r => T("mail-kind." + r.Kind)),
            (T("page.plan"), r => r.PlanNumber),
            (T("page.notifications.says"), r => Texts.Of(r.Message.Reason, culture)),
            (T("page.notifications.read"), r => r.Message.ReadAt is { } read ? Texts.Moment(read, zone, culture) : ""));
    }

    private static async Task<Unread> UnreadAsync(HttpContext http, NotificationQueries messages, CancellationToken ct) => new(await messages.UnreadAsync(SignedIn.From(http.User)!.StaffId, ct));

    private static async Task<IResult> ReadAsync(Guid id, HttpContext http, ReadNotifications read, CancellationToken ct) =>
        (await read.OneAsync(id, SignedIn.From(http.User)!.Actor, ct)).ToResult(n => Results.Ok(new MessageRead(n.Id, n.ReadAt!.Value)));

    private static async Task<IResult> ReadAllAsync(ReadAll body, HttpContext http, ReadNotifications read, CancellationToken ct) =>
        (await read.AllAsync(body.Until, SignedIn.From(http.User)!.Actor, ct)).ToResult(n => Results.Ok(new Counted(n)));

    private static async Task<Choices> ChoiceAsync(HttpContext http, DeliveryQueries deliveries, CancellationToken ct)
    {
        var (mail, since) = await deliveries.ChoicesAsync(SignedIn.From(http.User)!.StaffId, ct);
        return new(mail, since);
    }

    private static async Task<IResult> ChooseAsync(Choose body, HttpContext http, ChooseMail choose, DeliveryQueries deliveries, CancellationToken ct)
    {
        var chosen = await choose.RunAsync(body.Mail, SignedIn.From(http.User)!.Actor, ct);
        return chosen.IsDone ? Results.Ok(await ChoiceAsync(http, deliveries, ct)) : Problems.Of(chosen.Kind, chosen.Problems);
    }

    private static async Task<IResult> MakeFeedAsync(HttpContext http, MakeCalendarFeed make, MailSettings mail, CancellationToken ct) =>
        (await make.RunAsync(SignedIn.From(http.User)!.Actor, ct)).ToResult(key => Results.Ok(new Feed(CalendarFeedEndpoint.AddressOf(key, http.Request, mail))));

    private static async Task<IResult> RevokeFeedAsync(HttpContext http, MakeCalendarFeed make, DeliveryQueries deliveries, CancellationToken ct)
    {
        await make.RevokeAsync(SignedIn.From(http.User)!.Actor, ct);
        return Results.Ok(await ChoiceAsync(http, deliveries, ct));
    }
}
