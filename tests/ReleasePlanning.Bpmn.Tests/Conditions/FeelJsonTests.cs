using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Tests.Conditions;

public sealed class FeelJsonTests
{
    public static TheoryData<object?, string, string> Values => new()
    {
        { null, "null", "nothing" },
        { true, "true", "a truth value" },
        { 1.50m, "1.5", "a number without trailing zeros" },
        { 7, "7", "a CLR integer" },
        { 79228162514264337593543950335m, "79228162514264337593543950335", "the largest number, exactly" },
        { 0.0000000000000000000000000001m, "0.0000000000000000000000000001", "the smallest number, exactly" },
        { "Mère « é » \"\n", "\"Mère « é » \\\"\\n\"", "a text stays readable" },
        { new LocalDate(2026, 11, 23), """{"$date":"2026-11-23"}""", "a date" },
        { new LocalTime(16, 0), """{"$time":"16:00:00"}""", "a time" },
        { new LocalDateTime(2026, 11, 23, 16, 0), """{"$dateTime":"2026-11-23T16:00:00"}""", "a local date and time" },
        { Instant.FromUtc(2026, 11, 23, 21, 0).PlusNanoseconds(1), """{"$dateTime":"2026-11-23T21:00:00.000000001Z"}""", "an instant ends in Z" },
        { new LocalDateTime(2026, 11, 23, 16, 0).WithOffset(Offset.FromHours(-5)), """{"$dateTime":"2026-11-23T16:00:00-05:00"}""", "an offset is kept" },
        { new LocalDateTime(2026, 11, 23, 16, 0).InZoneLeniently(DateTimeZoneProviders.Tzdb["America/Toronto"]), """{"$dateTime":"2026-11-23T16:00:00@America/Toronto"}""", "so is a zone" },
        { new LocalDateTime(2026, 11, 23, 16, 0).WithOffset(Offset.Zero), """{"$dateTime":"2026-11-23T16:00:00+00:00"}""", "an offset of zero is no instant" },
        { FeelExpression.Compile("@\"16:00:00+01:00\"").Evaluate(new Dictionary<string, object?>(), default), """{"$time":"16:00:00+01:00"}""", "and the offset of a time" },
        { FeelExpression.Compile("[@\"2026-11-23\"..@\"2026-11-30\")").Evaluate(new Dictionary<string, object?>(), default), """{"$range":"[@\"2026-11-23\"..@\"2026-11-30\")"}""", "a range" },
        { FeelExpression.Compile("(< \"a\")").Evaluate(new Dictionary<string, object?>(), default), """{"$range":"(..\"a\")"}""", "a range without a start" },
        { Duration.FromHours(-26), """{"$duration":"-P1DT2H"}""", "a duration" },
        { Duration.FromNanoseconds(1), """{"$duration":"PT0.000000001S"}""", "the shortest duration" },
        { Period.FromMonths(14), """{"$period":"P14M"}""", "a period as it was" },
        { Period.FromDays(3), """{"$period":"P3D"}""", "a period of days stays a period" },
        { new object?[] { 1m, null }, "[1,null]", "a list" },
        { new Dictionary<string, object?> { ["b"] = 1m, ["a"] = 2m }, """{"a":2,"b":1}""", "a context in the order of its keys" },
        { new Dictionary<string, object?> { ["$date"] = "x" }, """{"$context":{"$date":"x"}}""", "a context that only looks like a date" },
        { new Dictionary<string, object?> { ["$context"] = null }, """{"$context":{"$context":null}}""", "or like a wrapped one" }
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_is_written_and_read_back(object? value, string json, string reason)
    {
        var written = FeelJson.Write(ImmutableDictionary<string, object?>.Empty.Add("v", value));
        written.ShouldBe($$"""{"v":{{json}}}""", reason);
        var read = FeelJson.Read(written)["v"];
        FeelValue.Same(read, value).ShouldBeTrue(reason);
        FeelJson.Write(ImmutableDictionary<string, object?>.Empty.Add("v", read)).ShouldBe(written, reason);
    }

    [Theory]
    [InlineData("[1]", "not an object")]
    [InlineData("{", "not JSON")]
    [InlineData("""{"v":1e400}""", "a number beyond 28 digits")]
    [InlineData("""{"v":{"$date":"2026-02-30"}}""", "no such day")]
    [InlineData("""{"v":{"$date":5}}""", "a date is a text")]
    [InlineData("""{"v":{"$duration":"P1M"}}""", "a month is no exact duration")]
    [InlineData("""{"v":{"$colour":"red"}}""", "no such tag")]
    public void What_cannot_be_read_is_refused(string json, string reason) => Should.Throw<FormatException>(() => FeelJson.Read(json), reason);

    [Fact]
    public void A_value_that_nests_without_end_is_not_kept()
    {
        object? Nested(int levels) => levels == 0 ? 1m : levels % 2 == 0 ? new[] { Nested(levels - 1) } : new Dictionary<string, object?> { ["$a"] = Nested(levels - 1) };

        var kept = FeelValue.Normalise(Nested(30));
        FeelValue.Same(FeelJson.Read(FeelJson.Write(ImmutableDictionary<string, object?>.Empty.Add("v", kept)))["v"], kept).ShouldBeTrue();
        Should.Throw<FeelException>(() => FeelValue.Normalise(Nested(60))).Code.ShouldBe("feel.too-deep");
    }

    [Fact]
    public void A_value_that_is_normal_already_is_not_copied()
    {
        var context = FeelValue.Normalise(new Dictionary<string, object?> { ["a"] = new Dictionary<string, object?> { ["b"] = 1m } });

        FeelValue.Normalise(context).ShouldBeSameAs(context);
    }

    [Fact]
    public void What_is_no_value_is_refused() =>
        Should.Throw<NotSupportedException>(() => FeelJson.Write(ImmutableDictionary<string, object?>.Empty.Add("v", new Uri("https://example.invalid"))));

    [Fact]
    public void Any_variables_survive_the_round_trip()
    {
        var leaf = Gen.OneOf(
            Gen.Constant<object?>(null),
            Gen.Elements<object?>(true, false),
            Gen.Choose(-1_000_000, 1_000_000).Select(i => (object?)(i / 100m)),
            ArbMap.Default.GeneratorFor<string>().Select(s => (object?)Unpaired(s)),
            Gen.Choose(0, 20_000).Select(d => (object?)new LocalDate(2000, 1, 1).PlusDays(d)),
            Gen.Choose(0, int.MaxValue).Select(s => (object?)Instant.FromUnixTimeSeconds(s)),
            Gen.Choose(int.MinValue, int.MaxValue).Select(s => (object?)Duration.FromSeconds(s)),
            Gen.Choose(-500, 500).Select(m => (object?)Period.FromMonths(m)));
        var value = Gen.OneOf(leaf, leaf.ListOf().Select(l => (object?)l.ToImmutableArray()), Gen.Zip(Gen.Elements("$date", "a", "$context", ""), leaf).Select(e => (object?)ImmutableDictionary<string, object?>.Empty.Add(e.Item1, e.Item2)));
        Prop.ForAll(Gen.Zip(Gen.Elements("x", "$date", "é", "a b"), value).ListOf().ToArbitrary(), entries =>
        {
            var variables = ImmutableDictionary<string, object?>.Empty.SetItems(entries.Select(e => KeyValuePair.Create(e.Item1, e.Item2)));
            return FeelValue.Same(FeelJson.Read(FeelJson.Write(variables)), variables);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));
    }

    // half a surrogate pair is not text and JSON cannot hold it
    private static string Unpaired(string? text) => new([.. (text ?? "").Where(c => !char.IsSurrogate(c))]);
}
