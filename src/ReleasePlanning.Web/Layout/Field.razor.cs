using Microsoft.AspNetCore.Components;

namespace ReleasePlanning.Web.Layout;

/// <summary>One question of a form: label, hint, what is wrong with the answer, and the control.</summary>
public partial class Field
{
    [Parameter, EditorRequired] public string Name { get; set; } = "";
    [Parameter, EditorRequired] public string Label { get; set; } = "";
    [Parameter] public string? Hint { get; set; }
    /// <summary>text, date, time, number, email, search, file, textarea, select, radios, checks (several of a list) or check (one yes).</summary>
    [Parameter] public string Kind { get; set; } = "text";
    [Parameter] public string Value { get; set; } = "";
    [Parameter] public IEnumerable<(string Value, string Text)> Options { get; set; } = [];
    /// <summary>For a select: options that are shown and cannot be chosen.</summary>
    [Parameter] public IReadOnlyCollection<string> Barred { get; set; } = [];
    /// <summary>For a select: the text of "nothing chosen"; without it the first option is chosen.</summary>
    [Parameter] public string? Empty { get; set; }
    [Parameter] public IReadOnlyList<Problem> Problems { get; set; } = [];
    [Parameter] public bool Optional { get; set; }
    [Parameter] public int Rows { get; set; } = 4;
    [Parameter] public string? Width { get; set; }
    [Parameter] public string? Min { get; set; }
    [Parameter] public string? Max { get; set; }
    [Parameter] public string? Accept { get; set; }
    [Parameter] public string? List { get; set; }

    /// <summary>Tells fields of the same name apart where a page has several forms.</summary>
    [Parameter] public string? Form { get; set; }

    public static string IdOf(string name) => "f-" + name;

    private string Id => IdOf(Form is null ? Name : $"{Form}-{Name}");
    private List<Problem> Errors => [.. Problems.Where(p => p.Field == Name)];
    private string? Invalid => Errors.Count > 0 ? "true" : null;
    private string[] Values => Value.Split(',');
    private string? DescribedBy => (Hint, Errors.Count) switch
    {
        (null, 0) => null,
        (_, 0) => Id + "-hint",
        (null, _) => Id + "-error",
        _ => $"{Id}-hint {Id}-error",
    };
}
