namespace ReleasePlanning.Bpmn.Conditions;

internal sealed partial class FeelParser
{
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
        var (arguments, names, argumentExists) = Arguments();
        exists = null;
        callable = true;
        if (name == "is defined")
        {
            if (arguments.Length != 1) return Mistake(WrongCount(name, arguments.Length, position));
            var there = argumentExists ?? throw new FeelException(position, "is defined() takes a name or a path.", "feel.argument-kind", name);
            return s =>
            {
                s.Spend(position);
                return FeelBox.Of(there(s));
            };
        }
        var builtIn = FeelFunctions.Find(name)!;
        var ways = names is null ? builtIn.For(arguments.Length) : builtIn.For(names) is { } named ? [named] : [];
        if (ways.Length == 0)
        {
            return Mistake(names is null ? WrongCount(name, arguments.Length, position)
                : new(position, $"{name}() has no parameters of these names.", "feel.argument-names", name));
        }
        if (names is not null) arguments = ways[0].InOrder(names, arguments, Nothing);
        // date("2026-02-30") is wrong before anyone waits for it
        if (builtIn.IsConstant && Array.TrueForAll(arguments, a => constants.TryGetValue(a, out var value) && value is not null))
        {
            var scope = FeelScope.Rent(FeelContext.Empty, default, null);
            object? value;
            try
            {
                value = FeelBuiltIn.Run(ways, [.. arguments.Select(a => constants[a])], scope, position);
            }
            finally
            {
                scope.Return();
            }
            return value is not null ? Constant(value)
                : Mistake(new(position, $"{name}() gives nothing for this text.", "feel.bad-temporal", name));
        }
        return s =>
        {
            var values = new object?[arguments.Length];
            var size = 1;
            for (var i = 0; i < values.Length; i++) size += Size(values[i] = arguments[i](s));
            s.Spend(position, size);
            return FeelBuiltIn.Run(ways, values, s, position);
        };
    }

    // a call of a value: a function that was bound to a name, or made on the spot
    private Eval Invoked(Eval target, int position)
    {
        var (arguments, names, _) = Arguments();
        callable = true;
        return s =>
        {
            s.Spend(position);
            if (target(s) is not FeelFunction function) return null;
            var values = new object?[names is null ? arguments.Length : function.Parameters.Count];
            for (var i = 0; i < arguments.Length; i++)
            {
                var slot = names is null ? i : IndexOf(function.Parameters, names[i]);
                if (slot < 0) return null;
                values[slot] = arguments[i](s);
            }
            return function.Call(values, s, position);
        };
    }

    private (Eval[] Values, string[]? Names, Func<FeelScope, bool>? Exists) Arguments()
    {
        Expect("(");
        var outer = rangeEndDepth;
        rangeEndDepth = -1;
        var (values, names) = (new List<Eval>(), new List<string>());
        Func<FeelScope, bool>? last = null;
        while (!Current.Is(")"))
        {
            if (values.Count > 0) Expect(",");
            if (ArgumentName() is { } name)
            {
                if (names.Count < values.Count) throw Unexpected();
                names.Add(name);
            }
            else if (names.Count > 0) throw Unexpected();
            exists = null;
            values.Add(Expression());
            last = exists;
        }
        Expect(")");
        rangeEndDepth = outer;
        return ([.. values], names.Count > 0 ? [.. names] : null, last);
    }

    // words before a colon
    private string? ArgumentName()
    {
        if (juel) return null;
        var i = at;
        while (tokens[i].Kind is TokenKind.Name or TokenKind.Number or TokenKind.Known) i++;
        if (i == at || !tokens[i].Is(":")) return null;
        var name = string.Join(' ', tokens[at..i].Select(t => t.Text));
        at = i + 1;
        return name;
    }

    private static FeelException WrongCount(string name, int count, int position) =>
        new(position, $"{name}() does not take {count} arguments.", "feel.argument-count", name);

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
            if (names[i] == name) return i;
        return -1;
    }

    // looking through a long value is work as well
    private static int Size(object? value) => (value is string text ? text.Length : value is IReadOnlyList<object?> list ? list.Count : 0) / 16;
}
