namespace ReleasePlanning.Bpmn.Conditions;

internal sealed partial class FeelParser
{
    /// <summary>What may stand after <c>in</c>, asked about a value.</summary>
    private delegate bool? Test(FeelScope scope, object? value);

    // the ends of the ranges read so far, so that a test need not make a range to look into it
    private readonly Dictionary<Eval, (Eval? Low, bool LowIncluded, Eval? High, bool HighIncluded)> ranges = new(ReferenceEqualityComparer.Instance);

    // whether the test being read asks about the value itself, by "?"
    private bool usesInput;

    // while the upper end of a range is read, "[" may close it ("]1..5[") instead of filtering
    private int rangeEndDepth = -1;

    private Test Tests()
    {
        Deeper();
        var test = Current.Is("(") ? InParentheses() : OneTest(Additive);
        depth--;
        return test;
    }

    private Test InParentheses()
    {
        // "(" may also begin a range or a simple value: only a list of tests is read here
        if (!IsListOfTests()) return OneTest(Additive);
        Expect("(");
        var tests = new List<Test>();
        do tests.Add(OneTest(Expression));
        while (Take(","));
        Expect(")");
        var all = tests.ToArray();
        return (s, value) =>
        {
            bool? any = false;
            foreach (var t in all) any = FeelLogic.Or(any, t(s, value));
            return any;
        };
    }

    // looks ahead without reading anything twice: a list of tests has a comma, an operator at its start, or nothing but one value
    private bool IsListOfTests()
    {
        var level = 0;
        for (var i = at; tokens[i].Kind != TokenKind.End; i++)
        {
            var token = tokens[i];
            if (token.Kind != TokenKind.Symbol) continue;
            if (level == 1 && token.Text == "..") return false;
            if (token.Text is "(" or "{" or "[") level++;
            else if (token.Text is ")" or "}" or "]" && --level == 0) return true;
            else if (level == 1 && token.Text == ",") return true;
        }
        return true;
    }

    private Test OneTest(Func<Eval> operand)
    {
        if (Operator() is { } word and ("<" or "<=" or ">" or ">=" or "=" or "!="))
        {
            at++;
            var limit = Additive();
            return (s, value) => FeelValue.Compare(word, value, limit(s));
        }
        var (outer, bound) = (usesInput, locals.Count);
        usesInput = false;
        locals.Add("?");
        var one = operand();
        locals.RemoveRange(bound, locals.Count - bound);
        (var asks, usesInput) = (usesInput, outer);
        if (asks)
        {
            return (s, value) =>
            {
                var frame = s.Frame;
                s.Bind("?", value);
                var answer = one(s);
                s.Frame = frame;
                return answer as bool? ?? (answer is null ? null : Contains(answer, value));
            };
        }
        if (ranges.TryGetValue(one, out var range))
        {
            var (low, lowWord, high, highWord) = (range.Low, range.LowIncluded ? ">=" : ">", range.High, range.HighIncluded ? "<=" : "<");
            return (s, value) => FeelLogic.And(low is null ? true : FeelValue.Compare(lowWord, value, low(s)), high is null ? true : FeelValue.Compare(highWord, value, high(s)));
        }
        return (s, value) => Contains(one(s), value);
    }

    // a list contains the value, or is the value; a range includes it
    private static bool? Contains(object? one, object? value)
    {
        if (one is FeelRange range && value is not FeelRange) return range.Includes(value);
        if (one is not IReadOnlyList<object?> list) return FeelValue.Equal(one, value);
        for (var i = 0; i < list.Count; i++)
        {
            var item = FeelValue.Shallow(list[i]);
            if (FeelValue.Equal(item, value) is true || (item is FeelRange r && r.Includes(value) is true)) return true;
        }
        return FeelValue.Equal(list, value) is true;
    }

    private Eval RangeFrom(Eval? low, bool included, int position)
    {
        Expect("..");
        Eval? high = null;
        (var outer, rangeEndDepth) = (rangeEndDepth, depth);
        // "(2..)" has no upper end; a closed side needs one
        if (!Current.Is(")") && !(Current.Is("[") && ClosesRange())) high = Additive();
        rangeEndDepth = outer;
        var open = Current.Is(")") || Current.Is("[");
        if (!open && !Current.Is("]")) Expect("]");
        if (low is null && high is null) throw Unexpected();
        at++;
        exists = null;
        Eval range = s =>
        {
            s.Spend(position);
            if (low is null) return FeelRange.Of(open ? "<" : "<=", high!(s));
            return high is null ? FeelRange.Of(included ? ">=" : ">", low(s)) : FeelRange.Between(low(s), included, high(s), !open);
        };
        ranges.Add(range, (low, included, high, !open));
        return range;
    }

    // "[" after the upper end of a range closes it when nothing that could be a filter follows
    private bool ClosesRange()
    {
        if (rangeEndDepth != depth) return false;
        var next = tokens[at + 1];
        if (next.Kind == TokenKind.Symbol && next.Text is not ("-" or "(" or "[" or "]" or "{" or "<" or "<=" or ">" or ">=")) return true;
        var level = 0;
        for (var i = at; tokens[i].Kind != TokenKind.End; i++)
        {
            if (tokens[i].Kind != TokenKind.Symbol) continue;
            if (tokens[i].Text is "[" or "(" or "{") level++;
            else if (tokens[i].Text is "]" or ")" or "}" && --level == 0)
                return tokens[i].Text != "]" || i == at + 1 || !(tokens[i + 1].Is("]") || tokens[i + 1].Is(")") || tokens[i + 1].Is("[") || tokens[i + 1].Is("."));
        }
        return true;
    }

    /// <summary>The whole text as a range whose ends are literals; what else stands there is a <see cref="FeelException"/>.</summary>
    public FeelRange? LiteralRange()
    {
        var range = Current switch
        {
            var t when t.Is("[") || t.Is("(") || t.Is("]") => Postfix(),
            _ => throw Unexpected()
        };
        if (Current.Kind != TokenKind.End || !ranges.TryGetValue(range, out var ends)) throw Unexpected();
        if ((ends.Low is not null && !constants.ContainsKey(ends.Low)) || (ends.High is not null && !constants.ContainsKey(ends.High))) throw Unexpected();
        var scope = FeelScope.Rent(FeelContext.Empty, default, null);
        try
        {
            return range(scope) as FeelRange;
        }
        finally
        {
            scope.Return();
        }
    }
}
