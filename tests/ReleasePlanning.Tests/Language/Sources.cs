using System.Text.RegularExpressions;

namespace ReleasePlanning.Tests.Language;

/// <summary>The keys that the source files name, so that no code is written without a text for it.</summary>
internal static partial class Sources
{
    private static readonly string Root = FindRoot();

    /// <summary>Codes of reasons, refusals and conflicts, and arguments that are keys themselves.</summary>
    public static IEnumerable<string> ReasonCodes() =>
        Files("src", "*.cs").Concat(Files("src", "*.razor")).Select(File.ReadAllText).SelectMany(source =>
            Reason().Matches(source).Concat(Refusal().Matches(source)).SelectMany(call => Code().Matches(call.Value)).Concat(Argument().Matches(source))
                .Select(m => m.Groups[1].Value));

    /// <summary>Keys a page or a command names in full.</summary>
    public static IEnumerable<string> PageKeys() =>
        Files("src", "*.cs").Concat(Files("src", "*.razor")).SelectMany(f => Named().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value));

    /// <summary>Names of fields as the forms of the slices declare them.</summary>
    public static IEnumerable<string> FieldNames() =>
        Forms().SelectMany(s => Field().Matches(s).Select(m => m.Groups[1].Value));

    /// <summary>Options declared by literal codes: their key is the prefix and the code.</summary>
    public static IEnumerable<string> OptionKeys() =>
        Forms().SelectMany(s => Choice().Matches(s)).SelectMany(m => Literal().Matches(m.Groups[2].Value).Select(o => m.Groups[1].Value + o.Groups[1].Value));

    /// <summary>Names of constraints that SQL declares by hand.</summary>
    public static IEnumerable<string> Constraints(string sql) =>
        Constraint().Matches(sql).Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Groups[2].Value);

    private static IEnumerable<string> Forms() =>
        Files(Path.Combine("src", "ReleasePlanning"), "*.cs").Select(File.ReadAllText).Where(s => s.Contains("IStepForm", StringComparison.Ordinal));

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules" or "Migrations"));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "ReleasePlanning.sln"))) { folder = folder.Parent; }
        return folder.FullName;
    }

    // up to the first comma: a code, or a choice between two
    [GeneratedRegex(@"\bnew(?: Reason)?\((?:[^,()""]*\?\s*)?""[^,;)]*")]
    private static partial Regex Reason();

    // to the end of the statement: the code comes after the field, and the field may be a call of its own
    [GeneratedRegex(@"\b(?:With|Refused|Conflict|Forbidden)(?:<[^;""]*?>)?\([^;]*")]
    private static partial Regex Refusal();

    [GeneratedRegex(@"""((?:[a-z][a-z0-9-]*\.)+[a-z][a-z0-9-]*|changed-meanwhile|not-found)""")]
    private static partial Regex Code();

    [GeneratedRegex(@"""@((?:[a-z][a-z0-9-]*\.)+[a-z][a-z0-9-]*)""")]
    private static partial Regex Argument();

    [GeneratedRegex(@"\b(?:T|Texts\.Of|Say)\(""([a-z][a-zA-Z0-9-]*(?:\.[a-zA-Z0-9-]+)*)""\s*[,)]")]
    private static partial Regex Named();

    [GeneratedRegex(@"(?:new FormField|FormField\.Choice)\(""(\w+)""")]
    private static partial Regex Field();

    [GeneratedRegex(@"FormField\.Choice\(""\w+"", ""([a-z-]+\.)"", (?:true|false)((?:, ""[a-z-]+"")+)")]
    private static partial Regex Choice();

    [GeneratedRegex(@"""([a-z-]+)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"constraint = '(\w+)'|add constraint (\w+)")]
    private static partial Regex Constraint();
}
