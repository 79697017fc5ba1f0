using System.Text.Json;
using System.Text.Json.Serialization;
using NodaTime;
using NodaTime.Text;

namespace ReleasePlanning.Web.Api;

/// <summary>How the domain's values are written in JSON: ids as strings, days as 2026-12-03, moments as 2026-12-03T16:00:00Z, choices as words.</summary>
public static class JsonForms
{
    public static void Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        options.Converters.Add(new TextForm<LocalDate>(LocalDatePattern.Iso));
        options.Converters.Add(new TextForm<LocalTime>(LocalTimePattern.GeneralIso));
        options.Converters.Add(new TextForm<Instant>(InstantPattern.ExtendedIso));
        options.Converters.Add(new IdForms());
        options.RespectRequiredConstructorParameters = true;
        options.RespectNullableAnnotations = true;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        // a value left out or null where one is needed is the caller's mistake, not ours
        options.RespectRequiredConstructorParameters = true;
        options.RespectNullableAnnotations = true;
        options.NumberHandling = JsonNumberHandling.Strict;
    }

    private sealed class TextForm<T>(IPattern<T> pattern) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            var parsed = text is null ? null : pattern.Parse(text);
            return parsed is { Success: true } && IsOfOurEra(parsed.Value) ? parsed.Value : throw new JsonException();
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(pattern.Format(value));

        // NodaTime also reads years before the first, which neither .NET nor a column can hold
        private static bool IsOfOurEra(T value) => value switch
        {
            Instant at => at >= NodaConstants.BclEpoch,
            LocalDate on => on.Year >= 1,
            _ => true,
        };
    }

    private sealed class IdForms : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsValueType && Array.Exists(typeToConvert.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>));

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(IdForm<>).MakeGenericType(typeToConvert))!;
    }

    private sealed class IdForm<T> : JsonConverter<T> where T : struct, IId<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => T.From(reader.GetGuid());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
