using System.Collections.Concurrent;
using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Calendar;

/// <summary>The working days of every province under one set of overrides; safe to share.</summary>
public sealed class ProvinceCalendars
{
    private readonly ConcurrentDictionary<Province, WorkingDays> made = new();
    private readonly Func<Province, WorkingDays> make;

    public ProvinceCalendars(IEnumerable<CalendarOverride> overrides)
    {
        ImmutableArray<CalendarOverride> all = [.. overrides];
        make = p => new(p, all);
    }

    public ProvinceCalendars(CalendarData data) => make = p => data.Days(p.ToString());

    public WorkingDays Of(Province province) => made.GetOrAdd(province, make);

    /// <summary>By two-letter code, as sites keep it.</summary>
    /// <exception cref="ArgumentException">There is no such province.</exception>
    public WorkingDays Of(string province) => Of(
        Enum.TryParse<Province>(province, out var known) && Enum.IsDefined(known) && !char.IsAsciiDigit(province[0]) ? known
        : throw new ArgumentException($"There is no province '{province}'.", nameof(province)));

    /// <summary>What conditions may ask: <c>working days between(a, b, province)</c>.</summary>
    public FeelHost ForConditions() => new((from, to, province) => Of(province).Between(from, to));
}
