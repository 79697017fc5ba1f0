using System.Collections.Immutable;

namespace ReleasePlanning.WorkItems;

public enum FieldKind { Text, LongText, Date, DateTime, Choice, YesNo, Confirm, Amount, Site }

/// <summary>One choice of a field: its code and its text, a resource key when it starts with "@".</summary>
public sealed record FieldOption(string Code, string TextEn, string TextFr)
{
    /// <summary>Shown so that nobody misses it, and not to be chosen: the form's rules say why.</summary>
    public bool Barred { get; init; }

    public static FieldOption Key(string code, string key) => new(code, "@" + key, "@" + key);
}

/// <summary>One field of a step's form. Label: resource "field.{Name}"; hint: "hint.{Name}" where there is one.</summary>
/// <param name="ForOutcomes">The outcomes that need it answered; empty means every outcome when <paramref name="Required"/>.</param>
public sealed record FormField(
    string Name, FieldKind Kind, bool Required = false, ImmutableArray<FieldOption> Options = default, object? Default = null,
    ImmutableArray<string> ForOutcomes = default, int MaxLength = FormField.Longest)
{
    /// <summary>What a text may have where its form says nothing else.</summary>
    public const int Longest = 2000;

    public ImmutableArray<FieldOption> Choices => Options.IsDefault ? [] : Options;

    public bool IsNeededFor(string outcome) => Required && (ForOutcomes.IsDefaultOrEmpty || ForOutcomes.Contains(outcome));

    public static FormField Choice(string name, string keyPrefix, bool required, params string[] codes) =>
        new(name, FieldKind.Choice, required, [.. codes.Select(c => FieldOption.Key(c, keyPrefix + c))]);

    public FormField For(params string[] outcomes) => this with { Required = true, ForOutcomes = [.. outcomes] };
}
