using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace ReleasePlanning.Bpmn.Conditions;

internal sealed partial class FeelParser
{
    // a name or path also knows whether it is there at all, for "is defined"
    private Func<FeelScope, bool>? exists;

    // variables come from outside and hold no functions; only what is made here can be called
    private bool callable;

    private Eval Postfix()
    {
        var value = Primary();
        while (true)
        {
            var (position, target) = (Current.Position, value);
            if (Take("."))
            {
                if (Current.Kind is not (TokenKind.Name or TokenKind.Known)) throw Unexpected();
                var name = JoinedName();
                if (Current.Is("(") && !callable) throw new FeelException(position, "Values have no methods.", "feel.no-methods", name);
                value = s =>
                {
                    s.Spend(position);
                    return FeelPaths.Member(target(s), name, s, position);
                };
                exists = s => target(s) is IReadOnlyDictionary<string, object?> context && context.ContainsKey(name);
            }
            else if (Current.Is("[") && !ClosesRange())
            {
                at++;
                value = Filtered(target, position);
                exists = null;
            }
            else if (callable && !juel && Current.Is("("))
            {
                value = Invoked(target, position);
                exists = null;
            }
            else return value;
        }
    }

    private Eval Filtered(Eval target, int position)
    {
        if (!juel) locals.Add("item");
        var (outer, was) = (rangeEndDepth, callable);
        rangeEndDepth = -1;
        var filter = Expression();
        (rangeEndDepth, callable) = (outer, was);
        Expect("]");
        if (!juel) locals.RemoveAt(locals.Count - 1);
        if (juel)
        {
            return s =>
            {
                s.Spend(position);
                return FeelPaths.Index(target(s), filter(s), s, position);
            };
        }
        // a position that stands there as a number needs no look at the items
        if (constants.TryGetValue(filter, out var constant) && constant is decimal index)
        {
            return s =>
            {
                s.Spend(position);
                return target(s) switch { null => null, IReadOnlyList<object?> list => FeelPaths.At(list, index), var one => FeelPaths.At([one], index) };
            };
        }
        return s =>
        {
            s.Spend(position);
            return FeelPaths.Filter(target(s), filter, s, position);
        };
    }

    private Eval Primary()
    {
        exists = null;
        callable = true;
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                at++;
                return Constant(FeelBox.Of(token.Number));
            case TokenKind.Text:
                at++;
                return Constant(token.Text);
            case TokenKind.At:
                at++;
                return FeelTemporal.Any(token.Text) is { } value ? Constant(value)
                    : Mistake(new(token.Position, $"'{token.Text}' is not a date, time or duration.", "feel.bad-temporal", token.Text));
            case TokenKind.Name or TokenKind.Known:
                return Named(token);
            default:
                if (Take("(")) return Parenthesised(token.Position);
                if (juel) throw Unexpected();
                if (Take("[")) return List(token.Position);
                if (Take("{")) return Context(token.Position);
                if (Take("]")) return RangeFrom(Expression(), included: false, token.Position);
                if (token.Is("<") || token.Is("<=") || token.Is(">") || token.Is(">=")) return UnaryRange();
                throw Unexpected();
        }
    }

    private Eval Parenthesised(int position)
    {
        var outer = rangeEndDepth;
        rangeEndDepth = -1;
        Eval inner;
        if (!juel && Current.Is("..")) inner = RangeFrom(null, included: false, position);
        else
        {
            inner = !juel && (Current.Is("=") || Current.Is("!=")) ? UnaryRange() : Expression();
            if (!juel && Current.Is("..")) inner = RangeFrom(inner, included: false, position);
            else Expect(")");
        }
        rangeEndDepth = outer;
        exists = null;
        callable = true;
        return inner;
    }

    // "< 10" as a value is the range below it
    private Eval UnaryRange()
    {
        var (word, position) = (Current.Text, tokens[at++].Position);
        var end = Additive();
        exists = null;
        return s =>
        {
            s.Spend(position);
            return FeelRange.Of(word, end(s));
        };
    }

    private Eval Named(Token token)
    {
        if (token.Kind == TokenKind.Name)
        {
            switch (token.Text)
            {
                case "true": at++; return Constant(FeelBox.True);
                case "false": at++; return Constant(FeelBox.False);
                case "null": at++; return Nothing;
                case "if": return If();
                case "for": return For();
                case "some" or "every": return Quantified(token.Text == "some");
                case "function" when !juel && tokens[at + 1].Is("("): return Definition();
            }
            if (!(locals.Contains(token.Text) && tokens[at + 1].Is("(")) && FunctionName() is { } function) return Call(function, token.Position);
            if (Keywords.Contains(token.Text) || (juel && (JuelWords.ContainsKey(token.Text) || token.Text is "empty" or "not"))) throw Unexpected();
        }
        var (name, position) = (JoinedName(), token.Position);
        callable = locals.Contains(name);
        if (name == "partial") usesPartial = true;
        if (name == "?")
        {
            if (!callable) throw new FeelException(position, "Unexpected '?'.", "feel.unexpected", "?");
            usesInput = true;
        }
        if (Current.Is("(") && !callable) throw new FeelException(position, $"There is no function '{name}'.", "feel.unknown-function", name);
        exists = s => s.Has(name);
        // a built-in is a value where one is passed on; elsewhere the name is a variable like any other
        if ((Current.Is(",") || Current.Is(")") || Current.Is("instance")) && FeelFunctions.Find(name) is { } builtIn)
        {
            MakesFunctions = true;
            return s =>
            {
                s.Spend(position);
                return s.TryGet(name, out var bound) ? bound : builtIn;
            };
        }
        return s =>
        {
            s.Spend(position);
            s.TryGet(name, out var found);
            return found;
        };
    }

    // names may have blanks: words that stand beside each other with no operator between them are one name
    private string JoinedName()
    {
        var name = tokens[at++];
        if (juel || name.Kind == TokenKind.Known) return name.Text;
        if (Current.Kind is not (TokenKind.Name or TokenKind.Number)) return name.Text;
        var whole = name.Text;
        while ((Current.Kind == TokenKind.Name && !Keywords.Contains(Current.Text)) || (Current.Kind == TokenKind.Number && Current.Text.All(char.IsAsciiDigit)))
            whole = $"{whole} {tokens[at++].Text}";
        return string.Intern(whole);
    }

    private string BoundName()
    {
        if (Current.Kind == TokenKind.Known && Current.Text != "?") return tokens[at++].Text;
        if (Current.Kind != TokenKind.Name || Keywords.Contains(Current.Text)) throw Unexpected();
        return JoinedName();
    }

    private Eval If()
    {
        at++;
        var condition = Expression();
        Expect("then");
        var yes = Expression();
        Expect("else");
        var no = Expression();
        exists = null;
        return Choose(condition, yes, no);
    }

    private Eval List(int position)
    {
        var outer = rangeEndDepth;
        rangeEndDepth = -1;
        var items = new List<Eval>();
        // "[]1..5[]" is a list of one range
        while (!Current.Is("]") || (items.Count == 0 && tokens[at + 1].Kind is TokenKind.Number or TokenKind.Text or TokenKind.At))
        {
            if (items.Count > 0) Expect(",");
            items.Add(Expression());
            if (items.Count != 1 || !Current.Is("..")) continue;
            var range = RangeFrom(items[0], included: true, position);
            (rangeEndDepth, callable) = (outer, true);
            return range;
        }
        Expect("]");
        (rangeEndDepth, exists, callable) = (outer, null, true);
        var all = items.ToArray();
        if (Array.TrueForAll(all, constants.ContainsKey)) return Constant(ImmutableArray.CreateRange(all.Select(i => constants[i])));
        return s =>
        {
            s.Spend(position, all.Length + 1);
            var values = new object?[all.Length];
            for (var i = 0; i < values.Length; i++) values[i] = all[i](s);
            return ImmutableCollectionsMarshal.AsImmutableArray(values);
        };
    }

    private Eval Context(int position)
    {
        var (entries, bound, outer) = (new List<(string Key, Eval Value)>(), locals.Count, rangeEndDepth);
        rangeEndDepth = -1;
        FeelException? twice = null;
        while (!Current.Is("}"))
        {
            if (entries.Count > 0) Expect(",");
            var keyAt = Current.Position;
            var key = Key();
            if (entries.Exists(e => e.Key == key)) twice ??= new FeelException(keyAt, $"'{key}' is there twice.", "feel.duplicate-key", key);
            Expect(":");
            var value = Expression();
            entries.Add((key, value));
            locals.Add(key);
        }
        Expect("}");
        locals.RemoveRange(bound, locals.Count - bound);
        (rangeEndDepth, exists, callable) = (outer, null, true);
        if (twice is not null) return Mistake(twice);
        var all = entries.ToArray();
        return s =>
        {
            var frame = s.Frame;
            var (keys, values) = (new string[all.Length], new object?[all.Length]);
            for (var i = 0; i < all.Length; i++)
            {
                s.Spend(position);
                keys[i] = all[i].Key;
                values[i] = all[i].Value(s);
                // an entry may use those before it
                s.Bind(keys[i], values[i]);
            }
            s.Frame = frame;
            return FeelContext.Of(keys, values);
        };
    }

    // a text, or a name in which other characters may stand: {first name: …}, {pre-release: …}
    private string Key()
    {
        var token = Current;
        if (token.Kind == TokenKind.Text)
        {
            at++;
            return token.Text;
        }
        if (token.Kind == TokenKind.Known && token.Text != "?") return tokens[at++].Text;
        if (token.Kind != TokenKind.Name) throw Unexpected();
        var (key, after) = (token.Text, token.Position + token.Text.Length);
        for (at++; !Current.Is(":"); at++)
        {
            var part = Current;
            if (part.Kind is not (TokenKind.Name or TokenKind.Number) && !(part.Kind == TokenKind.Symbol && part.Text is "." or "/" or "-" or "+" or "*" or "**"))
                throw new FeelException(part.Position, $"Expected ':' but found {Found()}.", "feel.expected", ":");
            key += (part.Position > after ? " " : "") + part.Text;
            after = part.Position + part.Text.Length;
        }
        return string.Intern(key);
    }
}
