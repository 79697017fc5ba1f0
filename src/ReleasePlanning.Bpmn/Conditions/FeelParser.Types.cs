namespace ReleasePlanning.Bpmn.Conditions;

internal sealed partial class FeelParser
{
    private Eval InstanceOf(Eval value)
    {
        var position = Current.Position;
        Expect("instance");
        Expect("of");
        var type = Type();
        exists = null;
        return s =>
        {
            s.Spend(position);
            var found = value(s);
            s.Spend(position, Size(found));
            return FeelBox.Of(type is FeelType.FunctionOf wanted && found is FeelFunction function ? wanted.Has(function, s, position) : type.Has(found));
        };
    }

    private FeelType Type()
    {
        Deeper();
        var type = Inner();
        depth--;
        return type;

        FeelType Inner()
        {
            var token = Current;
            if (token.Kind != TokenKind.Name) throw Unexpected();
            switch (token.Text)
            {
                case "list" when Generic():
                    return Closed(new FeelType.ListOf(Type()));
                case "range" when Generic():
                    return Closed(new FeelType.RangeOf(Type()));
                case "context" when Generic():
                    return Closed(new FeelType.ContextOf(Entries()));
                case "function" when Generic():
                    var parameters = new List<FeelType>();
                    while (!Current.Is(">"))
                    {
                        if (parameters.Count > 0) Expect(",");
                        parameters.Add(Type());
                    }
                    Expect(">");
                    Expect("->");
                    return new FeelType.FunctionOf(parameters, Type());
            }
            // names of types may have blanks: the longest run of words that names one
            (FeelType? Type, int After) longest = default;
            var name = "";
            for (var i = at; tokens[i].Kind == TokenKind.Name && i - at < 5; i++)
            {
                name = i == at ? tokens[i].Text : $"{name} {tokens[i].Text}";
                if (FeelType.Find(name) is { } named) longest = (named, i + 1);
            }
            at = longest.Type is null ? throw new FeelException(token.Position, $"There is no type '{token.Text}'.", "feel.unknown-type", token.Text) : longest.After;
            return longest.Type;
        }

        bool Generic()
        {
            if (!tokens[at + 1].Is("<")) return false;
            at += 2;
            return true;
        }

        FeelType Closed(FeelType inner)
        {
            Expect(">");
            return inner;
        }
    }

    private List<(string, FeelType)> Entries()
    {
        var entries = new List<(string, FeelType)>();
        while (!Current.Is(">"))
        {
            if (entries.Count > 0) Expect(",");
            var name = Current.Kind is TokenKind.Text ? tokens[at++].Text : BoundName();
            Expect(":");
            entries.Add((name, Type()));
        }
        return entries;
    }

    private Eval Definition()
    {
        var position = tokens[at++].Position;
        Expect("(");
        var (parameters, types, bound) = (new List<string>(), new List<FeelType>(), locals.Count);
        while (!Current.Is(")"))
        {
            if (parameters.Count > 0) Expect(",");
            parameters.Add(BoundName());
            types.Add(Take(":") ? Type() : FeelType.Any);
        }
        Expect(")");
        if (Current.Is("external")) throw new FeelException(Current.Position, "Functions from outside are not called.", "feel.external");
        locals.AddRange(parameters);
        var body = Expression();
        locals.RemoveRange(bound, locals.Count - bound);
        MakesFunctions = true;
        exists = null;
        return s =>
        {
            s.Spend(position);
            return new FeelClosure(parameters, types, body, s.Frame);
        };
    }
}
