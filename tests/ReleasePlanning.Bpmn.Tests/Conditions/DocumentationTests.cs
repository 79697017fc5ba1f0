using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Tests.Conditions;

public sealed class DocumentationTests
{
    [Fact]
    public void The_page_on_expressions_lists_every_function_and_limit()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "ReleasePlanning.sln"))) root = root.Parent!;
        var page = File.ReadAllText(Path.Combine(root.FullName, "docs", "expressions.md"));
        page.ShouldContain("Functions: " + string.Join(' ', FeelExpression.FunctionNames.Select(name => $"`{name}`")) + ".");
        page.ShouldContain(FormattableString.Invariant($"{FeelExpression.MaxLength:N0} characters, {FeelExpression.MaxDepth} levels, {FeelExpression.MaxSteps:N0} steps"));
    }
}
