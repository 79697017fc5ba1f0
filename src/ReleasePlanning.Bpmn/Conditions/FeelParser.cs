namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Reads tokens into closures by recursive descent, lowest precedence first. One grammar for both spellings; only operators differ.</summary>
internal sealed partial class FeelParser(List<Token> tokens, bool juel)
{
    private static readonly HashSet<string> Keywords =
        ["and", "or", "between", "in", "if", "then", "else", "for", "return", "some", "every", "satisfies", "true", "false", "null", "instance", "function"];
    private static readonly Dictionary<string, string> JuelWords = new()
    {
        ["eq"] = "=", ["ne"] = "!=", ["lt"] = "<", ["le"] = "<=", ["gt"] = ">", ["ge"] = ">=", ["=="] = "=", ["&&"] = "and", ["||"] = "or", ["div"] = "/", ["mod"] = "%"
    };

    private int at;
    private int depth;

    private Token Current => tokens[at];

    public Eval Whole()
    {
        var eval = Expression();
        return Current.Kind == TokenKind.End ? eval : throw Unexpected();
    }

    private Eval Expression() => Nested(() =>
    {
        var condition = Or();
        if (!juel || !Take("?")) return condition;
        var yes = Expression();
        Expect(":");
        return Choose(condition, yes, Expression());
    });

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
        return s =>
        {
            var open = false;
            foreach (var part in parts)
            {
                s.Spend(position);
                if (part(s) is not bool b) open = true;
                else if (b == decides) return decides;
            }
            return open ? null : !decides;
        };
    }

    private Eval Comparison()
    {
        var left = Additive();
        var (word, position) = (Operator(), Current.Position);
        switch (word)
        {
            case "=" or "!=" or "<" or "<=" or ">" or ">=":
                at++;
                var right = Additive();
                return Counted(position, s => Compare(word, left(s), right(s)));
            case "between" when !juel:
                at++;
                var low = Additive();
                Expect("and");
                var high = Additive();
                return Counted(position, s =>
                {
                    var value = left(s);
                    return FeelLogic.And(Compare(">=", value, low(s)), Compare("<=", value, high(s)));
                });
            case "in" when !juel:
                at++;
                var test = Tests();
                return Counted(position, s => test(s, left(s)));
            default:
                return left;
        }
    }

    private static bool? Compare(string word, object? a, object? b) => word switch
    {
        "=" => FeelValue.Equal(a, b),
        "!=" => !FeelValue.Equal(a, b),
        _ => FeelValue.Order(a, b) is { } order ? word switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 } : null
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
            left = Counted(position, s => FeelArithmetic.Do(word, a(s), b(s), s, position));
        }
        return left;
    }

    private Eval Unary()
    {
        var position = Current.Position;
        if (Take("-"))
        {
            var operand = Nested(Unary);
            return Counted(position, s => FeelArithmetic.Negate(operand(s)));
        }
        if (!juel) return Postfix();
        if (Take("!") || (Current.Is("not") && !tokens[at + 1].Is("(") && Take("not")))
        {
            var operand = Nested(Unary);
            return Counted(position, s => operand(s) is bool b ? !b : null);
        }
        if (Current.Is("empty") && Take("empty"))
        {
            var operand = Nested(Unary);
            return Counted(position, s => operand(s) is null or "" or IReadOnlyList<object?> { Count: 0 } or IReadOnlyDictionary<string, object?> { Count: 0 });
        }
        return Postfix();
    }

    private static Eval Choose(Eval condition, Eval yes, Eval no) => s => condition(s) is true ? yes(s) : no(s);

    private static Eval Counted(int position, Eval eval) => s =>
    {
        s.Spend(position);
        return eval(s);
    };

    private T Nested<T>(Func<T> read)
    {
        if (++depth > FeelExpression.MaxDepth) throw new FeelException(Current.Position, $"Nested deeper than {FeelExpression.MaxDepth}.", "feel.too-deep");
        var result = read();
        depth--;
        return result;
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

    private FeelException Unexpected() => new(Current.Position, $"Unexpected {Found()}.", "feel.unexpected", Current.Text);

    private string Found() => Current.Kind == TokenKind.End ? "the end" : $"'{Current.Text}'";
}
