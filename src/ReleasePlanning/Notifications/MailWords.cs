using System.Globalization;
using ReleasePlanning.Language;

namespace ReleasePlanning.Notifications;

public enum MailKind { Reminder, Overdue, Decision, Given, Message }

/// <summary>What may stand in a mail, a calendar or anything else that leaves the building. Mails have texts of their own, made from the kind of message and
/// from these facts only; the sentence shown on the site, which may name people, is never sent.</summary>
public static class MailWords
{
    /// <summary>That somebody has a registered victim is itself personal: whatever speaks of it is called "a step".</summary>
    private const string Unspoken = "victim";

    public static MailKind KindOf(string code) => code switch
    {
        _ when code.StartsWith("escalation.reminder", StringComparison.Ordinal) => MailKind.Reminder,
        _ when code.StartsWith("escalation.overdue", StringComparison.Ordinal) => MailKind.Overdue,
        _ when code.StartsWith("escalation.", StringComparison.Ordinal) => MailKind.Decision,
        "notice.step-given" => MailKind.Given,
        _ => MailKind.Message,
    };

    /// <summary>The title of a step, or null where it must not be said.</summary>
    public static string? Title(string english, string french, CultureInfo culture) =>
        english.Contains(Unspoken, StringComparison.OrdinalIgnoreCase) || french.Contains(Unspoken, StringComparison.OrdinalIgnoreCase) ? null
        : culture.TwoLetterISOLanguageName == "fr" ? french : english;

    public static string? Role(string role, CultureInfo culture) =>
        role.Contains(Unspoken, StringComparison.OrdinalIgnoreCase) ? null : Texts.Find("role." + role, culture);
}
