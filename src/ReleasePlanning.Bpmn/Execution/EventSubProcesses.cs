using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Event sub-processes (BPMN 2.0 clause 10.3.5): begun by their start event while the scope around them runs.</summary>
internal static class EventSubProcesses
{
    /// <summary>Begins one in a scope (null: the process); an interrupting one first ends everything else in the scope.</summary>
    internal static Token Begin(Run run, Token? scope, StartEvent start)
    {
        var inside = (SubProcess)run.Node(start.ParentId!);
        if (start.IsInterrupting)
        {
            foreach (var other in run.TokensIn(scope?.Id))
                Scopes.Cut(run, other.Id);
            Waits.CloseEventSubProcesses(run, scope);
        }
        var token = Scopes.WithDataObjects(run, run.Add(inside.Id, scope?.Id), inside);
        run.Note(PathKind.Entered, inside.Id, token.Id);
        try
        {
            token = Waits.Open(run, token, Waits.PrepareEventSubProcesses(run, token));
        }
        catch (Exception e) when (Sentences.IsAboutDiagram(e))
        {
            var (english, french) = Sentences.Of(e);
            run.Emit(new Effect.RaiseIncident(token.Id, inside.Id, english) { MessageFr = french });
        }
        run.Enter(run.Add(start.Id, token.Id).Id);
        return token;
    }
}
