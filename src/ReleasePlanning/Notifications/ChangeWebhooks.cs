using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.Notifications;

/// <summary>What an administrator says about an endpoint.</summary>
public sealed record WebhookRequest(string Name, string Url, IReadOnlyList<string> Events);

/// <summary>Endpoints of other systems: added with a secret that is shown once, changed, given a new secret, paused, resumed, removed, asked for a sign of life.</summary>
public sealed class ChangeWebhooks(ReleasePlanningDb db, WebhookSettings settings, IClock clock)
{
    public const int LongestName = 100;
    private const int MostEvents = 100;

    /// <summary>How long both secrets sign after a change.</summary>
    public static readonly Duration Overlap = Duration.FromHours(24);

    public async Task<Outcome<WebhookEndpoint>> AddAsync(WebhookRequest request, Actor actor, CancellationToken ct)
    {
        if (Check(request) is { Count: > 0 } problems) { return Outcome.Refused<WebhookEndpoint>(problems); }
        var endpoint = new WebhookEndpoint
        {
            Id = Guid.CreateVersion7(), Name = request.Name.Trim(), Url = request.Url.Trim(), Events = Distinct(request.Events),
            Secret = WebhookSignature.NewSecret(), CreatedAt = clock.GetCurrentInstant(),
        };
        db.Add(endpoint);
        return await SaveAsync(endpoint, "webhook.added", actor, ct);
    }

    public Task<Outcome<WebhookEndpoint>> UpdateAsync(Guid id, WebhookRequest request, int edition, Actor actor, CancellationToken ct) => ChangeAsync(id, edition, "webhook.changed", actor, endpoint =>
    {
        var problems = Check(request);
        if (problems.Count == 0) { (endpoint.Name, endpoint.Url, endpoint.Events) = (request.Name.Trim(), request.Url.Trim(), Distinct(request.Events)); }
        return problems;
    }, ct);

    public Task<Outcome<WebhookEndpoint>> RotateAsync(Guid id, Actor actor, CancellationToken ct) => ChangeAsync(id, null, "webhook.secret-changed", actor, endpoint =>
    {
        (endpoint.FormerSecret, endpoint.FormerSecretUntil) = (endpoint.Secret, clock.GetCurrentInstant() + Overlap);
        endpoint.Secret = WebhookSignature.NewSecret();
        return [];
    }, ct);

    public Task<Outcome<WebhookEndpoint>> PauseAsync(Guid id, Actor actor, CancellationToken ct) => ChangeAsync(id, null, "webhook.paused", actor, endpoint =>
    {
        if (endpoint.PausedAt is null) { (endpoint.PausedAt, endpoint.PausedBecause) = (clock.GetCurrentInstant(), new Reason("webhook.paused-by", actor.Name)); }
        return [];
    }, ct);

    public Task<Outcome<WebhookEndpoint>> ResumeAsync(Guid id, Actor actor, CancellationToken ct) => ChangeAsync(id, null, "webhook.resumed", actor, endpoint =>
    {
        (endpoint.PausedAt, endpoint.PausedBecause, endpoint.FailingSince) = (null, null, null);
        return [];
    }, ct);

    /// <summary>What it has not been sent yet will not be; what was sent stays in the log.</summary>
    public async Task<Outcome<WebhookEndpoint>> RemoveAsync(Guid id, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var removed = await ChangeAsync(id, null, "webhook.removed", actor, endpoint => { endpoint.RemovedAt = clock.GetCurrentInstant(); return []; }, ct);
        if (!removed.IsDone) { return removed; }
        await db.Set<Delivery>().Where(d => d.EndpointId == id && (d.State == DeliveryState.Waiting || d.State == DeliveryState.Dead))
            .ExecuteUpdateAsync(d => d.SetProperty(x => x.State, DeliveryState.NotNeeded), ct);
        await transaction.CommitAsync(ct);
        return removed;
    }

    /// <summary>An event of no plan, which also a paused endpoint gets.</summary>
    public Task<Outcome<WebhookEndpoint>> PingAsync(Guid id, Actor actor, CancellationToken ct) => ChangeAsync(id, null, "webhook.pinged", actor, endpoint =>
    {
        var (key, now) = (Guid.CreateVersion7(), clock.GetCurrentInstant());
        db.Add(new Delivery { Id = key, Channel = DeliveryChannel.Webhook, EndpointId = endpoint.Id, EventKey = "ping:" + key, Act = "ping", NextAttemptAt = now, CreatedAt = now });
        return [];
    }, ct);

    private async Task<Outcome<WebhookEndpoint>> ChangeAsync(Guid id, int? edition, string act, Actor actor, Func<WebhookEndpoint, List<Problem>> change, CancellationToken ct)
    {
        var endpoint = await db.Set<WebhookEndpoint>().FirstOrDefaultAsync(e => e.Id == id && e.RemovedAt == null, ct);
        if (endpoint is null) { return Outcome.NotFound<WebhookEndpoint>(); }
        if (edition is { } seen && seen != endpoint.Edition) { return Outcome.Conflict<WebhookEndpoint>("changed-meanwhile"); }
        if (change(endpoint) is { Count: > 0 } problems) { return Outcome.Refused<WebhookEndpoint>(problems); }
        endpoint.Edition++;
        return await SaveAsync(endpoint, act, actor, ct);
    }

    private async Task<Outcome<WebhookEndpoint>> SaveAsync(WebhookEndpoint endpoint, string act, Actor actor, CancellationToken ct)
    {
        db.Add(AuditEntry.OfStaff(actor, clock.GetCurrentInstant(), act, new Reason("audit." + act, endpoint.Name, endpoint.Url)));
        return await db.SaveAsync(ct) is { } refused ? Outcome.Conflict<WebhookEndpoint>(refused.Reason.Code, [.. refused.Reason.Args]) : Outcome.Done(endpoint);
    }

    private List<Problem> Check(WebhookRequest request)
    {
        var problems = new List<Problem>();
        if (request.Name.Trim() is not { Length: > 0 and <= LongestName }) { problems.Add(Problem.With("name", "webhook.name-needed", LongestName)); }
        if (WebhookAddress.Check(request.Url.Trim(), settings) is { } wrong) { problems.Add(wrong); }
        if (request.Events.Count is 0 or > MostEvents || request.Events.Any(e => !WebhookEvents.IsKind(e))) { problems.Add(Problem.With("events", "webhook.events-needed")); }
        return problems;
    }

    private static List<string> Distinct(IReadOnlyList<string> events) => events.Contains(WebhookEndpoint.Everything) ? [WebhookEndpoint.Everything] : [.. events.Distinct().Order(StringComparer.Ordinal)];
}
