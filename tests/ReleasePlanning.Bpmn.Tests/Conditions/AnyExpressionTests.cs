using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Tests.Conditions;

/// <summary>Expressions come from people and files: whatever they are, they end, and end in a value or in a <see cref="FeelException"/>.</summary>
public sealed class AnyExpressionTests
{
    private static readonly string[] Atoms =
    [
        "1", "-2.5", "1e20", "0", "\"a\"", "\"\"", "\"🏠 b\"", "true", "false", "null", "outcome", "declined", "referrals", "bed", "release", "opened", "nothing", "neverSet", "first name",
        "@\"2026-11-23\"", "@\"16:00:00+01:00\"", "@\"2026-11-23T16:00:00@Europe/Paris\"", "@\"P1DT2H\"", "@\"-P14M\"", "[]", "[1, 2, 3]", "{a: 1, b: [2]}", "[1..5)", "(< 3)", "now()", "today()", "item", "partial", "?"
    ];

    private static readonly string[] Shapes =
    [
        "({0}) + ({1})", "({0}) - ({1})", "({0}) * ({1})", "({0}) / ({1})", "({0}) ** ({1})", "-({0})", "({0}) = ({1})", "({0}) < ({1})", "({0}) and ({1})", "({0}) or ({1})", "not({0})",
        "({0}) in ({1})", "({0}) in (< ({1}), {2})", "({0}) in [{1}..{2}]", "({0}) between ({1}) and ({2})", "if {0} then {1} else {2}", "for x in {0} return [x, {1}]", "for x in {0}, y in {1} return x = y",
        "for x in {0} return [partial, x]", "some x in {0} satisfies {1}", "every x in {0} satisfies x = ({1})", "[{0}, {1}]", "{{k: {0}, l: {1}}}", "({0})[{1}]", "({0})[item = ({1})]", "({0}).a", "({0}).year",
        "[{0}..{1}]", "({0}) instance of list<number>", "({0}) instance of Any", "(function(x) {0})({1})", "{{f: function(x) {0}, g: f({1})}}", "{{f: function(g) g(g), r: f(f)}}", "sort({0}, function(x, y) {1})",
        "string({0})", "matches(string({0}), string({1}))", "replace(string({0}), \"(a+)+b\", string({1}))", "split(string({0}), string({1}))", "flatten([{0}, [{1}]])", "sum({0})", "mean([{0}, {1}])", "concatenate({0}, {1})",
        "date({0})", "time({0})", "duration({0})", "date and time({0}, {1})", "years and months duration({0}, {1})", "range(string({0}))", "context put({0}, string({1}), {2})", "get entries({0})", "before({0}, {1})",
        "overlaps({0}, {1})", "${{ {0} == 1 ? 2 : 3 }}", "{0} {1}", "{0} {1} {2}", "({0}", "{0})", "[{0}", "\"{0}", "{0} // {1}", "{0} /* {1}"
    ];

    [Fact]
    public void A_made_up_expression_gives_a_value_or_says_what_is_wrong() => Check(Gen.Sized(size => Expression(Math.Min(size / 10, 5))), 3_000);

    [Fact]
    public void So_does_any_text()
    {
        var signs = Gen.Elements([.. "+-*/=<>!()[]{}.,:?|&%@\"'\\ \n019eEnull", .. "àé🏠".Select(c => c)]).ArrayOf().Select(c => new string(c));
        Check(Gen.OneOf(signs, Gen.Zip(Gen.Elements(Atoms), signs).Select(p => p.Item1 + p.Item2)), 3_000);
    }

    [Theory]
    [InlineData("matches(t, \"(a+)+b\")", "nested repetition")]
    [InlineData("matches(t, \"(a|a)*b\")", "two ways for each letter")]
    [InlineData("matches(t, \"^(a+){1,20}b\")", "bounded repetition")]
    [InlineData("matches(t, \"(a*)*\\\\1b\")", "a group again")]
    [InlineData("replace(t, \"(.*)*x\", \"y\")", "everything, many times")]
    [InlineData("count(split(t, \"(a|aa)+$\"))", "to the end, and back")]
    [InlineData("matches(\"a\", \"((a{1,1000}){1,1000}){1,1000}\")", "a pattern that would be huge")]
    public void A_pattern_cannot_hold_up_the_process(string text, string reason)
    {
        var variables = new Dictionary<string, object?> { ["t"] = new string('a', 5_000) };
        var watch = Stopwatch.StartNew();
        Ends(text, variables);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5), reason);
    }

    [Theory]
    [InlineData("{f: function(g) g(g), r: f(f)}", "feel.too-deep", "a function that calls itself")]
    [InlineData("{f: function(g, n) if n = 0 then 0 else 1 + g(g, n - 1), r: f(f, 1000)}", "feel.too-deep", "a thousand times")]
    [InlineData("for a in 1..300 return sort(for b in 1..300 return b, function(x, y) x < y)", "feel.too-many-steps", "much sorting")]
    [InlineData("for a in 1..100 return distinct values(for b in 1..500 return b)", "feel.too-many-steps", "much comparing")]
    [InlineData("string({a: [1, 1], b: [a, a], c: [b, b], d: [c, c], e: [d, d], f: [e, e], g: [f, f], h: [g, g], i: [h, h], j: [i, i], k: [j, j], l: [k, k], m: [l, l], n: [m, m], o: [n, n], p: [o, o], q: [p, p]}.q)", "feel.too-many-steps", "a value that shares its parts")]
    [InlineData("for r in [for x in 1..100 return [partial, x]] return r = r", "feel.too-many-steps", "compared with itself")]
    [InlineData("for d in @\"0001-01-01\"..@\"9999-12-31\" return d", "feel.too-many-steps", "every day there is")]
    public void What_would_not_end_is_stopped(string text, string code, string reason) =>
        Should.Throw<FeelException>(() => FeelExpression.Compile(text).Evaluate(Evaluating.Variables, Evaluating.Now), reason).Code.ShouldBe(code, reason);

    [Fact]
    public void A_value_that_shares_its_parts_without_end_is_not_kept()
    {
        var value = FeelExpression.Compile("for x in 1..40 return [partial, x]").Evaluate(Evaluating.Variables, Evaluating.Now);

        Should.Throw<FeelException>(() => FeelValue.Normalise(value)).Code.ShouldBe("feel.too-large");
        Should.Throw<FeelException>(() => FeelValue.Text(value)).Code.ShouldBe("feel.too-large");
        Should.Throw<FeelException>(() => FeelValue.Same(value, FeelExpression.Compile("for x in 1..40 return [partial, x]").Evaluate(Evaluating.Variables, Evaluating.Now))).Code.ShouldBe("feel.too-large");
    }

    [Fact]
    public void A_recursion_that_ends_is_fine() =>
        Evaluating.Of("{f: function(g, n) if n <= 1 then 1 else n * g(g, n - 1), r: f(f, 10)}.r").ShouldBe("3628800");

    private static Gen<string> Expression(int depth) => depth == 0
        ? Gen.Elements(Atoms)
        : from shape in Gen.Elements(Shapes)
          from a in Expression(depth - 1)
          from b in Expression(depth - 1)
          from c in Expression(depth / 2)
          select string.Format(System.Globalization.CultureInfo.InvariantCulture, shape, a, b, c);

    private static void Check(Gen<string> texts, int tests) =>
        Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var watch = Stopwatch.StartNew();
            Ends(text, Evaluating.Variables);
            return watch.Elapsed < TimeSpan.FromSeconds(5);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(tests).WithQuietOnSuccess(true));

    // anything but a FeelException fails the test; so does a value that cannot be kept
    private static void Ends(string text, IReadOnlyDictionary<string, object?> variables)
    {
        foreach (var compile in new Func<FeelExpression>[] { () => FeelExpression.Compile(text), () => FeelExpression.CompileFor(text, variables) })
        {
            try
            {
                var value = FeelValue.Normalise(compile().Evaluate(variables, Evaluating.Now, new FeelHost((_, _, _) => 1)));
                var kept = System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty.Add("v", value);
                FeelValue.Same(FeelJson.Read(FeelJson.Write(kept)), kept).ShouldBeTrue(text);
                FeelValue.Text(value);
            }
            catch (FeelException e)
            {
                e.Position.ShouldBeInRange(0, text.Length, text);
                e.Message.ShouldNotBeEmpty();
                e.In("fr").ShouldNotBe(e.Message, text);
            }
        }
    }
}
