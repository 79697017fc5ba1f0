using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>A wait that has been worked out but not opened yet, and the effect that opens it for a token; null where the host has nothing to do.</summary>
internal sealed record PreparedWait(Wait Wait, Func<long, Effect?> Opening);

/// <summary>Opens what a token waits for, and closes it again.</summary>
internal static class Waits
{
    /// <summary>Works out what the boundary events of an activity wait for. All of it before anything is opened, so that an expression that fails
    /// leaves nothing half open.</summary>
    internal static List<PreparedWait> PrepareBoundaries(Run run, Token token)
    {
        var prepared = new List<PreparedWait>();
        // The boundary events of a repeated activity are those of all its instances together.
        if (token.Instance is not null)
            return prepared;
        foreach (var boundary in run.IndexOf(token).Boundaries)
        {
            if (IsWaitedFor(boundary.Definition))
                prepared.Add(Prepare(run, token, boundary.Id, boundary.Definition, repeats: !boundary.CancelActivity));
        }
        return prepared;
    }

    /// <summary>Works out what the event sub-processes of a scope wait for; null for the process.</summary>
    internal static List<PreparedWait> PrepareEventSubProcesses(Run run, Token? scope)
    {
        var prepared = new List<PreparedWait>();
        foreach (var inside in run.Index.EventSubProcessesIn(scope?.ElementId))
        {
            if (inside.Start is { Definition: { } definition } start && IsWaitedFor(definition))
                prepared.Add(Prepare(run, scope, start.Id, definition, repeats: !start.IsInterrupting));
        }
        return prepared;
    }

    internal static Token Open(Run run, Token token, IEnumerable<PreparedWait> prepared) =>
        prepared.Aggregate(token, (t, wait) => Open(run, t, wait));

    /// <summary>Errors, escalations, compensation and cancellation are looked for when they happen; nobody waits for them.</summary>
    internal static bool IsWaitedFor(EventDefinition? definition) => definition is TimerEvent or MessageEvent or SignalEvent or ConditionalEvent;

    internal static PreparedWait Prepare(Run run, Token? token, string elementId, EventDefinition definition, bool repeats)
    {
        switch (definition)
        {
            case TimerEvent timer:
                var (when, repeat) = TimerText.Resolve(run, token, timer);
                repeat = repeats ? repeat : null;
                return new(new(WaitKind.Timer, elementId, repeat), id => new Effect.ArmTimer(id, elementId, when, repeat));
            case MessageEvent message:
                var key = Messages.KeyOf(run, token, message);
                var messageName = Expressions.Name(run, token, message.Name);
                return new(new(WaitKind.Message, elementId), id => new Effect.Subscribe(id, elementId, messageName, key));
            case SignalEvent signal:
                var signalName = Expressions.Name(run, token, signal.Name);
                return new(new(WaitKind.Signal, elementId), id => new Effect.SubscribeSignal(id, elementId, signalName));
            case ConditionalEvent:
                return new(new(WaitKind.Condition, elementId), static _ => null);
            default:
                throw new InterpreterException(elementId, $"{definition.GetType().Name} cannot be waited for.");
        }
    }

    internal static Token Open(Run run, Token token, PreparedWait prepared)
    {
        if (prepared.Opening(token.Id) is { } effect)
            run.Emit(effect);
        return Open(run, token, prepared.Wait);
    }

    internal static Token Open(Run run, Token token, WaitKind kind) => Open(run, token, new Wait(kind, token.ElementId));

    private static Token Open(Run run, Token token, Wait wait)
    {
        if (wait.Kind == WaitKind.Condition)
            run.NewConditions.Add((token.Id, wait.ElementId));
        return run.Keep(token with { Waits = token.Waits.Add(wait) });
    }

    internal static void OpenForProcess(Run run, PreparedWait prepared)
    {
        if (prepared.Opening(ProcessState.Process) is { } effect)
            run.Emit(effect);
        if (prepared.Wait.Kind == WaitKind.Condition)
            run.NewConditions.Add((ProcessState.Process, prepared.Wait.ElementId));
        run.ProcessWaits = run.ProcessWaits.Add(prepared.Wait);
    }

    /// <summary>What was waited for has come and is not wanted again.</summary>
    internal static Token? Spend(Run run, Token? token, Wait wait)
    {
        if (wait.Kind is WaitKind.Message or WaitKind.Signal)
            run.Emit(new Effect.Unsubscribe(token?.Id ?? ProcessState.Process, wait.ElementId));
        return Change(run, token, wait, null);
    }

    /// <summary>Replaces a wait that stays open, e.g. by its next repetition; null takes it away.</summary>
    internal static Token? Change(Run run, Token? token, Wait wait, Wait? to)
    {
        if (token is null)
        {
            run.ProcessWaits = to is null ? run.ProcessWaits.Remove(wait) : run.ProcessWaits.Replace(wait, to);
            return null;
        }
        return run.Keep(token with { Waits = to is null ? token.Waits.Remove(wait) : token.Waits.Replace(wait, to) });
    }

    /// <summary>Closes everything still open for a token, in the order it was opened.</summary>
    internal static Token Close(Run run, Token token)
    {
        if (token.Waits.IsEmpty)
            return token;
        foreach (var wait in token.Waits)
            Close(run, token.Id, wait);
        return run.Keep(token with { Waits = [] });
    }

    internal static void CloseOfProcess(Run run)
    {
        foreach (var wait in run.ProcessWaits)
            Close(run, ProcessState.Process, wait);
        run.ProcessWaits = [];
    }

    /// <summary>A scope that has been interrupted listens to none of its event sub-processes any more; its boundary events stay.</summary>
    internal static void CloseEventSubProcesses(Run run, Token? scope)
    {
        if (scope is null)
        {
            CloseOfProcess(run);
            return;
        }
        var starts = run.Index.EventSubProcessesIn(scope.ElementId).Select(e => e.Start?.Id).ToHashSet();
        var closed = scope.Waits.Where(w => starts.Contains(w.ElementId)).ToList();
        foreach (var wait in closed)
            Close(run, scope.Id, wait);
        run.Keep(scope with { Waits = scope.Waits.RemoveRange(closed) });
    }

    private static void Close(Run run, long tokenId, Wait wait)
    {
        Effect? closing = wait.Kind switch
        {
            WaitKind.WorkItem => new Effect.CloseWorkItem(tokenId, wait.ElementId),
            WaitKind.Child => new Effect.CancelChild(tokenId, wait.ElementId),
            WaitKind.Timer => new Effect.DisarmTimer(tokenId, wait.ElementId),
            WaitKind.Message or WaitKind.Signal => new Effect.Unsubscribe(tokenId, wait.ElementId),
            // A service task cannot be called back, its late answer is stale; conditions and compensation are nobody's but ours.
            _ => null
        };
        if (closing is not null)
            run.Emit(closing);
    }
}

/// <summary>What concerns messages alone.</summary>
internal static class Messages
{
    internal static void Throw(Run run, Token token, string elementId, MessageEvent? message)
    {
        if (message is null)
            throw new InterpreterException(elementId, "There is no message to throw.");
        run.Emit(new Effect.ThrowMessage(elementId, Expressions.Name(run, token, message.Name), KeyOf(run, token, message), run.OwnVariables));
    }

    // A key that comes out empty would match any message of that name; that is never what a written key means.
    internal static string? KeyOf(Run run, Token? token, MessageEvent message)
    {
        if (message.CorrelationKey is null)
            return null;
        return FeelValue.Text(Expressions.Evaluate(run, token, message.CorrelationKey)) is { Length: > 0 } key
            ? key
            : throw new CannotGoOnException($"The correlation key \"{message.CorrelationKey}\" of message {message.Name} has no value.",
                $"La clé de corrélation « {message.CorrelationKey} » du message {message.Name} n’a pas de valeur.");
    }
}
