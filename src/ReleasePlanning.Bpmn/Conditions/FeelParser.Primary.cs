using System.Collections.Immutable;

namespace ReleasePlanning.Bpmn.Conditions;

internal sealed partial class FeelParser
{
    // a name or path also knows whether it is there at all, for "is defined"
    private Func<FeelScope, bool>? exists;

    private Eval Postfix()
    {
        var value = Primary();
        while (true)
        {
            var (position, target) = (Current.Position, value);
            if (Take("."))
            {
                if (Current.Kind != TokenKind.Name) throw Unexpected();
                var name = tokens[at++].Text;
                if (Current.Is("(")) throw new FeelException(position, "Values have no methods.", "feel.no-methods", name);
                value = Counted(position, s => FeelPaths.Member(target(s), name, s, position));
                exists = s => target(s) is IReadOnlyDictionary<string, object?> context && context.ContainsKey(name);
            }
            else if (rangeEndDepth != depth && Take("["))
            {
                var filter = Expression();
                Expect("]");
                value = Counted(position, s => FeelPaths.Filter(target(s), filter, s, position));
                exists = null;
            }
            else return value;
        }
    }

    private Eval Primary()
    {
        exists = null;
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                at++;
                object number = token.Number;
                return _ => number;
            case TokenKind.Text:
                at++;
                return _ => token.Text;
            case TokenKind.At:
                at++;
                var value = FeelTemporal.Any(token.Text) ?? throw new FeelException(token.Position, $"'{token.Text}' is not a date, time or duration.", "feel.bad-temporal", token.Text);
                return _ => value;
            case TokenKind.Name:
                return Named(token);
            default:
                if (Take("(")) return Parenthesised();
                if (!juel && Take("[")) return List(token.Position);
                if (!juel && Take("{")) return Context(token.Position);
                throw Unexpected();
        }
    }

    private Eval Parenthesised()
    {
        var inner = Expression();
        Expect(")");
        exists = null;
        return inner;
    }

    private Eval Named(Token token)
    {
        switch (token.Text)
        {
            case "true": at++; return _ => true;
            case "false": at++; return _ => false;
            case "null": at++; return _ => null;
            case "if": return If();
            case "for": return For();
            case "some" or "every": return Quantified(token.Text == "some");
        }
        if (FunctionName() is { } function) return Call(function, token.Position);
        if (Keywords.Contains(token.Text) || (juel && (JuelWords.ContainsKey(token.Text) || token.Text is "empty" or "not"))) throw Unexpected();
        at++;
        var name = token.Text;
        if (Current.Is("(")) throw new FeelException(token.Position, $"There is no function '{name}'.", "feel.unknown-function", name);
        exists = s => s.Has(name);
        return Counted(token.Position, s => s.Get(name));
    }

    private Eval If()
    {
        at++;
        var condition = Expression();
        Expect("then");
        var yes = Expression();
        Expect("else");
        return Choose(condition, yes, Expression());
    }

    // names of built-in functions may have blanks: the longest run of words before "(" that names one
    private string? FunctionName()
    {
        var name = "";
        for (var i = at; tokens[i].Kind == TokenKind.Name && i - at < 5; i++)
        {
            name = i == at ? tokens[i].Text : $"{name} {tokens[i].Text}";
            if (!tokens[i + 1].Is("(") || !FeelFunctions.Exists(name)) continue;
            at = i + 1;
            return name;
        }
        return null;
    }

    private Eval Call(string name, int position)
    {
        Expect("(");
        var arguments = new List<Eval>();
        Func<FeelScope, bool>? argumentExists = null;
        var constant = true;
        while (!Current.Is(")"))
        {
            if (arguments.Count > 0) Expect(",");
            constant &= Current.Kind is TokenKind.Text or TokenKind.Number && tokens[at + 1].Kind == TokenKind.Symbol && tokens[at + 1].Text is "," or ")";
            exists = null;
            arguments.Add(Expression());
            argumentExists = exists;
        }
        Expect(")");
        exists = null;
        var function = FeelFunctions.Find(name, arguments.Count)
            ?? throw new FeelException(position, $"{name}() does not take {arguments.Count} arguments.", "feel.argument-count", name);
        if (name == "is defined")
        {
            var there = argumentExists ?? throw new FeelException(position, "is defined() takes a name or a path.", "feel.argument-kind", name);
            return Counted(position, s => there(s));
        }
        Eval call = s =>
        {
            var values = arguments.ConvertAll(a => a(s));
            s.Spend(position, 1 + values.Sum(Size));
            return function(new(values, s, position));
        };
        // date("2026-02-30") is wrong before anyone waits for it
        if (constant && FeelFunctions.ReadsText(name) && call(FeelScope.Of(ImmutableDictionary<string, object?>.Empty, default, null)) is null)
            throw new FeelException(position, $"{name}() gives nothing for this text.", "feel.bad-temporal", name);
        return call;
    }

    // looking through a long value is work as well
    private static int Size(object? value) => (value is string text ? text.Length : value is IReadOnlyList<object?> list ? list.Count : 0) / 16;

    private Eval List(int position)
    {
        var items = new List<Eval>();
        while (!Current.Is("]"))
        {
            if (items.Count > 0) Expect(",");
            items.Add(Expression());
        }
        Expect("]");
        exists = null;
        return s =>
        {
            s.Spend(position, items.Count + 1);
            return items.Select(i => i(s)).ToImmutableArray();
        };
    }

    private Eval Context(int position)
    {
        var entries = new List<(string Key, Eval Value)>();
        while (!Current.Is("}"))
        {
            if (entries.Count > 0) Expect(",");
            if (Current.Kind is not (TokenKind.Name or TokenKind.Text)) throw Unexpected();
            var key = tokens[at++];
            if (entries.Exists(e => e.Key == key.Text)) throw new FeelException(key.Position, $"'{key.Text}' is there twice.", "feel.duplicate-key", key.Text);
            Expect(":");
            entries.Add((key.Text, Expression()));
        }
        Expect("}");
        exists = null;
        return s =>
        {
            // an entry may use those before it
            var context = ImmutableDictionary<string, object?>.Empty;
            foreach (var (key, value) in entries)
            {
                s.Spend(position);
                context = context.SetItem(key, value(context.IsEmpty ? s : s.With(context)));
            }
            return context;
        };
    }
}
