using System.Globalization;
using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Functions on numbers.</summary>
internal static class FeelNumbers
{
    /// <summary>A result of floating-point work with all the digits it has; null where decimals have no such number.</summary>
    public static object? Of(double d) =>
        double.IsFinite(d) && decimal.TryParse(d.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? FeelBox.Of(number) : null;

    /// <summary>Rounds to the scale of the second argument, 0 when there is none; a negative scale rounds to tens, hundreds, …</summary>
    public static object? Rounded(FeelCall call, Func<decimal, decimal> round)
    {
        var (value, scale) = (call.Number(0), decimal.Truncate(call[1] as decimal? ?? 0));
        // the scales DMN knows are those of a number with 34 digits
        if (scale is < -6111 or > 6176) return null;
        if (scale > 28) return FeelBox.Of(value);
        if (scale < -28) return FeelBox.Of(0);
        var factor = 1m;
        for (var i = 0; i < Math.Abs(scale); i++) factor *= 10;
        try
        {
            return FeelBox.Of(scale >= 0 ? round(value * factor) / factor : round(value / factor) * factor);
        }
        catch (OverflowException)
        {
            // so many digits before the point that there are none to round away behind it
            return scale >= 0 ? FeelBox.Of(value) : null;
        }
    }

    public static decimal HalfDown(decimal d)
    {
        var cut = decimal.Truncate(d);
        return Math.Abs(d - cut) > 0.5m ? cut + Math.Sign(d) : cut;
    }

    public static object? Abs(FeelCall call) => call[0] switch
    {
        decimal d => FeelBox.Of(Math.Abs(d)),
        Duration d => d < Duration.Zero ? -d : d,
        Period p => FeelTemporal.Months(p) is { } months ? FeelTemporal.OfMonths(Math.Abs(months)) : null,
        IReadOnlyList<object?> { Count: 1 } list when FeelValue.Shallow(list[0]) is decimal d => FeelBox.Of(Math.Abs(d)),
        _ => null
    };

    /// <summary>The remainder with the sign of the divisor, as DMN has it.</summary>
    public static object Modulo(decimal a, decimal b)
    {
        var rest = a % b;
        return FeelBox.Of(rest != 0 && rest < 0 != b < 0 ? rest + b : rest);
    }

    /// <summary>The square root with all digits a decimal has.</summary>
    public static object Root(decimal d)
    {
        if (d == 0) return FeelBox.Of(0);
        var root = (decimal)Math.Sqrt((double)d);
        // floating point gives half the digits; one step of Newton's doubles them
        for (var i = 0; i < 2 && root != 0; i++) root = (root + (d / root)) / 2;
        var whole = decimal.Round(root, 20);
        return FeelBox.Of(whole * whole == d ? FeelValue.Plain(whole) : root);
    }
}
