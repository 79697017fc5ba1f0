using System.Collections.Immutable;

namespace ReleasePlanning.Bpmn.Conditions;

internal sealed partial class FeelParser
{
    // while the upper end of a range is read, "[" closes it ("]1..5[") and does not filter
    private int rangeEndDepth = -1;

    /// <summary>What may stand after <c>in</c>, asked about a value.</summary>
    private delegate bool? Test(FeelScope scope, object? value);

    // nothing is read twice: looking ahead would double the work with every level of nesting
    private Test Tests() => Nested(() =>
    {
        if (!Take("(")) return OneTest(out _);
        var tests = new List<Test>();
        do
        {
            var test = OneTest(out var low);
            if (tests.Count == 0 && low is not null && Current.Is("..")) return RangeFrom(low, open: true);
            tests.Add(test);
        } while (Take(","));
        Expect(")");
        return (s, value) =>
        {
            bool? any = false;
            foreach (var t in tests) any = FeelLogic.Or(any, t(s, value));
            return any;
        };
    });

    private Test OneTest(out Eval? plain)
    {
        plain = null;
        if (Operator() is { } word and ("<" or "<=" or ">" or ">=" or "=" or "!="))
        {
            at++;
            var limit = Additive();
            return (s, value) => Compare(word, value, limit(s));
        }
        if (Take("]")) return RangeFrom(Expression(), open: true);
        if (Take("[")) return RangeOrList();
        var one = plain = Additive();
        return (s, value) => Contains(one(s), value);
    }

    private Test RangeOrList()
    {
        if (Take("]")) return (_, value) => Contains(ImmutableArray<object?>.Empty, value);
        var items = new List<Eval> { Expression() };
        if (Current.Is("..")) return RangeFrom(items[0], open: false);
        while (Take(",")) items.Add(Expression());
        Expect("]");
        return (s, value) => Contains(items.Select(i => i(s)).ToImmutableArray(), value);
    }

    // a list contains the value, or is the value
    private static bool? Contains(object? one, object? value) => one is IReadOnlyList<object?> list
        ? list.Any(item => FeelValue.Equal(FeelValue.Shallow(item), value) is true) || FeelValue.Equal(list, value) is true
        : FeelValue.Equal(one, value);

    private Test RangeFrom(Eval low, bool open)
    {
        Expect("..");
        (var outer, rangeEndDepth) = (rangeEndDepth, depth);
        var high = Additive();
        rangeEndDepth = outer;
        var openEnd = Current.Is(")") || Current.Is("[");
        if (!openEnd && !Current.Is("]")) Expect("]");
        at++;
        return (s, value) => FeelLogic.And(Compare(open ? ">" : ">=", value, low(s)), Compare(openEnd ? "<" : "<=", value, high(s)));
    }
}
