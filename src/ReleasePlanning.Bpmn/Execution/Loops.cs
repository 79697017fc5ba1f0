using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Activities that run more than once (BPMN 2.0 clauses 10.3.8 and 13.3.6): one token stands for all instances and carries the boundary events,
/// and each instance is a token in its scope, with its own <c>loopCounter</c> from 0.</summary>
internal static class Loops
{
    internal static void Enter(Run run, Token token, Activity activity, Loop loop)
    {
        switch (loop)
        {
            case MultiInstance several:
                Begin(run, token, several);
                break;
            case StandardLoop again:
                var runs = (!again.TestBefore || Holds(run, token, again)) && again.Maximum is not 0;
                var opened = Open(run, token, new(null, 0, 0));
                if (runs)
                    StartNext(run, opened);
                else
                    Nodes.Complete(run, opened);
                break;
            default:
                throw new InterpreterException(activity.Id, $"{loop.GetType().Name} cannot be run.");
        }
    }

    private static void Begin(Run run, Token token, MultiInstance several)
    {
        var elements = several.Collection is { } collection ? List(run, token, collection) : null;
        var total = elements?.Count ?? Number(run, token, several.Cardinality ?? "");
        if (total > Interpreter.InstanceLimit)
            throw new CannotGoOnException($"{total} instances are asked for; at most {Interpreter.InstanceLimit} are run.",
                $"{total} instances sont demandées; au plus {Interpreter.InstanceLimit} sont exécutées.");
        var opened = Open(run, token, new(total, 0, 0)
        {
            Elements = several.IsSequential && elements is not null ? [.. elements] : [],
            Results = several.OutputCollection is null ? [] : [.. Enumerable.Repeat<object?>(null, total)]
        });
        if (total == 0)
            Finish(run, opened);
        else if (several.IsSequential)
            StartNext(run, opened);
        else
            StartAll(run, opened, several, elements);
    }

    private static Token Open(Run run, Token token, LoopState loop)
    {
        var onBorder = Waits.PrepareBoundaries(run, token);
        return Waits.Open(run, run.Keep(token with { Loop = loop }), onBorder);
    }

    private static void StartAll(Run run, Token all, MultiInstance several, IReadOnlyList<object?>? elements)
    {
        var total = all.Loop!.Total!.Value;
        all = run.Keep(all with { Loop = all.Loop with { Started = total } });
        var started = new List<long>(total);
        for (var i = 0; i < total; i++)
            started.Add(Instance(run, all, i, several.Element, elements?[i]));
        for (var i = total - 1; i >= 0; i--)
            run.Enter(started[i]);
    }

    private static void StartNext(Run run, Token all)
    {
        var loop = all.Loop!;
        var several = ((Activity)run.NodeOf(all)).Loop as MultiInstance;
        var element = loop.Elements.IsEmpty ? null : loop.Elements[loop.Started];
        all = run.Keep(all with { Loop = loop with { Started = loop.Started + 1 } });
        run.Enter(Instance(run, all, loop.Started, several?.Element, element));
    }

    private static long Instance(Run run, Token all, int number, string? name, object? element)
    {
        var own = ImmutableDictionary<string, object?>.Empty.Add("loopCounter", (decimal)number);
        if (name is not null)
            own = own.SetItem(name, element);
        return run.Add(new Token(0, all.ElementId, all.Id) { Instance = number, Locals = own }).Id;
    }

    /// <summary>One instance has done its part.</summary>
    internal static void InstanceDone(Run run, Token token)
    {
        var before = run.Live(token.ScopeTokenId!.Value);
        var loop = ((Activity)run.NodeOf(token)).Loop!;
        bool enough;
        Token all;
        try
        {
            all = run.Keep(before with { Loop = Counted(run, token, before.Loop!, loop) });
            enough = IsEnough(run, token, all.Loop!, loop);
        }
        catch
        {
            run.Keep(before);
            throw;
        }
        Compensation.Completed(run, token);
        run.Remove(token);
        run.Note(PathKind.Left, token.ElementId, token.Id);
        if (enough)
        {
            foreach (var rest in run.TokensIn(all.Id))
                Scopes.Cut(run, rest.Id);
            Finish(run, all);
        }
        else if (loop is StandardLoop or MultiInstance { IsSequential: true })
            StartNext(run, all);
    }

    private static LoopState Counted(Run run, Token token, LoopState state, Loop loop)
    {
        var counted = state with { Completed = state.Completed + 1 };
        if (loop is not MultiInstance { OutputCollection: not null, OutputElement: { } output })
            return counted;
        var result = FeelValue.Normalise(Expressions.Evaluate(run, token, output));
        return counted with { Results = counted.Results.SetItem(token.Instance!.Value, result) };
    }

    private static bool IsEnough(Run run, Token token, LoopState state, Loop loop) => loop switch
    {
        MultiInstance several => (several.CompletionCondition is { } condition && Expressions.Holds(run, token, condition)) || state.Completed >= state.Total,
        StandardLoop again => state.Completed >= (again.Maximum ?? Interpreter.InstanceLimit) || !Holds(run, token, again),
        _ => true
    };

    private static bool Holds(Run run, Token token, StandardLoop loop) => loop.Condition is null || Expressions.Holds(run, token, loop.Condition);

    private static void Finish(Run run, Token all)
    {
        Compensation.LoopCompleted(run, all);
        if (((Activity)run.NodeOf(all)).Loop is MultiInstance { OutputCollection: { } name })
            Variables.Set(run, run.Scope(all), name, all.Loop!.Results.ToArray());
        Nodes.Complete(run, run.Live(all.Id));
    }

    private static IReadOnlyList<object?> List(Run run, Token token, string expression) =>
        Expressions.Evaluate(run, token, expression) as IReadOnlyList<object?>
        ?? throw new CannotGoOnException($"The collection \"{expression}\" is not a list.", $"La collection « {expression} » n’est pas une liste.");

    private static int Number(Run run, Token token, string expression) =>
        Expressions.Evaluate(run, token, expression) is decimal number && number >= 0 && number == decimal.Truncate(number) && number <= int.MaxValue
            ? (int)number
            : throw new CannotGoOnException($"The number of instances \"{expression}\" is not a whole number from 0.",
                $"Le nombre d’instances « {expression} » n’est pas un nombre entier à partir de 0.");
}
