using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Notifications;

/// <summary>What the delivery log is narrowed to. What is null or empty narrows nothing.</summary>
public sealed record DeliveryFilter(DeliveryChannel? Channel = null, DeliveryState? State = null, Guid? EndpointId = null, string Text = "", string Sort = "");

/// <param name="Recipient">A colleague's name or an endpoint's.</param>
public sealed record DeliveryRow(Delivery Delivery, string Recipient, string? PlanNumber, Duration Age);

public sealed record DeliveryCount(DeliveryChannel Channel, DeliveryState State, int Count);

/// <param name="Waiting">Events not delivered yet.</param>
public sealed record EndpointRow(WebhookEndpoint Endpoint, int Waiting, int Dead);

/// <summary>Reads the delivery log and how the channels do, for administrators.</summary>
public sealed class DeliveryQueries(ReleasePlanningDb db, IClock clock)
{
    public async Task<(Paged<DeliveryRow> Rows, IReadOnlyList<DeliveryCount> Counts)> LogAsync(DeliveryFilter filter, int page, int size, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var rows =
            from d in db.Set<Delivery>().AsNoTracking()
            join staff in db.Set<StaffMember>() on d.StaffId equals (StaffId?)staff.Id into people
            from staff in people.DefaultIfEmpty()
            join endpoint in db.Set<WebhookEndpoint>() on d.EndpointId equals (Guid?)endpoint.Id into endpoints
            from endpoint in endpoints.DefaultIfEmpty()
            join plan in db.Set<ReleasePlan>() on d.PlanId equals (ReleasePlanId?)plan.Id into plans
            from plan in plans.DefaultIfEmpty()
            select new { d, Recipient = staff != null ? staff.Name : endpoint!.Name, Number = plan == null ? null : plan.Number };
        if (filter.EndpointId is { } at) { rows = rows.Where(r => r.d.EndpointId == at); }
        foreach (var word in Predicates.Words(filter.Text)) { rows = rows.Where(r => EF.Functions.ILike(r.Recipient, word) || EF.Functions.ILike(r.Number!, word) || EF.Functions.ILike(r.d.Act!, word)); }
        var counts = await rows.GroupBy(r => new { r.d.Channel, r.d.State }).Select(g => new DeliveryCount(g.Key.Channel, g.Key.State, g.Count())).ToListAsync(ct);
        if (filter.Channel is { } channel) { rows = rows.Where(r => r.d.Channel == channel); }
        if (filter.State is { } state) { rows = rows.Where(r => r.d.State == state); }
        var total = counts.Where(c => (filter.Channel is null || c.Channel == filter.Channel) && (filter.State is null || c.State == filter.State)).Sum(c => c.Count);
        var sorted = filter.Sort switch
        {
            "age" => rows.OrderBy(r => r.d.CreatedAt),
            "recipient" => rows.OrderBy(r => r.Recipient),
            "-recipient" => rows.OrderByDescending(r => r.Recipient),
            "attempts" => rows.OrderBy(r => r.d.Attempts),
            "-attempts" => rows.OrderByDescending(r => r.d.Attempts),
            _ => rows.OrderByDescending(r => r.d.CreatedAt),
        };
        var found = await sorted.ThenByDescending(r => r.d.CreatedAt).ThenBy(r => r.d.Id).Skip((page - 1) * size).Take(size).ToListAsync(ct);
        return (new([.. found.Select(f => new DeliveryRow(f.d, f.Recipient, f.Number, now - f.d.CreatedAt))], total), counts);
    }

    public Task<OutboxChannel?> MailAsync(CancellationToken ct) => db.Set<OutboxChannel>().AsNoTracking().FirstOrDefaultAsync(c => c.Channel == DeliveryChannel.Mail, ct);

    public async Task<IReadOnlyList<EndpointRow>> EndpointsAsync(CancellationToken ct)
    {
        var rows = await db.Set<WebhookEndpoint>().AsNoTracking().Where(e => e.RemovedAt == null).OrderBy(e => e.Name).ThenBy(e => e.Id).Select(e => new
        {
            e,
            Waiting = db.Set<Delivery>().Count(d => d.EndpointId == e.Id && (d.State == DeliveryState.Waiting || d.State == DeliveryState.Sending)),
            Dead = db.Set<Delivery>().Count(d => d.EndpointId == e.Id && d.State == DeliveryState.Dead),
        }).ToListAsync(ct);
        return [.. rows.Select(r => new EndpointRow(r.e, r.Waiting, r.Dead))];
    }

    public async Task<EndpointRow?> EndpointAsync(Guid id, CancellationToken ct) => (await EndpointsAsync(ct)).FirstOrDefault(e => e.Endpoint.Id == id);

    /// <summary>How somebody chose to be told, and since when they have a calendar address.</summary>
    public async Task<(MailChoice Mail, Instant? FeedSince)> ChoicesAsync(StaffId who, CancellationToken ct) => (
        await db.Set<MailPreference>().Where(p => p.StaffId == who).Select(p => (MailChoice?)p.Choice).FirstOrDefaultAsync(ct) ?? MailChoice.Each,
        await db.Set<CalendarFeed>().Where(f => f.StaffId == who).Select(f => (Instant?)f.CreatedAt).FirstOrDefaultAsync(ct));
}
