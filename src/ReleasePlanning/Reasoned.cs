namespace ReleasePlanning;

/// <summary>What a rule answers: a value, and why it is that value.</summary>
public sealed record Reasoned<T>(T Value, Reason Why);
