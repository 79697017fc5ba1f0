using NodaTime;
using ReleasePlanning.Language;

namespace ReleasePlanning.Notifications;

/// <summary>Pure: one mail a day with what is late, what is due and what is new. Null when there is nothing to say.</summary>
public static class DigestTexts
{
    private const int MostLines = 25;

    public static MailText? Of(IReadOnlyList<DueWorkRow> work, IReadOnlyList<DigestNewsRow> news, DigestReaderRow reader, Instant now, MailSettings settings)
    {
        var culture = Texts.Culture(reader.Language);
        var today = now.InZone(reader.Zone).Date;
        bool DueOn(DueWorkRow row, int from, int to) => row.DueAt is { } due && due >= now && Period.DaysBetween(today, due.InZone(row.Zone).Date) is var days && days >= from && days <= to;
        var overdue = work.Where(w => w.DueAt < now).ToList();
        var (soon, week) = (work.Where(w => DueOn(w, int.MinValue, 0)).ToList(), work.Where(w => DueOn(w, 1, 7)).ToList());
        if (overdue.Count + soon.Count + week.Count + news.Count == 0) { return null; }

        var letter = new MailLetter(culture, settings);
        Work("mail.digest.overdue", overdue);
        Work("mail.digest.today", soon);
        Work("mail.digest.week", week);
        Section("mail.digest.new", [.. news.Select(n => (Texts.Of("mail.subject." + n.Kind, culture, n.PlanNumber, n.Initials), n.Step is { } step ? "steps/" + step : "plans/" + n.PlanId))]);
        letter.Link(Texts.Of("mail.digest.open", culture), "");
        letter.Foot("", urgent: false);
        return letter.Done(Texts.Of("mail.digest.subject", culture, Texts.Date(today, culture), overdue.Count, soon.Count));

        void Work(string key, List<DueWorkRow> rows) => Section(key, [.. rows.Select(r => (Line(r), "steps/" + r.Step))]);

        void Section(string key, List<(string, string)> lines)
        {
            if (lines.Count == 0) { return; }
            letter.Heading(Texts.Of(key, culture, lines.Count));
            letter.List(lines.Take(MostLines));
            if (lines.Count > MostLines) { letter.Paragraph(Texts.Of("mail.digest.more", culture, lines.Count - MostLines)); }
        }

        string Line(DueWorkRow row) => Texts.Of(row.IsCover ? "mail.digest.line-cover" : "mail.digest.line", culture,
            MailWords.Title(row.TitleEn, row.TitleFr, culture) ?? Texts.Of("mail.a-step", culture), row.PlanNumber, row.Initials, Texts.Moment(row.DueAt!.Value, row.Zone, culture));
    }
}
