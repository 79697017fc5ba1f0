using System.Reflection;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Tests.Conditions;

/// <summary>Holds the table of the built-ins to the functions there are.</summary>
public sealed class EveryFunctionIsTriedTests
{
    // these take nothing, or nothing is as good as anything to them, or the host answers them
    private static readonly string[] TakeNothing = ["get or else", "is", "is defined", "now", "today", "working days between"];

    private static readonly (string Text, string Expected)[] Rows = [.. typeof(BuiltInsTests).GetMethods()
        .SelectMany(m => m.GetCustomAttributes<InlineDataAttribute>())
        .Select(row => ((string)row.Data[0]!, (string)row.Data[1]!))];

    [Fact]
    public void With_values_and_with_nothing()
    {
        foreach (var name in FeelExpression.FunctionNames)
        {
            if (name == "working days between") continue;
            Rows.ShouldContain(row => row.Text.StartsWith(name + "(", StringComparison.Ordinal) && row.Expected != "null" || name == "is defined", name);
            if (!TakeNothing.Contains(name))
                Rows.ShouldContain(row => row.Text.StartsWith(name + "(", StringComparison.Ordinal) && row.Text.Contains("null", StringComparison.Ordinal) && row.Expected == "null", name);
        }
    }
}
