namespace ReleasePlanning.Bpmn.Tests.Conditions;

/// <summary>The truth tables of DMN 1.5 table 48, in full, in both spellings and as functions.</summary>
public sealed class ThreeValuedLogicTests
{
    [Theory]
    [InlineData("true", "true", "true")]
    [InlineData("true", "false", "false")]
    [InlineData("true", "null", "null")]
    [InlineData("true", "\"x\"", "null")]
    [InlineData("false", "true", "false")]
    [InlineData("false", "false", "false")]
    [InlineData("false", "null", "false")]
    [InlineData("false", "\"x\"", "false")]
    [InlineData("null", "true", "null")]
    [InlineData("null", "false", "false")]
    [InlineData("null", "null", "null")]
    [InlineData("null", "\"x\"", "null")]
    [InlineData("\"x\"", "true", "null")]
    [InlineData("\"x\"", "false", "false")]
    [InlineData("\"x\"", "null", "null")]
    [InlineData("\"x\"", "\"x\"", "null")]
    public void And(string a, string b, string expected)
    {
        Evaluating.Of($"{a} and {b}").ShouldBe(expected);
        Evaluating.Of($"all([{a}, {b}])").ShouldBe(expected);
        Evaluating.Of($"every x in [{a}, {b}] satisfies x").ShouldBe(expected);
        Evaluating.Of($"${{{a} && {b}}}").ShouldBe(expected);
        Evaluating.Of($"${{{a} and {b}}}").ShouldBe(expected);
    }

    [Theory]
    [InlineData("true", "true", "true")]
    [InlineData("true", "false", "true")]
    [InlineData("true", "null", "true")]
    [InlineData("true", "\"x\"", "true")]
    [InlineData("false", "true", "true")]
    [InlineData("false", "false", "false")]
    [InlineData("false", "null", "null")]
    [InlineData("false", "\"x\"", "null")]
    [InlineData("null", "true", "true")]
    [InlineData("null", "false", "null")]
    [InlineData("null", "null", "null")]
    [InlineData("null", "\"x\"", "null")]
    [InlineData("\"x\"", "true", "true")]
    [InlineData("\"x\"", "false", "null")]
    [InlineData("\"x\"", "null", "null")]
    [InlineData("\"x\"", "\"x\"", "null")]
    public void Or(string a, string b, string expected)
    {
        Evaluating.Of($"{a} or {b}").ShouldBe(expected);
        Evaluating.Of($"any([{a}, {b}])").ShouldBe(expected);
        Evaluating.Of($"some x in [{a}, {b}] satisfies x").ShouldBe(expected);
        Evaluating.Of($"${{{a} || {b}}}").ShouldBe(expected);
        Evaluating.Of($"${{{a} or {b}}}").ShouldBe(expected);
    }

    [Theory]
    [InlineData("true", "false")]
    [InlineData("false", "true")]
    [InlineData("null", "null")]
    [InlineData("\"x\"", "null")]
    public void Not(string a, string expected)
    {
        Evaluating.Of($"not({a})").ShouldBe(expected);
        Evaluating.Of($"${{!{a}}}").ShouldBe(expected);
        Evaluating.Of($"${{not {a}}}").ShouldBe(expected);
    }
}
