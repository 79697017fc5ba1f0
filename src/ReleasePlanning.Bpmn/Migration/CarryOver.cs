using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using Token = ReleasePlanning.Bpmn.Execution.Token;

namespace ReleasePlanning.Bpmn.Migration;

/// <summary>Moves one instance: first everything open gets its place in the new version or is closed, then what is new there is opened.</summary>
internal sealed class CarryOver
{
    private readonly MigrationPlan plan;
    private readonly ProcessState state;
    private readonly TimerPolicy timers;
    private readonly ImmutableArray<Effect>.Builder closed = ImmutableArray.CreateBuilder<Effect>();
    private readonly ImmutableArray<Renamed>.Builder renames = ImmutableArray.CreateBuilder<Renamed>();
    private readonly List<(long TokenId, string ElementId, Wait Was)> reopened = [];
    private readonly List<(long TokenId, string ElementId)> changedConditions = [];

    private CarryOver(MigrationPlan plan, ProcessState state, TimerPolicy timers) => (this.plan, this.state, this.timers) = (plan, state, timers);

    internal static Migrated Run(MigrationPlan plan, ProcessState state, Instant now, FeelHost? host, TimerPolicy timers)
    {
        ArgumentNullException.ThrowIfNull(timers);
        if (plan.Validate(state) is [var refused, ..])
            throw new InterpreterException(refused.ElementId, refused.English, refused.French);
        return new CarryOver(plan, state, timers).Run(now, host);
    }

    private Migrated Run(Instant now, FeelHost? host)
    {
        var carried = state with
        {
            Tokens = new TokenSet([.. state.Tokens.Select(Carry)]),
            ProcessWaits = Carry(ProcessState.Process, state.ProcessWaits),
            Compensables = [.. state.Compensables.Select(Carry)]
        };
        var run = new Run(plan.To, carried, now, host);
        run.NewConditions.AddRange(changedConditions);
        try
        {
            foreach (var (tokenId, elementId, was) in reopened)
                Reopen(run, tokenId, elementId, was);
            OpenWhatIsNew(run);
            foreach (var completed in OpenJoins.CompletedBy(run))
                run.Enter(completed);
            Nodes.Settle(run);
        }
        catch (EndlessMovesException endless)
        {
            throw new InterpreterException(endless.ElementId, endless.Sentence.English, endless.Sentence.French);
        }
        Gateways.StopWhatCanNeverJoin(run);
        return new(closed.ToImmutable(), renames.ToImmutable(), run.ToStep());
    }

    private Token Carry(Token token)
    {
        var target = plan.TargetOf(token.ElementId)!;
        Rename(token.Id, token.ElementId, target);
        return token with
        {
            ElementId = target,
            ArrivedBy = token.ArrivedBy is null ? null : JoinArrivals.FlowOf(plan, token),
            Waits = Carry(token.Id, token.Waits),
            Loop = token.Loop is { } loop ? Carry(loop, (Activity)plan.To.Nodes[target]) : null
        };
    }

    // Results are kept at their places; there are places only where the version collects them.
    private static LoopState Carry(LoopState loop, Activity activity) => activity.Loop switch
    {
        MultiInstance { OutputCollection: null } => loop with { Results = [] },
        MultiInstance when loop.Results.IsEmpty && loop.Total is { } total => loop with { Results = [.. Enumerable.Repeat<object?>(null, total)] },
        _ => loop
    };

    private Compensable Carry(Compensable done) => done with { ActivityId = plan.TargetOf(done.ActivityId)!, Inner = [.. done.Inner.Select(Carry)] };

    private ImmutableArray<Wait> Carry(long tokenId, ImmutableArray<Wait> waits) => [.. waits.Select(w => Carry(tokenId, w)).OfType<Wait>()];

    private Wait? Carry(long tokenId, Wait wait)
    {
        if (plan.TargetOf(wait.ElementId) is not { } target)
        {
            Close(tokenId, wait);
            return null;
        }
        var (was, becomes) = (ElementKinds.DefinitionOf(plan.From.Nodes[wait.ElementId]), ElementKinds.DefinitionOf(plan.To.Nodes[target]));
        switch (wait.Kind)
        {
            case WaitKind.Timer when timers.For(wait.ElementId) == TimerChoice.Recompute:
            case WaitKind.Message or WaitKind.Signal when was != becomes:
                Close(tokenId, wait);
                reopened.Add((tokenId, target, wait));
                return null;
            case WaitKind.Timer when (was, becomes) is not (TimerEvent { Kind: TimerKind.Cycle }, TimerEvent { Kind: TimerKind.Cycle }):
                wait = wait with { Repeat = null };
                break;
            case WaitKind.Condition when was != becomes:
                changedConditions.Add((tokenId, target));
                break;
        }
        Rename(tokenId, wait.ElementId, target);
        return wait with { ElementId = target };
    }

    private void Rename(long tokenId, string from, string to)
    {
        var renamed = new Renamed(tokenId, from, to);
        if (from != to && !renames.Contains(renamed))
            renames.Add(renamed);
    }

    private void Close(long tokenId, Wait wait)
    {
        if (wait.Kind == WaitKind.Timer)
            closed.Add(new Effect.DisarmTimer(tokenId, wait.ElementId));
        else if (wait.Kind is WaitKind.Message or WaitKind.Signal)
            closed.Add(new Effect.Unsubscribe(tokenId, wait.ElementId));
    }

    private static void Reopen(Run run, long tokenId, string elementId, Wait was)
    {
        var token = run.Find(tokenId);
        var (definition, repeats) = Waited(run, elementId);
        Open(run, tokenId, elementId, () => definition is TimerEvent timer
            ? RecomputedTimer.Prepare(run, token, elementId, timer, repeats, was.Repeat)
            : Waits.Prepare(run, token, elementId, definition, repeats));
    }

    private static (EventDefinition Definition, bool Repeats) Waited(Run run, string elementId)
    {
        var node = run.Node(elementId);
        return (ElementKinds.DefinitionOf(node)!, node is BoundaryEvent { CancelActivity: false } or StartEvent { IsInterrupting: false });
    }

    private void OpenWhatIsNew(Run run)
    {
        foreach (var (tokenId, elementId) in NewEvents.Of(plan, state, run))
        {
            var (definition, repeats) = Waited(run, elementId);
            Open(run, tokenId, elementId, () => Waits.Prepare(run, run.Find(tokenId), elementId, definition, repeats));
        }
        foreach (var token in run.Tokens.ToArray())
        {
            if (token.Loop is null && run.NodeOf(token) is SubProcess scope)
                Scopes.WithDataObjects(run, token, scope);
        }
    }

    private static void Open(Run run, long tokenId, string elementId, Func<PreparedWait?> prepare)
    {
        try
        {
            if (prepare() is not { } prepared)
                return;
            if (tokenId == ProcessState.Process)
                Waits.OpenForProcess(run, prepared);
            else
                Waits.Open(run, run.Live(tokenId), prepared);
        }
        catch (Exception e) when (Sentences.IsAboutDiagram(e))
        {
            var (english, french) = Sentences.Of(e);
            throw new InterpreterException(elementId, english, french);
        }
    }
}
