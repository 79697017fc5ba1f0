using ReleasePlanning.Language;

namespace ReleasePlanning.Tests.Language;

/// <summary>The texts themselves: complete, different, with the same arguments in both languages, each in one place.</summary>
public sealed class TextsTests
{
    /// <summary>Words that both languages write alike. Anything else that is the same was forgotten.</summary>
    private static readonly HashSet<string> Alike = new(StringComparer.OrdinalIgnoreCase)
    {
        "Alberta", "Manitoba", "Nunavut", "Ontario", "Saskatchewan", "Yukon",
        "Conditions", "Date", "Description", "Destination", "Documents", "Exceptions", "Message", "Note", "Notes", "Page", "Taxi", "Train", "Type",
        "Version", "version {0}", "Versions", "Violence",
    };

    /// <summary>Where a title or name comes in both languages: English uses the first of the two arguments, French the second.</summary>
    private static readonly Dictionary<string, (int English, int French)> Titles = new()
    {
        ["launch.workflow-cannot-start"] = (0, 1),
        ["calendar-change.hours"] = (0, 1),
        ["due-set.law"] = (1, 2),
        ["audit.step.due-set"] = (0, 1),
        ["audit.step.due-restored"] = (0, 1),
        ["gate.open-hard-gate"] = (0, 1),
        ["escalation.overdue"] = (0, 1),
        ["escalation.unassigned"] = (0, 1),
        ["escalation.overdue-after-several"] = (0, 1),
        ["escalation.reminder"] = (0, 1),
        ["escalation.reminder-of-several"] = (0, 1),
        ["notice.step-given"] = (0, 1),
        ["workflow.finding"] = (0, 1),
        ["stays.house"] = (0, 1),
        ["audit.bed.asked"] = (0, 1),
        ["audit.bed.offered"] = (0, 1),
        ["audit.bed.withdrawn"] = (0, 1),
        ["audit.referral.message"] = (0, 1),
        ["notice.referral-message"] = (1, 2),
        ["linked.bed-moved"] = (0, 1),
        ["linked.bed-not-free"] = (0, 1),
        ["notice.referral-answered"] = (1, 2),
        ["notice.bed-offered"] = (1, 2),
        ["audit.bed.silent"] = (0, 1),
        ["audit.plan.escalated"] = (2, 3),
        ["audit.step.completed"] = (0, 1),
        ["audit.step.problem"] = (0, 1),
        ["audit.step.noted"] = (0, 1),
        ["audit.step.reassigned"] = (0, 1),
        ["audit.step.reminded"] = (2, 3),
        ["audit.step.skipped"] = (0, 1),
        ["audit.step.snoozed"] = (0, 1),
        ["audit.step.snooze-ended"] = (0, 1),
        ["audit.victim-services.alerted"] = (0, 1),
        ["audit.unassigned.threshold-set"] = (0, 1),
    };

    public static TheoryData<string> Subjects => [.. Texts.Subjects];

    [Theory]
    [MemberData(nameof(Subjects))]
    public void Every_key_is_there_in_both_languages_and_none_is_empty(string subject)
    {
        var (english, french) = (Resources.English(subject), Resources.French(subject));

        french.Keys.Order(StringComparer.Ordinal).ShouldBe(english.Keys.Order(StringComparer.Ordinal));
        english.Concat(french).Where(t => string.IsNullOrWhiteSpace(t.Value)).Select(t => t.Key).ShouldBeEmpty();
    }

    [Fact]
    public void French_is_not_English_by_mistake() =>
        Resources.Texts().Where(t => t.English == t.French && !Alike.Contains(t.English)).Select(t => $"{t.Key}: {t.English}").ShouldBeEmpty();

    [Fact]
    public void Both_languages_use_the_same_arguments()
    {
        foreach (var (_, key, english, french) in Resources.Texts())
        {
            var wanted = Resources.Arguments(english);
            if (Titles.TryGetValue(key, out var title))
            {
                wanted.ShouldContain(title.English, key);
                wanted = [.. wanted.Select(a => a == title.English ? title.French : a).Order()];
            }
            Resources.Arguments(french ?? "").ShouldBe(wanted, key);
        }
    }

    [Fact]
    public void Every_text_with_titles_in_two_languages_is_still_there() =>
        Titles.Keys.Select(Resources.Missing).Where(m => m.Length > 0).ShouldBeEmpty();

    [Fact]
    public void A_key_lives_in_one_subject_only() =>
        Resources.Texts().GroupBy(t => t.Key, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1)
            .Select(g => $"{g.Key}: {string.Join(", ", g.Select(t => t.Subject))}").ShouldBeEmpty();

    [Fact]
    public void Braces_are_arguments_and_nothing_else() =>
        Resources.Texts().SelectMany(t => new[] { (t.Key, Text: t.English), (t.Key, Text: t.French ?? "") })
            .Where(t => t.Text.Count(c => c is '{' or '}') != 2 * System.Text.RegularExpressions.Regex.Count(t.Text, @"\{\d+\}")).Select(t => t.Key).ShouldBeEmpty();
}
