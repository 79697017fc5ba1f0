namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Functions on numbers.</summary>
internal static class FeelNumbers
{
    /// <summary>Rounds to the scale of the second argument, 0 when there is none; a negative scale rounds to tens, hundreds, …</summary>
    public static object? Rounded(FeelCall call, Func<decimal, decimal> round)
    {
        if (call[0] is not decimal value || (call.Arguments.Count == 2 && call[1] is not decimal)) return null;
        var scale = call[1] as decimal? ?? 0;
        if (scale != decimal.Truncate(scale) || Math.Abs(scale) > 28) return null;
        var factor = 1m;
        for (var i = 0; i < Math.Abs(scale); i++) factor *= 10;
        try
        {
            return scale >= 0 ? round(value * factor) / factor : round(value / factor) * factor;
        }
        catch (OverflowException)
        {
            // so many digits before the point that there are none to round away behind it
            return scale >= 0 ? value : null;
        }
    }

    /// <summary>The remainder with the sign of the divisor, as DMN has it.</summary>
    public static decimal Modulo(decimal a, decimal b)
    {
        var rest = a % b;
        return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
    }
}
