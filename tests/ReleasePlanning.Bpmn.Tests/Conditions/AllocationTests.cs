using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Tests.Conditions;

/// <summary>Conditions are asked for every token that passes a gateway: the simple ones leave nothing for the garbage collector.</summary>
public sealed class AllocationTests
{
    private static readonly ImmutableDictionary<string, object?> Variables = Evaluating.Variables.SetItems(Evaluating.Variables.Select(v => KeyValuePair.Create(v.Key, FeelValue.Normalise(v.Value))));

    [Theory]
    [InlineData("outcome = \"accepted\"")]
    [InlineData("declined >= 3 and not(no)")]
    [InlineData("bed.nights > 7 or nothing")]
    [InlineData("outcome in [\"accepted\", \"held\"]")]
    [InlineData("declined in [1..5]")]
    [InlineData("declined + 1 = 4")]
    [InlineData("${outcome == 'accepted' && bed['nights'] lt 20}")]
    [InlineData("release < @\"2026-12-01\"")]
    [InlineData("if yes then 1 else 2")]
    public void A_simple_condition_allocates_next_to_nothing(string text)
    {
        var condition = FeelExpression.Compile(text);
        // the first runs make what is made once
        for (var i = 0; i < 50; i++) condition.Evaluate(Variables, Evaluating.Now);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) condition.Evaluate(Variables, Evaluating.Now);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000.0;

        // a call of a built-in passes its values in one small array
        each.ShouldBeLessThanOrEqualTo(text.Contains('(', StringComparison.Ordinal) ? 64 : 0);
    }
}
