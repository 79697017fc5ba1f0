namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Reads tokens into closures by recursive descent, lowest precedence first. One grammar for both spellings; only operators differ.</summary>
/// <param name="tokens">The expression.</param>
/// <param name="juel">The second spelling.</param>
/// <param name="mistaken">Told of what compiles but can only ever give null; it may throw.</param>
internal sealed partial class FeelParser(List<Token> tokens, bool juel, Action<FeelException> mistaken)
{
    private static readonly HashSet<string> Keywords =
        ["and", "or", "between", "in", "if", "then", "else", "for", "return", "some", "every", "satisfies", "true", "false", "null", "instance", "function"];
    private static readonly Dictionary<string, string> JuelWords = new()
    {
        ["eq"] = "=", ["ne"] = "!=", ["lt"] = "<", ["le"] = "<=", ["gt"] = ">", ["ge"] = ">=", ["=="] = "=", ["&&"] = "and", ["||"] = "or", ["div"] = "/", ["mod"] = "%"
    };

    private static readonly Eval Nothing = _ => null;

    // what is the same in every evaluation is worked out once
    private readonly Dictionary<Eval, object?> constants = new(ReferenceEqualityComparer.Instance) { [Nothing] = null };

    // names bound inside the expression, innermost last
    private readonly List<string> locals = [];

    private int at;
    private int depth;

    /// <summary>Whether the expression makes functions, which must not leave it.</summary>
    public bool MakesFunctions { get; private set; }

    /// <summary>Whether a name is not read as one unless it is known: words with blanks are, words with signs or operators are not.</summary>
    public static bool NeedsTelling(string name) => name.Split(' ').Any(word => Keywords.Contains(word) || !word.All(FeelNames.IsPart));

    private Token Current => tokens[at];

    public Eval Whole()
    {
        var eval = Expression();
        return Current.Kind == TokenKind.End ? eval : throw Unexpected();
    }

    private Eval Expression()
    {
        Deeper();
        var condition = Or();
        if (juel && Take("?"))
        {
            var yes = Expression();
            Expect(":");
            condition = Choose(condition, yes, Expression());
        }
        depth--;
        return condition;
    }

    private Eval Or() => Joined("or", And, decides: true);

    private Eval And() => Joined("and", Comparison, decides: false);

    // three-valued: one deciding value is enough, otherwise anything that is not a boolean leaves the answer open
    private Eval Joined(string word, Func<Eval> operand, bool decides)
    {
        var first = operand();
        if (Operator() != word) return first;
        var (position, parts) = (Current.Position, new List<Eval> { first });
        while (Operator() == word)
        {
            at++;
            parts.Add(operand());
        }
        exists = null;
        var all = parts.ToArray();
        return s =>
        {
            var open = false;
            foreach (var part in all)
            {
                s.Spend(position);
                if (part(s) is not bool b) open = true;
                else if (b == decides) return FeelBox.Of(decides);
            }
            return open ? null : FeelBox.Of(!decides);
        };
    }

    private Eval Comparison()
    {
        var left = Additive();
        while (!juel && Current.Is("instance")) left = InstanceOf(left);
        var (word, position) = (Operator(), Current.Position);
        switch (word)
        {
            case "=" or "!=" or "<" or "<=" or ">" or ">=":
                at++;
                var right = Additive();
                exists = null;
                return Compared(word, left, right, position);
            case "between" when !juel:
                at++;
                var low = Additive();
                Expect("and");
                var high = Additive();
                exists = null;
                return s =>
                {
                    s.Spend(position);
                    var value = left(s);
                    return FeelBox.Of(FeelLogic.And(FeelValue.Compare(">=", value, low(s)), FeelValue.Compare("<=", value, high(s))));
                };
            case "in" when !juel:
                at++;
                var test = Tests();
                exists = null;
                return s =>
                {
                    s.Spend(position);
                    return FeelBox.Of(test(s, left(s)));
                };
            default:
                return left;
        }
    }

    // one closure for each operator, so that none asks again which one it is
    private static Eval Compared(string word, Eval left, Eval right, int position) => word switch
    {
        "=" => s =>
        {
            s.Spend(position);
            return FeelBox.Of(FeelValue.Equal(left(s), right(s)));
        },
        "!=" => s =>
        {
            s.Spend(position);
            return FeelBox.Of(!FeelValue.Equal(left(s), right(s)));
        },
        _ => Ordered(word is "<" or "<=" ? -1 : 1, word is "<=" or ">=", left, right, position)
    };

    private static Eval Ordered(int sign, bool orEqual, Eval left, Eval right, int position) => s =>
    {
        s.Spend(position);
        var (a, b) = (left(s), right(s));
        int order;
        if (a is decimal x && b is decimal y) order = x.CompareTo(y);
        else if (FeelValue.Order(a, b) is { } found) order = found;
        else return null;
        return FeelBox.Of(order == 0 ? orEqual : order < 0 == sign < 0);
    };

    private Eval Additive() => Chain(["+", "-"], Multiplicative);

    private Eval Multiplicative() => Chain(juel ? ["*", "/", "%"] : ["*", "/"], juel ? Unary : Power);

    private Eval Power() => Chain(["**"], Unary);

    private Eval Chain(string[] words, Func<Eval> operand)
    {
        var left = operand();
        while (Operator() is { } word && Array.IndexOf(words, word) >= 0)
        {
            var (position, a) = (Current.Position, left);
            at++;
            var b = operand();
            exists = null;
            left = s =>
            {
                s.Spend(position);
                return FeelArithmetic.Do(word, a(s), b(s), s, position);
            };
        }
        return left;
    }

    private Eval Unary()
    {
        var position = Current.Position;
        if (Take("-"))
        {
            Deeper();
            var operand = Unary();
            depth--;
            exists = null;
            if (constants.TryGetValue(operand, out var constant)) return Constant(FeelArithmetic.Negate(constant));
            return s =>
            {
                s.Spend(position);
                return FeelArithmetic.Negate(operand(s));
            };
        }
        if (!juel) return Postfix();
        if (Take("!") || (Current.Is("not") && !tokens[at + 1].Is("(") && Take("not")))
        {
            Deeper();
            var operand = Unary();
            depth--;
            exists = null;
            return s =>
            {
                s.Spend(position);
                return operand(s) is bool b ? FeelBox.Of(!b) : null;
            };
        }
        if (Current.Is("empty") && Take("empty"))
        {
            Deeper();
            var operand = Unary();
            depth--;
            exists = null;
            return s =>
            {
                s.Spend(position);
                return FeelBox.Of(operand(s) is null or "" or IReadOnlyList<object?> { Count: 0 } or IReadOnlyDictionary<string, object?> { Count: 0 });
            };
        }
        return Postfix();
    }

    private static Eval Choose(Eval condition, Eval yes, Eval no) => s => condition(s) is true ? yes(s) : no(s);

    private Eval Constant(object? value)
    {
        Eval eval = _ => value;
        constants.Add(eval, value);
        return eval;
    }

    // what can only ever give null is refused where a design is checked, and is null where the standard's word counts
    private Eval Mistake(FeelException mistake)
    {
        mistaken(mistake);
        return Constant(null);
    }

    private void Deeper()
    {
        if (++depth > FeelExpression.MaxDepth) throw new FeelException(Current.Position, $"Nested deeper than {FeelExpression.MaxDepth}.", "feel.too-deep");
    }

    // the FEEL spelling of the operator at hand, or null
    private string? Operator()
    {
        if (Current.Kind is not (TokenKind.Symbol or TokenKind.Name)) return null;
        return juel && JuelWords.TryGetValue(Current.Text, out var word) ? word : Current.Text;
    }

    private bool Take(string text)
    {
        if (!Current.Is(text)) return false;
        at++;
        return true;
    }

    private void Expect(string text)
    {
        if (!Take(text)) throw new FeelException(Current.Position, $"Expected '{text}' but found {Found()}.", "feel.expected", text);
    }

    private FeelException Unexpected() => new(Current.Position, Current.Kind == TokenKind.End ? "The expression ends too early." : $"Unexpected '{Current.Text}'.", "feel.unexpected", Current.Text);

    private string Found() => Current.Kind == TokenKind.End ? "the end" : $"'{Current.Text}'";
}
