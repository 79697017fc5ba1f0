using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Errors and escalations on their way out (BPMN 2.0 clause 10.5.7): scope by scope, to the innermost event that catches them.</summary>
/// <remarks>In each scope its event sub-processes are asked before the boundary events of the activity it belongs to, and an event that names the code
/// before one that catches every code (as in Camunda 7).</remarks>
internal static class Propagation
{
    /// <summary>Where something thrown is caught: an event sub-process of a scope (null: the process), or a boundary event of a host.</summary>
    private abstract record Catcher(EventDefinition Definition)
    {
        internal sealed record Within(Token? Scope, StartEvent Start) : Catcher(Start.Definition!);

        internal sealed record OnBorder(Token Host, BoundaryEvent Boundary) : Catcher(Boundary.Definition);
    }

    internal static void FailFromEnd(Run run, Token token, ErrorEvent error)
    {
        var code = error.Code ?? "";
        var (english, french) = ($"Nothing catches the error {code}.", $"Rien ne capte l’erreur {code}.");
        if (!TryCatchError(run, token, atItself: false, code, Said(run, token, error) ?? english))
            Uncaught(run, token, StuckAt.Entering, code, new(english, french));
    }

    private static string? Said(Run run, Token token, ErrorEvent error) => error.Message is { } message && Expressions.IsExpression(message)
        ? FeelValue.Text(Expressions.Evaluate(run, token, message))
        : error.Message;

    internal static void FailTask(Run run, Token token, string code, string message)
    {
        if (code.Length > 0 && TryCatchError(run, token, atItself: true, code, message))
            return;
        var said = code.Length == 0 ? message : $"{code}: {message}";
        Uncaught(run, token, StuckAt.Working, code, new(said, said));
    }

    // The caller may catch it; only when nobody up there does, a person is told, up there.
    private static void Uncaught(Run run, Token token, StuckAt where, string code, Sentence why)
    {
        if (!run.IsCalled || code.Length == 0)
        {
            run.Stop(token, where, why);
            return;
        }
        run.Keep(token with { Stuck = where });
        run.Emit(new Effect.FailCaller(token.Id, token.ElementId, code, why.English) { Variables = run.OwnVariables, Everything = run.ProcessVariables });
    }

    private static bool TryCatchError(Run run, Token from, bool atItself, string code, string message)
    {
        var catcher = Find(run, from, atItself, d => d is ErrorEvent e && e.Code == code, d => d is ErrorEvent { Code: null });
        if (catcher is null)
            return false;
        var error = (ErrorEvent)catcher.Definition;
        switch (catcher)
        {
            case Catcher.Within(var scope, var start):
                // An error always interrupts, whatever the drawing says.
                var begun = EventSubProcesses.Begin(run, scope, start with { IsInterrupting = true });
                Tell(run, begun, error, code, message);
                break;
            case Catcher.OnBorder(var host, var boundary):
                var around = run.Scope(host);
                Scopes.Interrupt(run, host, boundary);
                Tell(run, around, error, code, message);
                break;
        }
        return true;
    }

    private static void Tell(Run run, Token? scope, ErrorEvent error, string code, string message)
    {
        if (error.CodeVariable is { } codeVariable)
            Variables.Set(run, scope, codeVariable, code);
        if (error.MessageVariable is { } messageVariable)
            Variables.Set(run, scope, messageVariable, message);
    }

    internal static void Escalate(Run run, Token from, string code, ImmutableDictionary<string, object?> variables, bool atItself = false)
    {
        var catcher = Find(run, from, atItself, d => d is EscalationEvent e && e.Code == code, d => d is EscalationEvent { Code: null });
        switch (catcher)
        {
            case null when run.IsCalled:
                run.Emit(new Effect.EscalateToCaller(from.ElementId, code, variables) { Everything = run.ProcessVariables });
                return;
            case null:
                return;
            case Catcher.Within(var scope, var start):
                Tell(run, EventSubProcesses.Begin(run, scope, start), (EscalationEvent)catcher.Definition, code);
                break;
            case Catcher.OnBorder(var host, { CancelActivity: true } boundary):
                var around = run.Scope(host);
                Scopes.Interrupt(run, host, boundary);
                Tell(run, around, (EscalationEvent)catcher.Definition, code);
                break;
            case Catcher.OnBorder(var host, var boundary):
                Scopes.BranchOff(run, host, boundary);
                Tell(run, run.Scope(host), (EscalationEvent)catcher.Definition, code);
                break;
        }
    }

    private static void Tell(Run run, Token? scope, EscalationEvent escalation, string code)
    {
        if (escalation.CodeVariable is { } variable)
            Variables.Set(run, scope, variable, code);
    }

    private static Catcher? Find(Run run, Token from, bool atItself, Predicate<EventDefinition> names, Predicate<EventDefinition> catchesAll)
    {
        var at = Scopes.HostOf(run, from);
        if (atItself && OnBorder(run, at, names, catchesAll) is { } own)
            return own;
        while (true)
        {
            var scope = run.Scope(at);
            if (scope is not { Loop: not null } && Within(run, scope, at, names, catchesAll) is { } within)
                return within;
            if (scope is null)
                return null;
            at = Scopes.HostOf(run, scope);
            if (OnBorder(run, at, names, catchesAll) is { } border)
                return border;
        }
    }

    // What an event sub-process lets out is not for that same event sub-process to catch.
    private static Catcher.Within? Within(Run run, Token? scope, Token from, Predicate<EventDefinition> names, Predicate<EventDefinition> catchesAll)
    {
        if (scope is not null && Compensation.IsUndoing(run, scope))
            return null;
        StartEvent? any = null;
        foreach (var inside in run.Index.EventSubProcessesIn(scope?.ElementId))
        {
            if (inside.Node.Id == from.ElementId || inside.Start is not { Definition: { } definition } start)
                continue;
            if (names(definition))
                return new(scope, start);
            any ??= catchesAll(definition) ? start : null;
        }
        return any is null ? null : new(scope, any);
    }

    private static Catcher.OnBorder? OnBorder(Run run, Token host, Predicate<EventDefinition> names, Predicate<EventDefinition> catchesAll)
    {
        // While something is being undone its border has long been left.
        if (Compensation.IsUndoing(run, host))
            return null;
        BoundaryEvent? any = null;
        foreach (var boundary in run.IndexOf(host).Boundaries)
        {
            if (names(boundary.Definition))
                return new(host, boundary);
            any ??= catchesAll(boundary.Definition) ? boundary : null;
        }
        return any is null ? null : new(host, any);
    }
}
