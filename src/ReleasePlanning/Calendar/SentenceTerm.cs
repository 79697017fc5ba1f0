namespace ReleasePlanning.Calendar;

/// <summary>How long a sentence is. Closed hierarchy.</summary>
public abstract record SentenceTerm
{
    /// <summary>A sentence of so many months.</summary>
    public sealed record Months(int Length) : SentenceTerm;

    /// <summary>Life with so many years before full parole, as the court set it (Criminal Code s.745).</summary>
    public sealed record Life(int YearsToFullParole) : SentenceTerm;

    /// <summary>Detention for an indeterminate period.</summary>
    public sealed record Indeterminate : SentenceTerm;
}
