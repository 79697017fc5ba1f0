using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Tests.Conditions;

public sealed class FeelRefusalsTests
{
    [Theory]
    [InlineData("", 0, "feel.unexpected", "nothing at all")]
    [InlineData("  =  ", 3, "feel.unexpected", "nothing after =")]
    [InlineData("a = ", 3, "feel.unexpected", "no right side")]
    [InlineData("a (b)", 0, "feel.unknown-function", "a name with a blank is no call")]
    [InlineData("a \"b\"", 2, "feel.unexpected", "an operator is missing")]
    [InlineData("a == b", 3, "feel.unexpected", "in FEEL equals is one sign")]
    [InlineData("a && b", 2, "feel.unexpected", "in FEEL and is a word")]
    [InlineData("a < b < c", 6, "feel.unexpected", "comparisons do not chain")]
    [InlineData("a # b", 2, "feel.unexpected", "no such sign")]
    [InlineData("and", 0, "feel.unexpected", "a word of the language is no name")]
    [InlineData("x instance of numbers", 14, "feel.unknown-type", "no such type")]
    [InlineData("x instance number", 11, "feel.expected", "instance needs of")]
    [InlineData("function(x) external {java: 1}", 12, "feel.external", "nothing outside is called")]
    [InlineData("substring(text: \"abc\", from: 2)", 0, "feel.argument-names", "no such parameters")]
    [InlineData("? > 5", 0, "feel.unexpected", "nothing is tested here")]
    [InlineData("[..2]", 1, "feel.unexpected", "a closed end needs a value")]
    [InlineData("(1 + 2", 6, "feel.expected", "open parenthesis")]
    [InlineData("if a then b", 11, "feel.expected", "no else")]
    [InlineData("a between 1 or 2", 12, "feel.expected", "between needs and")]
    [InlineData("5 in [1..3", 10, "feel.expected", "an open range")]
    [InlineData("[1, 2", 5, "feel.expected", "an open list")]
    [InlineData("{a 1}", 4, "feel.expected", "an entry without :")]
    [InlineData("{a: 1, a: 2}", 7, "feel.duplicate-key", "a key twice")]
    [InlineData("\"open", 0, "feel.open-text", "an open text")]
    [InlineData("\"\\u12\"", 3, "feel.bad-escape", "four digits are needed")]
    [InlineData("\"\\U12345\"", 3, "feel.bad-escape", "and here six")]
    [InlineData("1 /* open", 2, "feel.open-comment", "an open comment")]
    [InlineData("'x'", 0, "feel.unexpected", "in FEEL texts have double quotes")]
    [InlineData("system(\"ls\")", 0, "feel.unknown-function", "no such function")]
    [InlineData("bed.getClass()", 3, "feel.no-methods", "values have no methods")]
    [InlineData("${execution.setVariable('x', 1)}", 11, "feel.no-methods", "nor in JUEL")]
    [InlineData("count()", 0, "feel.argument-count", "too few arguments")]
    [InlineData("now(1)", 0, "feel.argument-count", "too many arguments")]
    [InlineData("is defined(1 + 1)", 0, "feel.argument-kind", "a sum is always defined")]
    [InlineData("@\"2026-02-30\"", 0, "feel.bad-temporal", "no such day")]
    [InlineData("a < date(\"2026-02-30\")", 4, "feel.bad-temporal", "no such day, seen before anyone waits for it")]
    [InlineData("date(2026, 2, 30)", 0, "feel.bad-temporal", "nor by numbers")]
    [InlineData("duration(\"5 days\")", 0, "feel.bad-temporal", "not ISO 8601")]
    [InlineData("99999999999999999999999999999999", 0, "feel.number-too-large", "beyond 28 digits")]
    [InlineData("${a = b}", 4, "feel.unexpected", "in JUEL equals is two signs")]
    [InlineData("${a", 3, "feel.unexpected", "no closing brace")]
    [InlineData("${a} and ${b}", 3, "feel.unexpected", "one expression, not a template")]
    [InlineData("${empty}", 7, "feel.unexpected", "empty of what")]
    public void What_is_outside_the_subset_does_not_compile(string text, int position, string code, string reason)
    {
        var error = Should.Throw<FeelException>(() => FeelExpression.Compile(text), reason);
        error.Code.ShouldBe(code, reason);
        error.Position.ShouldBe(position, reason);
        error.Message.ShouldNotBeEmpty();
    }

    [Fact]
    public void An_unknown_zone_is_an_error_where_it_is_asked_for()
    {
        var error = Should.Throw<FeelException>(() => Evaluating.Of("1 = 1 and today(\"America/Toronot\") = release"));
        error.Code.ShouldBe("feel.unknown-zone");
        error.Position.ShouldBe(10);
    }

    [Fact]
    public void Long_texts_are_refused()
    {
        Evaluating.Of("1" + new string(' ', FeelExpression.MaxLength - 1)).ShouldBe("1", "the longest there is");
        Should.Throw<FeelException>(() => FeelExpression.Compile("1" + new string(' ', FeelExpression.MaxLength))).Code.ShouldBe("feel.too-long");
    }

    [Theory]
    [InlineData("(", "1", ")", "parentheses")]
    [InlineData("-", "1", "", "signs")]
    [InlineData("[", "1", "]", "lists")]
    [InlineData("not(", "true", ")", "calls")]
    [InlineData("if true then ", "1", " else 2", "choices")]
    [InlineData("1 in ((", "1", "))", "tests")]
    public void Deep_nesting_is_refused(string open, string middle, string close, string reason)
    {
        string Nested(int levels) => string.Concat(Enumerable.Repeat(open, levels)) + middle + string.Concat(Enumerable.Repeat(close, levels));
        FeelExpression.Compile(Nested(15)).ShouldNotBeNull(reason);
        Should.Throw<FeelException>(() => FeelExpression.Compile(Nested(70))).Code.ShouldBe("feel.too-deep", reason);
    }

    [Fact]
    public void A_long_chain_is_not_deep() => Evaluating.Of(string.Join(" + ", Enumerable.Repeat("1", 900))).ShouldBe("900");

    [Theory]
    [InlineData("for a in 1..1000000000 return a", "a long loop")]
    [InlineData("count(for a in 1..200, b in 1..200 return a)", "loops in loops")]
    [InlineData("some a in 1..1000000000 satisfies a < 0", "looking for what is not there")]
    [InlineData("for x in [concatenate(l, l, l, l)] return for y in [concatenate(x, x, x, x)] return concatenate(y, y, y, y)", "growing lists")]
    [InlineData("for x in [t + t + t + t] return for y in [x + x + x + x] return y + y + y + y", "growing texts")]
    [InlineData("for x in 1..2000 return upper case(t)", "much work on a long text")]
    public void Endless_work_is_stopped(string text, string reason)
    {
        var variables = new Dictionary<string, object?> { ["l"] = Enumerable.Repeat((object?)1m, 1_000).ToArray(), ["t"] = new string('x', 20_000) };
        var expression = FeelExpression.Compile(text);
        Should.Throw<FeelException>(() => expression.Evaluate(variables, default), reason).Code.ShouldBe("feel.too-many-steps", reason);
    }

    [Fact]
    public void A_condition_holds_only_when_true()
    {
        FeelExpression.Compile("yes").Holds(Evaluating.Variables, Evaluating.Now).ShouldBeTrue();
        FeelExpression.Compile("nothing").Holds(Evaluating.Variables, Evaluating.Now).ShouldBeFalse("null takes no flow");
        FeelExpression.Compile("declined").Holds(Evaluating.Variables, Evaluating.Now).ShouldBeFalse("nor does a number");
    }
}
