using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Notifications;

/// <summary>Makes the mail of a delivery at the moment it goes; null when it is not needed any more: the reader has left, or a digest has nothing to say
/// (or nobody to say it to, while its reader is away).</summary>
public sealed class ComposeMail(ReleasePlanningDb db, MailSettings settings, IDatabaseTime time)
{
    public async Task<OutgoingMail?> RunAsync(Delivery delivery, CancellationToken ct)
    {
        if (delivery.Channel == DeliveryChannel.Digest) { return await DigestAsync(delivery, ct); }
        if (delivery.NotificationId is not { } id || await new MailFactsQueries(db).OfAsync(id, ct) is not { Active: true } facts) { return null; }
        return new(delivery.MessageId, facts.To, facts.Language, MailTexts.Of(facts, settings));
    }

    private async Task<OutgoingMail?> DigestAsync(Delivery delivery, CancellationToken ct)
    {
        var (now, staff, digests) = (await time.NowAsync(db, ct), delivery.StaffId!.Value, new DigestQueries(db));
        if ((await digests.ReadersAsync(staff, ct)) is not [{ Active: true, WantsItSince: not null } reader]) { return null; }
        var today = now.InZone(reader.Zone).Date;
        if (await StandIn.ForAsync(db, staff, today, ct) != staff) { return null; }
        var work = await new DueWorkQueries(db).OfAsync(staff, today, ct);
        var text = DigestTexts.Of(work, await digests.NewsAsync(staff, now, ct), reader, now, settings);
        return text is null ? null : new(delivery.MessageId, reader.Email, reader.Language, text);
    }
}
