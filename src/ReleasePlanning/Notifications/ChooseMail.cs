using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.Notifications;

/// <summary>Somebody decides how they want their messages: each by mail, one mail a day, or on the site only. Urgent ones are mailed in any case.</summary>
public sealed class ChooseMail(ReleasePlanningDb db, IClock clock)
{
    public async Task<Outcome<MailPreference>> RunAsync(MailChoice choice, Actor actor, CancellationToken ct)
    {
        if (actor.StaffId is not { } me) { return Outcome.NotFound<MailPreference>(); }
        var now = clock.GetCurrentInstant();
        var found = await db.Set<MailPreference>().FirstOrDefaultAsync(p => p.StaffId == me, ct);
        if (found?.Choice == choice) { return Outcome.Done(found); }
        if (found is null) { db.Add(found = new MailPreference { StaffId = me, Choice = choice, ChangedAt = now }); }
        (found.Choice, found.ChangedAt) = (choice, now);
        db.Add(AuditEntry.OfStaff(actor, now, "mail.chosen", new Reason("audit.mail.chosen", "@mail-choice." + choice)));
        return await db.SaveAsync(ct) is { } refused ? Outcome.Conflict<MailPreference>(refused.Reason.Code, [.. refused.Reason.Args]) : Outcome.Done(found);
    }
}
