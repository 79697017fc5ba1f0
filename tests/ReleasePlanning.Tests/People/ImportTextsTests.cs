using System.Globalization;
using System.Text.RegularExpressions;
using ReleasePlanning.Language;

namespace ReleasePlanning.Tests.People;

public sealed partial class ImportTextsTests
{
    public static IEnumerable<TheoryDataRow<string>> Codes() =>
        Directory.GetFiles(Path.Combine(Repository(), "src", "ReleasePlanning", "People"), "Import*.cs")
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(m => m.Groups[1].Value))
            .Distinct().Order(StringComparer.Ordinal).Select(code => new TheoryDataRow<string>(code));

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_reason_of_an_import_is_a_sentence_in_both_languages(string code)
    {
        var english = Texts.Find(code, Texts.English).ShouldNotBeNull();
        var french = Texts.Find(code, Texts.French).ShouldNotBeNull();

        french.ShouldNotBe(english);
        Places(french).ShouldBe(Places(english), "both languages use the same arguments");
    }

    [Fact]
    public void No_import_text_is_left_over()
    {
        var used = Codes().Select(c => c.Data).ToHashSet();
        var written = Resources("Imports", CultureInfo.InvariantCulture).Where(k => k.StartsWith("import.", StringComparison.Ordinal));

        // these are put together from a prefix and the name of a column
        written.Where(k => !used.Contains(k) && !k.StartsWith("import.the.", StringComparison.Ordinal) && !k.StartsWith("import.problem.", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    internal static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "ReleasePlanning.sln"))) { folder = folder.Parent; }
        return folder.FullName;
    }

    private static IEnumerable<string> Resources(string subject, CultureInfo culture) =>
        new System.Resources.ResourceManager("ReleasePlanning.Language." + subject, typeof(Texts).Assembly)
            .GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<System.Collections.DictionaryEntry>().Select(e => (string)e.Key);

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex("\"@?(import\\.[a-z0-9.-]*[a-z0-9])\"")]
    private static partial Regex Code();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();
}
