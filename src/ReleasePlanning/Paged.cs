namespace ReleasePlanning;

/// <summary>One page of a list, and how many there are in all.</summary>
public sealed record Paged<T>(IReadOnlyList<T> Items, int Total);
