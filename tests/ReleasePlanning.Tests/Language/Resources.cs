using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using ReleasePlanning.Language;

namespace ReleasePlanning.Tests.Language;

/// <summary>What the resource files hold, file by file and language by language, without falling back from one to the other.</summary>
internal static partial class Resources
{
    public static IReadOnlyDictionary<string, string> English(string subject) => Read(subject, CultureInfo.InvariantCulture);
    public static IReadOnlyDictionary<string, string> French(string subject) => Read(subject, CultureInfo.GetCultureInfo("fr"));

    /// <summary>Every text with its subject and key; a key that French lacks comes with null.</summary>
    public static IEnumerable<(string Subject, string Key, string English, string? French)> Texts()
    {
        foreach (var subject in ReleasePlanning.Language.Texts.Subjects)
        {
            var french = French(subject);
            foreach (var (key, english) in English(subject)) { yield return (subject, key, english, french.GetValueOrDefault(key)); }
        }
    }

    /// <summary>The arguments a text uses, in order, each once.</summary>
    public static int[] Arguments(string text) => [.. Argument().Matches(text).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).Distinct().Order()];

    /// <summary>Why a text is missing or unusable in either language; empty when it is there in both.</summary>
    public static string Missing(string key)
    {
        var found = Texts().Where(t => t.Key == key).ToList();
        return found switch
        {
            [] => $"{key}: no text",
            [var one] when string.IsNullOrWhiteSpace(one.English) => $"{key}: empty in English",
            [var one] when string.IsNullOrWhiteSpace(one.French) => $"{key}: no text in French",
            _ => "",
        };
    }

    public static void ShouldAllBeWritten(IEnumerable<string> keys, int atLeast)
    {
        var distinct = keys.Distinct().Order(StringComparer.Ordinal).ToList();
        distinct.Count.ShouldBeGreaterThanOrEqualTo(atLeast, "the search itself found too little");
        distinct.Select(Missing).Where(m => m.Length > 0).ShouldBeEmpty();
    }

    private static Dictionary<string, string> Read(string subject, CultureInfo culture) =>
        (new ResourceManager("ReleasePlanning.Language." + subject, typeof(Texts).Assembly).GetResourceSet(culture, createIfNotExists: true, tryParents: false)
            ?? throw new InvalidOperationException($"{subject} has no resources in \"{culture.Name}\"."))
        .Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string)e.Value!);

    [GeneratedRegex(@"\{(\d+)\}")]
    private static partial Regex Argument();
}
