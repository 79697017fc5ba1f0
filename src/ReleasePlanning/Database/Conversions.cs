using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using NodaTime;
using NpgsqlTypes;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Database;

public sealed class IdConverter<T>() : ValueConverter<T, Guid>(id => id.Value, value => Read(value)) where T : struct, IId<T>
{
    private static T Read(Guid value) => T.From(value);
}

public sealed class InstantConverter() : ValueConverter<Instant, DateTime>(
    v => v.ToDateTimeUtc(), v => Instant.FromDateTimeUtc(DateTime.SpecifyKind(v, DateTimeKind.Utc)));

public sealed class LocalDateConverter() : ValueConverter<LocalDate, DateOnly>(v => v.ToDateOnly(), v => LocalDate.FromDateOnly(v));

public sealed class LocalTimeConverter() : ValueConverter<LocalTime, TimeOnly>(v => v.ToTimeOnly(), v => LocalTime.FromTimeOnly(v));

/// <summary>Nights as a daterange: the arrival night counts, the departure day is free for the next arrival.</summary>
public sealed class NightsConverter() : ValueConverter<BedSpaces.Nights, NpgsqlRange<DateOnly>>(
    v => new NpgsqlRange<DateOnly>(v.ArriveOn.ToDateOnly(), true, v.DepartOn.ToDateOnly(), false),
    r => new BedSpaces.Nights(LocalDate.FromDateOnly(r.LowerBound), LocalDate.FromDateOnly(r.UpperBound)));

public static class ReasonColumn
{
    public static string Write(Reason reason) => FeelJson.Write(Context(reason));

    public static Reason Read(string json) => Of(FeelJson.Read(json));

    private static ImmutableDictionary<string, object?> Context(Reason reason) =>
        ImmutableDictionary<string, object?>.Empty.Add("code", reason.Code).Add("args", reason.Args.Select(Plain).ToList());

    private static Reason Of(IReadOnlyDictionary<string, object?> values) =>
        new((string)values["code"]!, [.. ((IReadOnlyList<object?>)values["args"]!).Select(a => a is IReadOnlyDictionary<string, object?> more ? Of(more) : a)]);

    // a reason is kept with the values FEEL knows; whole numbers are decimals there
    private static object? Plain(object? value) => value switch
    {
        int i => (decimal)i,
        long l => (decimal)l,
        Reason more => Context(more),
        _ => value,
    };
}

public sealed class ReasonConverter() : ValueConverter<Reason, string>(r => ReasonColumn.Write(r), s => ReasonColumn.Read(s));
