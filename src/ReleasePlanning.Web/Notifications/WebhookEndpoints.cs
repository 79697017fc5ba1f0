using NodaTime;
using ReleasePlanning.Notifications;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;

namespace ReleasePlanning.Web.Notifications;

/// <summary>Endpoints of other systems, managed by administrators.</summary>
public static class WebhookEndpoints
{
    public static void MapWebhooks(this IEndpointRouteBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("Webhooks").RequireAuthorization(Policies.Administer);
        webhooks.MapGet("", ListAsync).Reads<IReadOnlyList<Webhook>>("Every endpoint that is told of events.");
        webhooks.MapGet("/{id:guid}", OneAsync).Reads<Webhook>("One endpoint, with its version as ETag.", StatusCodes.Status404NotFound);
        webhooks.MapPost("", AddAsync).Changes<WebhookWithSecret>("Adds an endpoint; the secret is answered this once.");
        webhooks.MapPost("/{id:guid}", UpdateAsync).Updates<Webhook>("Changes name, address and kinds of events.");
        webhooks.MapPost("/{id:guid}/rotate", (Guid id, HttpContext http, ChangeWebhooks change, CancellationToken ct) =>
            DoAsync(change.RotateAsync(id, SignedIn.From(http.User)!.Actor, ct), withSecret: true)).Changes<WebhookWithSecret>("A new secret, answered this once; the former signs beside it for a day.");
        webhooks.MapPost("/{id:guid}/pause", (Guid id, HttpContext http, ChangeWebhooks change, CancellationToken ct) =>
            DoAsync(change.PauseAsync(id, SignedIn.From(http.User)!.Actor, ct))).Changes<Webhook>("Sends nothing until resumed; events wait.");
        webhooks.MapPost("/{id:guid}/resume", (Guid id, HttpContext http, ChangeWebhooks change, CancellationToken ct) =>
            DoAsync(change.ResumeAsync(id, SignedIn.From(http.User)!.Actor, ct))).Changes<Webhook>("Sends what waits, in order.");
        webhooks.MapPost("/{id:guid}/ping", (Guid id, HttpContext http, ChangeWebhooks change, CancellationToken ct) =>
            DoAsync(change.PingAsync(id, SignedIn.From(http.User)!.Actor, ct))).Changes<Webhook>("Sends an event of no plan, also to a paused endpoint.");
        webhooks.MapPost("/{id:guid}/remove", (Guid id, HttpContext http, ChangeWebhooks change, CancellationToken ct) =>
            DoAsync(change.RemoveAsync(id, SignedIn.From(http.User)!.Actor, ct))).Changes<Webhook>("Removes it; what it was not sent will not be.");
    }

    public sealed record Webhook(Guid Id, string Name, string Url, IReadOnlyList<string> Events, Instant CreatedAt, Instant? PausedAt, SaidReason? PausedBecause, Instant? FormerSecretUntil, Instant? FailingSince, string? Error);
    public sealed record WebhookWithSecret(Webhook Webhook, string Secret);
    public sealed record Wanted(string Name, string Url, IReadOnlyList<string> Events);

    private static async Task<IReadOnlyList<Webhook>> ListAsync(DeliveryQueries deliveries, CancellationToken ct) => [.. (await deliveries.EndpointsAsync(ct)).Select(e => Of(e.Endpoint))];

    private static async Task<IResult> OneAsync(Guid id, HttpContext http, DeliveryQueries deliveries, CancellationToken ct)
    {
        if (await deliveries.EndpointAsync(id, ct) is not { } row) { return Problems.Answer(StatusCodes.Status404NotFound, Problem.With("", "not-found")); }
        http.Response.SetEntityTag((uint)row.Endpoint.Edition);
        return Results.Ok(Of(row.Endpoint));
    }

    private static async Task<IResult> AddAsync(Wanted body, HttpContext http, ChangeWebhooks change, CancellationToken ct) =>
        await DoAsync(change.AddAsync(new(body.Name, body.Url, body.Events), SignedIn.From(http.User)!.Actor, ct), withSecret: true);

    private static async Task<IResult> UpdateAsync(Guid id, Wanted body, HttpContext http, ChangeWebhooks change, CancellationToken ct)
    {
        var (seen, answer) = EntityTag.SeenBy(http.Request);
        return answer ?? await DoAsync(change.UpdateAsync(id, new(body.Name, body.Url, body.Events), (int)Math.Min(seen, int.MaxValue), SignedIn.From(http.User)!.Actor, ct));
    }

    private static async Task<IResult> DoAsync(Task<Outcome<WebhookEndpoint>> act, bool withSecret = false) =>
        (await act).ToResult(e => withSecret ? Results.Ok(new WebhookWithSecret(Of(e), e.Secret)) : Results.Ok(Of(e)));

    private static Webhook Of(WebhookEndpoint e) =>
        new(e.Id, e.Name, e.Url, e.Events, e.CreatedAt, e.PausedAt, SaidReason.OfAny(e.PausedBecause), e.FormerSecretUntil, e.FailingSince, e.LastError);
}
