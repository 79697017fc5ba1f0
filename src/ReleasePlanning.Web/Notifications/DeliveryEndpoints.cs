using System.Globalization;
using NodaTime;
using ReleasePlanning.Language;
using ReleasePlanning.Notifications;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.Notifications;

/// <summary>The delivery log and what an administrator decides about it; for programs and spreadsheets.</summary>
public static class DeliveryEndpoints
{
    private const int MostExported = 10_000;

    public static void MapDeliveries(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/deliveries.csv", ExportAsync).RequireAuthorization(Policies.Administer).ExcludeFromDescription();
        var deliveries = api.MapGroup("/deliveries").WithTags("Deliveries").RequireAuthorization(Policies.Administer);
        deliveries.MapGet("", ListAsync).Reads<Log>("What left the building or is to leave: channel, state, endpoint, q, sort (age, recipient, attempts), page.");
        deliveries.MapGet("/health", HealthAsync).Reads<Health>("How mail and each endpoint do.");
        deliveries.MapPost("/{id:guid}/retry", RetryAsync).Changes<Sent>("Tries again now; a webhook that was sent is sent again under its id.");
        deliveries.MapPost("/{id:guid}/drop", DropAsync).Changes<Sent>("Gives a delivery up, with a reason; its plan's line goes on.");
        deliveries.MapPost("/replay", ReplayAsync).Changes<Replayed>("Sends events of an endpoint again: of one plan, between two moments, those given up only or all.");
    }

    public sealed record Sent(
        Guid Id, DeliveryChannel Channel, DeliveryState State, string Recipient, string? PlanNumber, string? Event, long? Sequence, int Attempts, Instant CreatedAt, Instant NextAttemptAt, Instant? SentAt, string? Error, string? DropReason);
    public sealed record Count(DeliveryChannel Channel, DeliveryState State, int Number);
    public sealed record Log(IReadOnlyList<Sent> Items, int Total, IReadOnlyList<Count> Counts);
    public sealed record EndpointHealth(Guid Id, string Name, int Waiting, int Dead, Instant? PausedAt, SaidReason? PausedBecause, Instant? FailingSince, Instant? LastSuccessAt, string? Error);
    public sealed record Health(bool MailIsOn, Instant? MailFailingSince, Instant? MailLastSuccessAt, string? MailError, IReadOnlyList<EndpointHealth> Endpoints);
    public sealed record Drop(string Reason);
    public sealed record Replay(Guid EndpointId, ReleasePlanId? PlanId = null, Instant? From = null, Instant? Until = null, bool OnlyDead = true);
    public sealed record Replayed(int Count);

    private static async Task<Log> ListAsync(HttpContext http, DeliveryQueries deliveries, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var (rows, counts) = await deliveries.LogAsync(NotificationAddress.Deliveries(address), address.PageNumber, PageAddress.PageSize, ct);
        return new([.. rows.Items.Select(r => Of(r.Delivery, r.Recipient, r.PlanNumber))], rows.Total, [.. counts.Select(c => new Count(c.Channel, c.State, c.Count))]);
    }

    private static async Task<Health> HealthAsync(DeliveryQueries deliveries, MailSettings mail, CancellationToken ct)
    {
        var (channel, endpoints) = (await deliveries.MailAsync(ct), await deliveries.EndpointsAsync(ct));
        return new(mail.IsOn, channel?.FailingSince, channel?.LastSuccessAt, channel?.LastError, [.. endpoints.Select(e => new EndpointHealth(
            e.Endpoint.Id, e.Endpoint.Name, e.Waiting, e.Dead, e.Endpoint.PausedAt, SaidReason.OfAny(e.Endpoint.PausedBecause), e.Endpoint.FailingSince, e.Endpoint.LastSuccessAt, e.Endpoint.LastError))]);
    }

    private static async Task<IResult> ExportAsync(HttpContext http, DeliveryQueries deliveries, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        var (rows, _) = await deliveries.LogAsync(NotificationAddress.Deliveries(new(http.Request)), 1, MostExported, ct);
        string T(string key) => Texts.Of(key, culture);
        return CsvAnswer.Of("deliveries.csv", rows.Items,
            (T("page.deliveries.at"), r => Texts.Moment(r.Delivery.CreatedAt, DateTimeZone.Utc, culture)),
            (T("page.deliveries.channel"), r => T("delivery-channel." + r.Delivery.Channel)),
            (T("page.deliveries.state"), r => T("delivery-state." + r.Delivery.State)),
            (T("page.deliveries.recipient"), r => r.Recipient),
            (T("page.plan"), r => r.PlanNumber),
            (T("page.deliveries.event"), r => r.Delivery.Act),
            (T("page.deliveries.attempts"), r => r.Delivery.Attempts.ToString(CultureInfo.InvariantCulture)),
            (T("page.deliveries.error"), r => r.Delivery.LastError));
    }

    private static async Task<IResult> RetryAsync(Guid id, HttpContext http, DecideDelivery decide, CancellationToken ct) =>
        (await decide.RetryAsync(id, SignedIn.From(http.User)!.Actor, ct)).ToResult(d => Results.Ok(Of(d, "", null)));

    private static async Task<IResult> DropAsync(Guid id, Drop body, HttpContext http, DecideDelivery decide, CancellationToken ct) =>
        (await decide.DropAsync(id, body.Reason, SignedIn.From(http.User)!.Actor, ct)).ToResult(d => Results.Ok(Of(d, "", null)));

    private static async Task<IResult> ReplayAsync(Replay body, HttpContext http, DecideDelivery decide, CancellationToken ct) =>
        (await decide.ReplayAsync(new(body.EndpointId, body.PlanId, body.From, body.Until, body.OnlyDead), SignedIn.From(http.User)!.Actor, ct)).ToResult(n => Results.Ok(new Replayed(n)));

    private static Sent Of(Delivery d, string recipient, string? plan) =>
        new(d.Id, d.Channel, d.State, recipient, plan, d.Act, d.Sequence, d.Attempts, d.CreatedAt, d.NextAttemptAt, d.SentAt, d.LastError, d.DropReason);
}
