using System.Collections.Immutable;

namespace ReleasePlanning;

/// <summary>Why something is so, as a code and its arguments; <see cref="Language.Texts"/> renders it as a sentence in either language.</summary>
/// <remarks>String arguments that start with "@" are resource keys themselves ("@role.area-director"). Arguments that are reasons are said after the sentence, in their order.</remarks>
public sealed record Reason
{
    public Reason(string code, params object?[] args) => (Code, Args) = (code, [.. args]);

    public string Code { get; }
    public ImmutableArray<object?> Args { get; }

    public bool Equals(Reason? other) => other is not null && Code == other.Code && Args.SequenceEqual(other.Args);
    public override int GetHashCode() => Code.GetHashCode(StringComparison.Ordinal);
}
