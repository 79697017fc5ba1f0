using NodaTime;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Tests.Conditions;

public sealed class FeelFunctionsTests
{
    [Theory]
    [InlineData("contains(\"halfway house\", \"way\")", "true", "inside")]
    [InlineData("contains(\"halfway\", nothing)", "null", "nothing is no text")]
    [InlineData("starts with(\"Kingston\", \"King\")", "true", "at the start")]
    [InlineData("ends with(\"Kingston\", \"King\")", "false", "not at the end")]
    [InlineData("upper case(\"montréal\")", "MONTRÉAL", "accents too")]
    [InlineData("lower case(\"ÉTÉ\")", "été", "accents too")]
    [InlineData("string length(\"été\")", "3", "characters")]
    [InlineData("string length(\"🏠a\")", "2", "a character outside the first plane is one")]
    [InlineData("substring(\"foobar\", 3)", "obar", "from the third")]
    [InlineData("substring(\"foobar\", 3, 2)", "ob", "two from the third")]
    [InlineData("substring(\"foobar\", -2, 1)", "a", "from the end")]
    [InlineData("substring(\"foobar\", 0)", "null", "positions start at one")]
    [InlineData("substring(\"foobar\", 9)", "", "past the end")]
    [InlineData("substring(\"🏠ab\", 2)", "ab", "by characters")]
    [InlineData("substring before(\"A-17\", \"-\")", "A", "up to the mark")]
    [InlineData("substring after(\"A-17\", \"-\")", "17", "after the mark")]
    [InlineData("string join([\"a\", null, \"b\"], \", \")", "a, b", "nothing is left out")]
    [InlineData("string(1.50)", "1.5", "no trailing zeros")]
    [InlineData("string(@\"P1DT90M\")", "P1DT1H30M", "durations in ISO 8601")]
    [InlineData("string(nothing)", "null", "nothing has no text")]
    [InlineData("number(\"-12.5\")", "-12.5", "a number in text")]
    [InlineData("number(\"12,5\")", "null", "a comma is no decimal point")]
    [InlineData("number(\"twelve\")", "null", "no number")]
    public void On_texts(string text, string expected, string reason) => Evaluating.Of(text).ShouldBe(expected, reason);

    [Theory]
    [InlineData("count(referrals)", "2", "items")]
    [InlineData("count(nothing)", "null", "nothing has no items")]
    [InlineData("sum([1, 2, 3])", "6", "a list")]
    [InlineData("sum(1, 2, 3)", "6", "or its items")]
    [InlineData("sum([])", "null", "the sum of none is unknown, as in DMN")]
    [InlineData("sum([1, \"2\"])", "null", "a text is not added")]
    [InlineData("sum([@\"PT1H\", @\"PT30M\"])", "PT1H30M", "durations")]
    [InlineData("mean([1, 2])", "1.5", "average")]
    [InlineData("min(3, 1, 2)", "1", "smallest")]
    [InlineData("max([@\"2026-01-01\", @\"2026-02-01\"])", "2026-02-01", "latest")]
    [InlineData("max([1, \"a\"])", "null", "of different kinds there is no largest")]
    [InlineData("max(nothing)", "null", "of nothing")]
    [InlineData("all([true, true])", "true", "all")]
    [InlineData("any([false, nothing])", "null", "perhaps")]
    [InlineData("list contains([1, null], nothing)", "true", "a list can hold nothing")]
    [InlineData("list contains([1, 2], 3)", "false", "not in it")]
    [InlineData("append([1], 2, 3)", "[1, 2, 3]", "at the end")]
    [InlineData("concatenate([1], [2, 3])", "[1, 2, 3]", "one after the other")]
    [InlineData("reverse([1, 2])", "[2, 1]", "backwards")]
    [InlineData("index of([5, 6, 5], 5)", "[1, 3]", "every place")]
    [InlineData("distinct values([1, 1.0, 2])", "[1, 2]", "each once")]
    public void On_lists(string text, string expected, string reason) => Evaluating.Of(text).ShouldBe(expected, reason);

    [Theory]
    [InlineData("abs(-2.5)", "2.5", "without sign")]
    [InlineData("floor(-1.5)", "-2", "down")]
    [InlineData("ceiling(-1.5)", "-1", "up")]
    [InlineData("floor(1.55, 1)", "1.5", "to one decimal")]
    [InlineData("round half up(2.5)", "3", "half goes away from zero")]
    [InlineData("round half up(-2.5)", "-3", "on both sides")]
    [InlineData("round half up(1234, -2)", "1200", "to hundreds")]
    [InlineData("modulo(-12, 5)", "3", "the sign of the divisor")]
    [InlineData("modulo(12, 0)", "null", "no remainder by zero")]
    [InlineData("not(true)", "false", "negation")]
    [InlineData("is defined(outcome)", "true", "a variable")]
    [InlineData("is defined(nothing)", "true", "set, though to null")]
    [InlineData("is defined(neverSet)", "false", "not set")]
    [InlineData("is defined(bed.facility)", "true", "an entry")]
    [InlineData("is defined(bed.unknown)", "false", "no entry")]
    public void On_numbers_and_names(string text, string expected, string reason) => Evaluating.Of(text).ShouldBe(expected, reason);

    [Theory]
    [InlineData("now()", "2026-11-22T03:30:00Z", "the moment told from outside")]
    [InlineData("today(\"America/Toronto\")", "2026-11-21", "it is still yesterday in Toronto")]
    [InlineData("today(\"Europe/Paris\")", "2026-11-22", "and today in Paris")]
    [InlineData("date(\"2026-02-28\")", "2026-02-28", "from a text")]
    [InlineData("date(outcome)", "null", "a text that is no date")]
    [InlineData("date(2026, declined - 1, 30)", "null", "no such day")]
    [InlineData("date(2026, 2, 28)", "2026-02-28", "from numbers")]
    [InlineData("date(@\"2026-02-28T10:00:00\")", "2026-02-28", "of a date and time")]
    [InlineData("date(opened, \"America/Vancouver\")", "2026-11-20", "of an instant, somewhere")]
    [InlineData("date(opened)", "null", "of an instant nowhere: unknown")]
    [InlineData("time(\"08:30\")", "08:30:00", "without seconds")]
    [InlineData("time(8, 30, 15)", "08:30:15", "from numbers")]
    [InlineData("date and time(\"2026-11-22T08:00:00\")", "2026-11-22T08:00:00", "local")]
    [InlineData("date and time(\"2026-11-22T08:00:00-05:00\")", "2026-11-22T08:00:00-05:00", "with an offset, which is kept")]
    [InlineData("date and time(\"2026-11-22T08:00:00@America/Toronto\")", "2026-11-22T08:00:00@America/Toronto", "with a zone, which is kept")]
    [InlineData("date and time(release, @\"16:00\")", "2026-11-23T16:00:00", "from a date and a time")]
    [InlineData("date and time(release, @\"16:00\", \"America/Toronto\")", "2026-11-23T21:00:00Z", "in a zone")]
    [InlineData("date and time(@\"2026-03-08\", @\"02:30\", \"America/Toronto\")", "2026-03-08T07:30:00Z", "in the gap of the clock change: 03:30")]
    [InlineData("duration(\"P1DT12H\") > duration(\"PT24H\")", "true", "compared exactly")]
    [InlineData("duration(\"P14M\").years", "1", "years and months")]
    [InlineData("years and months duration(@\"2025-01-31\", @\"2026-03-30\")", "P1Y1M", "whole months between")]
    public void On_time(string text, string expected, string reason) => Evaluating.Of(text).ShouldBe(expected, reason);

    [Fact]
    public void Working_days_are_asked_of_the_host()
    {
        var condition = FeelExpression.Compile("working days between(today(\"America/Toronto\"), release, \"ON\") < 5");
        var host = new FeelHost((from, to, province) => from == new LocalDate(2026, 11, 21) && to == new LocalDate(2026, 11, 23) && province == "ON" ? 1 : 99);
        condition.Evaluate(Evaluating.Variables, Evaluating.Now, host).ShouldBe(true);
        Should.Throw<FeelException>(() => condition.Evaluate(Evaluating.Variables, Evaluating.Now)).ShouldSatisfyAllConditions(
            e => e.Code.ShouldBe("feel.no-calendar"), e => e.Position.ShouldBe(0));
        FeelExpression.Compile("working days between(nothing, release, \"ON\")").Evaluate(Evaluating.Variables, Evaluating.Now, host).ShouldBeNull();
    }

    [Fact]
    public void Every_function_can_be_named() => FeelExpression.FunctionNames.ShouldContain("working days between");
}
