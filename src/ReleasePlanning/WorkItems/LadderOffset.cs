using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ReleasePlanning.WorkItems;

public enum LadderUnit
{
    /// <summary>Of the time from opening to due.</summary>
    Percent,
    /// <summary>Federal working days at the step's site.</summary>
    WorkingDays,
    /// <summary>Hours in which the step's site is open.</summary>
    OpenHours,
    /// <summary>Hours round the clock.</summary>
    Hours,
}

/// <summary>When a rung comes, relative to the due instant: "50%" (of the time to it), "-2W" (working days before), "0" (at due), "+2W",
/// "+4B" (business hours), "+2h" (hours round the clock).</summary>
[JsonConverter(typeof(LadderOffsetJson))]
public readonly record struct LadderOffset(int Amount, LadderUnit Unit)
{
    public static readonly LadderOffset AtDue = new(0, LadderUnit.WorkingDays);

    /// <summary>Before the due instant, and so a reminder.</summary>
    public bool IsBefore => Unit == LadderUnit.Percent || Amount < 0;
    public bool IsAtDue => Amount == 0;

    /// <summary>How far from due, in hours, for putting offsets of different units in order: a working day is a day long, eight hours of opening make one.</summary>
    public int RoughHours => Unit switch
    {
        LadderUnit.WorkingDays => Amount * 24,
        LadderUnit.OpenHours => Amount * 3,
        _ => Amount,
    };

    public override string ToString() => Unit switch
    {
        _ when IsAtDue => "0",
        LadderUnit.Percent => Amount.ToString(CultureInfo.InvariantCulture) + "%",
        LadderUnit.WorkingDays => Signed + "W",
        LadderUnit.OpenHours => Signed + "B",
        _ => Signed + "h",
    };

    private string Signed => Amount.ToString("+0;-0", CultureInfo.InvariantCulture);

    public static bool TryParse([NotNullWhen(true)] string? text, out LadderOffset offset)
    {
        offset = AtDue;
        if (string.IsNullOrWhiteSpace(text)) { return false; }
        text = text.Trim();
        if (text == "0") { return true; }
        LadderUnit? unit = text[^1] switch { '%' => LadderUnit.Percent, 'W' => LadderUnit.WorkingDays, 'B' => LadderUnit.OpenHours, 'h' => LadderUnit.Hours, _ => null };
        if (unit is null || text.Length > 7 || !int.TryParse(text[..^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount) || amount == 0) { return false; }
        offset = new(amount, unit.Value);
        return true;
    }

    public static LadderOffset Parse(string text) => TryParse(text, out var offset) ? offset : throw new FormatException($"\"{text}\" is not an offset such as -2W.");
}

public sealed class LadderOffsetJson : JsonConverter<LadderOffset>
{
    public override LadderOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        LadderOffset.TryParse(reader.GetString(), out var offset) ? offset : throw new JsonException("Not an offset such as -2W.");

    public override void Write(Utf8JsonWriter writer, LadderOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
