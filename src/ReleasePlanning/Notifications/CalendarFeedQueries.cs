using System.Globalization;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Language;
using ReleasePlanning.People;

namespace ReleasePlanning.Notifications;

/// <summary>Reads somebody's due dates as an iCalendar file, for whoever knows the key of their feed. Ends when they leave.</summary>
public sealed class CalendarFeedQueries(ReleasePlanningDb db, DueWorkQueries work, IClock clock)
{
    private const int KeyLength = 64;

    /// <param name="linkBase">Address of the site without a language.</param>
    /// <returns>Null for a key nobody has.</returns>
    public async Task<string?> OfAsync(string key, string linkBase, CancellationToken ct)
    {
        if (key.Length != KeyLength) { return null; }
        var hash = MakeCalendarFeed.HashOf(key);
        var owner = await (
            from feed in db.Set<CalendarFeed>().AsNoTracking()
            join staff in db.Set<StaffMember>() on feed.StaffId equals staff.Id
            where feed.KeyHash == hash && staff.Active
            select new { staff.Id, staff.Language }).SingleOrDefaultAsync(ct);
        if (owner is null) { return null; }
        var zone = await new DigestQueries(db).ZoneOfAsync(owner.Id, ct);
        var rows = await work.OfAsync(owner.Id, clock.GetCurrentInstant().InZone(zone).Date, ct);
        return Write(rows, Texts.Culture(owner.Language), linkBase.TrimEnd('/'));
    }

    private static string Write(IReadOnlyList<DueWorkRow> rows, CultureInfo culture, string linkBase)
    {
        var calendar = new Ical.Net.Calendar { ProductId = "-//Release Planning//Due dates//EN" };
        calendar.AddProperty("X-WR-CALNAME", Texts.Of("feed.name", culture));
        foreach (var row in rows.Where(r => r.DueAt is not null))
        {
            var due = row.DueAt!.Value.ToDateTimeUtc();
            var title = MailWords.Title(row.TitleEn, row.TitleFr, culture) ?? Texts.Of("mail.a-step", culture);
            calendar.Events.Add(new CalendarEvent
            {
                // the same at every reading, and no clock in it: a calendar that did not change is the same file
                Uid = row.Step + "@release-planning", DtStamp = new CalDateTime(due, CalDateTime.UtcTzId), Start = new CalDateTime(due, CalDateTime.UtcTzId), End = new CalDateTime(due, CalDateTime.UtcTzId),
                Summary = Texts.Of(row.IsCover ? "feed.entry-cover" : "feed.entry", culture, title, row.PlanNumber, row.Initials),
                Description = Texts.Of("feed.due", culture, Texts.Moment(row.DueAt.Value, row.Zone, culture)), Transparency = TransparencyType.Transparent,
                Url = new Uri($"{linkBase}/{culture.TwoLetterISOLanguageName}/steps/{row.Step}"),
            });
        }
        return new CalendarSerializer().SerializeToString(calendar) ?? "";
    }
}
