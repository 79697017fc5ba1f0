using System.Globalization;
using ReleasePlanning.Language;

namespace ReleasePlanning.Notifications;

/// <summary>Pure: the mail about one message, from its facts, in the reader's language, with one line in the other.</summary>
public static class MailTexts
{
    public static MailText Of(MailFacts facts, MailSettings settings)
    {
        var culture = Texts.Culture(facts.Language);
        string T(string key, params object?[] args) => Texts.Of(key, culture, args);
        var letter = new MailLetter(culture, settings);
        var path = facts.Step is { } step ? "steps/" + step : "plans/" + facts.PlanId;
        var title = facts is { TitleEn: { } en, TitleFr: { } fr } ? MailWords.Title(en, fr, culture) : null;

        letter.Paragraph(T("mail.lead." + facts.Kind));
        letter.Fact(T("mail.plan"), $"{facts.PlanNumber} ({facts.Initials})");
        if (title is not null) { letter.Fact(T("mail.step"), title); }
        if (facts.DueAt is { } due) { letter.Fact(T("mail.due"), Texts.Moment(due, facts.Zone, culture)); }
        letter.Paragraph(Why(facts, culture));
        if (facts.Step is not null) { letter.Paragraph(T(facts.StepIsOpen ? "mail.resolves" : "mail.resolved")); }
        letter.Link(T("mail.open"), path);
        letter.Foot(path, facts.Urgent);
        return letter.Done(T("mail.subject." + facts.Kind, facts.PlanNumber, facts.Initials));
    }

    private static string Why(MailFacts facts, CultureInfo culture)
    {
        if (facts.Kind is MailKind.Given or MailKind.Message) { return Texts.Of("mail.why." + facts.Kind, culture); }
        return facts.ToRole is { } role && MailWords.Role(role, culture) is { } position
            ? Texts.Of(facts.Kind == MailKind.Reminder ? "mail.why.position-reminder" : "mail.why.position", culture, position)
            : Texts.Of("mail.why.can-act", culture);
    }
}
