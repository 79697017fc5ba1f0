namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Conditional events (BPMN 2.0 clause 10.5.5): looked at when they are opened, and all of them whenever a variable has changed.</summary>
/// <remarks>As in Camunda 7 one that does not interrupt happens at every change while its condition holds.</remarks>
internal static class Conditions
{
    /// <summary>Lets the next condition that holds happen; true when one did. What came of it comes to rest before the one after it is looked at.</summary>
    internal static bool FireNextThatHolds(Run run)
    {
        if (!run.VariablesTouched && run.NewConditions.Count == 0 && !run.HasConditionsToLookAt)
            return false;
        if (run.VariablesTouched)
            AllOpen(run).FindAll(o => IsConcerned(run, o)).ForEach(run.ConditionsToLookAt.Enqueue);
        else
            run.NewConditions.ForEach(run.ConditionsToLookAt.Enqueue);
        run.ForgetTouched();
        run.NewConditions.Clear();
        while (run.ConditionsToLookAt.TryDequeue(out var next))
        {
            if (TryFire(run, next.TokenId, next.ElementId))
                return true;
        }
        return false;
    }

    // One that names its variable, or a kind of change, is looked at when it is opened, and then only at such a change.
    private static bool IsConcerned(Run run, (long TokenId, string ElementId) open)
    {
        if (run.NewConditions.Contains(open))
            return true;
        var condition = EventOf(run, open.ElementId);
        return run.Touched.Any(t => (condition.Variable ?? t.Name) == t.Name && (t.IsNew ? condition.OnCreate : condition.OnUpdate));
    }

    private static List<(long TokenId, string ElementId)> AllOpen(Run run)
    {
        var open = new List<(long, string)>();
        foreach (var wait in run.ProcessWaits)
        {
            if (wait.Kind == WaitKind.Condition)
                open.Add((ProcessState.Process, wait.ElementId));
        }
        foreach (var token in run.Tokens)
        {
            foreach (var wait in token.Waits)
            {
                if (wait.Kind == WaitKind.Condition)
                    open.Add((token.Id, wait.ElementId));
            }
        }
        return open;
    }

    // An earlier one may have ended what this one belongs to.
    private static bool TryFire(Run run, long tokenId, string elementId)
    {
        var token = run.Find(tokenId);
        if (tokenId != ProcessState.Process && token is null)
            return false;
        var wait = (token?.Waits ?? run.ProcessWaits).FirstOrDefault(w => w.Kind == WaitKind.Condition && w.ElementId == elementId);
        if (wait is null || !Holds(run, token, wait))
            return false;
        run.CountMove(elementId);
        Events.Fire(run, run.Find(tokenId), wait);
        return true;
    }

    private static bool Holds(Run run, Token? token, Wait wait)
    {
        try
        {
            return Expressions.Holds(run, token, EventOf(run, wait.ElementId).Condition);
        }
        catch (Exception e) when (Sentences.IsAboutDiagram(e))
        {
            Forget(run, token, wait, Sentences.Of(e));
            return false;
        }
    }

    private static Model.ConditionalEvent EventOf(Run run, string elementId) => run.Node(elementId) switch
    {
        Model.StartEvent e => e.Definition,
        Model.BoundaryEvent e => e.Definition,
        Model.IntermediateCatchEvent e => e.Definition,
        _ => null
    } as Model.ConditionalEvent ?? throw new InterpreterException(elementId, "There is no condition here.");

    // A node whose whole work is this condition is stuck on it and can be retried; beside other work it is given up and shown.
    private static void Forget(Run run, Token? token, Wait wait, Sentence why)
    {
        if (token is not null && token.ElementId == wait.ElementId)
        {
            run.Stop(Waits.Close(run, token), StuckAt.Entering, why);
            return;
        }
        if (run.IsStarting)
            throw new InterpreterException(wait.ElementId, why.English, why.French);
        Waits.Change(run, token, wait, null);
        run.Emit(new Effect.RaiseIncident(token?.Id ?? ProcessState.Process, wait.ElementId, why.English) { MessageFr = why.French });
    }
}
