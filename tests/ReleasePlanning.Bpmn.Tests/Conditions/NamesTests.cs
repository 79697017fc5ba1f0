using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Tests.Conditions;

/// <summary>Names with blanks, signs and words of the language in them are those of the variables (DMN 1.5 clause 10.3.1.2).</summary>
public sealed class NamesTests
{
    private static readonly Dictionary<string, object?> Variables = new()
    {
        ["a"] = 3m,
        ["b"] = 1m,
        ["a-c"] = 7m,
        ["first name"] = "Ann",
        ["pre-release"] = new Dictionary<string, object?> { ["due/overdue"] = 5m },
        ["days in weekend"] = new object?[] { "Saturday", "Sunday" },
        ["in a list"] = new object?[] { "x" },
    };

    [Theory]
    [InlineData("first name + \"!\"", "Ann!", "a blank")]
    [InlineData("first\n  name", "Ann", "any blanks are as good as one")]
    [InlineData("pre-release.due/overdue", "5", "signs, in a path as well")]
    [InlineData("count(days in weekend)", "2", "a word of the language")]
    [InlineData("for d in days in weekend return string length(d)", "[8, 6]", "between two others")]
    [InlineData("a-c", "7", "the longest name there is")]
    [InlineData("a - b", "2", "with blanks it is a difference")]
    [InlineData("a-b", "2", "so it is without, where there is no such name")]
    [InlineData("pre-releases", "null", "a name does not end inside a word")]
    public void Are_found_when_the_variables_are_known(string text, string expected, string reason)
    {
        FeelValue.Text(FeelExpression.CompileFor(text, Variables).Evaluate(Variables, Evaluating.Now)).ShouldBe(expected == "null" ? null : expected, reason);
        // a design is compiled before anyone knows what variables it will have
        if (text != "a-c") FeelValue.Text(FeelExpression.Compile(text).Evaluate(Variables, Evaluating.Now)).ShouldBe(expected == "null" ? null : expected, reason);
    }

    [Fact]
    public void That_begin_with_a_word_of_the_language_need_their_variables()
    {
        FeelValue.Text(FeelExpression.CompileFor("for x in in a list return x", Variables).Evaluate(Variables, Evaluating.Now)).ShouldBe("[\"x\"]");
        Should.Throw<FeelException>(() => FeelExpression.Compile("for x in in a list return x")).Position.ShouldBe(9);
    }

    [Fact]
    public void Follow_the_variables_of_each_evaluation()
    {
        var expression = FeelExpression.Compile("pre-release");

        expression.Evaluate(new Dictionary<string, object?> { ["pre-release"] = 1m }, Evaluating.Now).ShouldBe(1m);
        expression.Evaluate(new Dictionary<string, object?> { ["pre"] = 5m, ["release"] = 2m }, Evaluating.Now).ShouldBe(3m);
        expression.Evaluate(new Dictionary<string, object?> { ["pre-release"] = 2m, ["x-y"] = 1m }, Evaluating.Now).ShouldBe(2m);
        expression.Evaluate(new Dictionary<string, object?>(), Evaluating.Now).ShouldBeNull();
    }
}
