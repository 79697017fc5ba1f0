namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>An expression that cannot be compiled or evaluated.</summary>
/// <remarks>A person's language is chosen elsewhere: <see cref="Code"/> and <see cref="Detail"/> carry what a translated sentence needs.</remarks>
public sealed class FeelException(int position, string message, string code = "feel.error", string? detail = null) : Exception(message)
{
    /// <summary>Zero-based position in the text.</summary>
    public int Position { get; } = position;

    /// <summary>What is wrong, as a stable code: <c>feel.unexpected</c>, <c>feel.unknown-function</c>, <c>feel.too-long</c>, …</summary>
    public string Code { get; } = code;

    /// <summary>The sentence in a language: French where it is asked for, English otherwise.</summary>
    public string In(string language) => Execution.Sentences.Of(this) is var said && language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? said.French : said.English;

    /// <summary>The offending piece of text or the limit that was passed, if any.</summary>
    public string? Detail { get; } = detail;
}
