namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Boxes made once for the values that come up most, so that a simple condition allocates nothing.</summary>
internal static class FeelBox
{
    private const int Least = -128;
    private static readonly object[] Whole = [.. Enumerable.Range(Least, 1_152).Select(i => (object)(decimal)i)];

    public static readonly object True = true;
    public static readonly object False = false;

    public static object Of(bool value) => value ? True : False;

    public static object? Of(bool? value) => value is { } known ? Of(known) : null;

    public static object Of(int value) => (uint)(value - Least) < (uint)Whole.Length ? Whole[value - Least] : (decimal)value;

    public static object Of(decimal value) =>
        value is >= Least and < 1_024 && value.Scale == 0 ? Whole[(int)value - Least] : value;
}
