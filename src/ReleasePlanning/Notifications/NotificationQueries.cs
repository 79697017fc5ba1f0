using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Escalations;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Notifications;

/// <summary>What the list of messages is narrowed to. What is null or empty narrows nothing.</summary>
public sealed record NotificationFilter(bool? Unread = null, MailKind? Kind = null, string Plan = "", Instant? From = null, Instant? Until = null, string Sort = "");

/// <param name="ToAcknowledge">The escalation behind the message, while the reader has not said that they are on it.</param>
public sealed record NotificationRow(Notification Message, MailKind Kind, string PlanNumber, Guid? ToAcknowledge);

/// <summary>Reads somebody's own messages.</summary>
public sealed class NotificationQueries(ReleasePlanningDb db)
{
    public Task<int> UnreadAsync(StaffId reader, CancellationToken ct) => db.Set<Notification>().CountAsync(n => n.StaffId == reader && n.ReadAt == null, ct);

    public async Task<Paged<NotificationRow>> ListAsync(StaffId reader, NotificationFilter filter, int page, int size, CancellationToken ct)
    {
        var rows =
            from n in OfKind(reader, filter.Kind).AsNoTracking()
            join plan in db.Set<ReleasePlan>() on n.PlanId equals plan.Id
            select new { n, plan.Number };
        if (filter.Unread is { } unread) { rows = rows.Where(r => (r.n.ReadAt == null) == unread); }
        if (filter.From is { } from) { rows = rows.Where(r => r.n.At >= from); }
        if (filter.Until is { } until) { rows = rows.Where(r => r.n.At < until); }
        foreach (var word in Predicates.Words(filter.Plan)) { rows = rows.Where(r => EF.Functions.ILike(r.Number, word)); }
        var total = await rows.CountAsync(ct);
        var sorted = filter.Sort switch
        {
            "at" => rows.OrderBy(r => r.n.At),
            "plan" => rows.OrderBy(r => r.Number),
            "-plan" => rows.OrderByDescending(r => r.Number),
            _ => rows.OrderByDescending(r => r.n.At),
        };
        var found = await sorted.ThenByDescending(r => r.n.At).ThenBy(r => r.n.Id).Skip((page - 1) * size).Take(size).Select(r => new
        {
            r.n, r.Number,
            Open = db.Set<Escalation>().Where(e => e.Occasion == r.n.Key && e.ToStaffId == reader && e.AcknowledgedAt == null).Select(e => (Guid?)e.Id).FirstOrDefault(),
        }).ToListAsync(ct);
        return new([.. found.Select(f => new NotificationRow(f.n, MailWords.KindOf(f.n.Reason.Code), f.Number, f.Open))], total);
    }

    // the same kinds as MailWords.KindOf; a test holds them together
    private IQueryable<Notification> OfKind(StaffId reader, MailKind? kind) => kind is not { } only ? db.Set<Notification>().Where(n => n.StaffId == reader)
        : db.Set<Notification>().FromSql($"""
            select * from notifications where staff_id = {reader.Value} and {only.ToString()} = case
                when reason ->> 'code' like 'escalation.reminder%' then 'Reminder' when reason ->> 'code' like 'escalation.overdue%' then 'Overdue'
                when reason ->> 'code' like 'escalation.%' then 'Decision' when reason ->> 'code' = 'notice.step-given' then 'Given' else 'Message' end
            """);
}
