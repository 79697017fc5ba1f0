using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Which variables a token sees, and where one is set (BPMN 2.0 clause 10.4.1): a scope sees its own and those around it;
/// a name is set where it is declared, and in the process where no scope declares it.</summary>
internal static class Variables
{
    /// <summary>Everything a token sees; null for the process itself.</summary>
    internal static ImmutableDictionary<string, object?> SeenBy(Run run, Token? token)
    {
        if (!HasOwn(run, token))
            return run.ProcessVariables;
        var seen = run.ProcessVariables.ToBuilder();
        AddOwn(run, token!, seen);
        return seen.ToImmutable();
    }

    internal static void Set(Run run, Token? from, IReadOnlyDictionary<string, object?> changes)
    {
        foreach (var (name, value) in changes)
            Set(run, from, name, value);
    }

    internal static void Set(Run run, Token? from, string name, object? value)
    {
        for (var scope = from is null ? null : run.Find(from.Id); scope is not null; scope = run.Scope(scope))
        {
            if (scope.Locals?.ContainsKey(name) == true)
            {
                run.Keep(scope with { Locals = scope.Locals.SetItem(name, FeelValue.Normalise(value)) });
                run.Touch(name, isNew: false);
                return;
            }
        }
        run.WriteInProcess(name, value);
    }

    /// <summary>Works out the inputs of an activity as variables of its own.</summary>
    internal static Token WithInputs(Run run, Token token, Activity activity)
    {
        if (activity.Inputs.IsEmpty)
            return token;
        return run.Keep(token with { Locals = Map(run, token, activity.Inputs).Aggregate(token.Locals ?? ImmutableDictionary<string, object?>.Empty, (all, v) => all.SetItem(v.Key, v.Value)) });
    }

    /// <summary>Hands the outputs of an activity to the scope around it.</summary>
    internal static void PassOutputs(Run run, Token token, Activity activity)
    {
        if (activity.Outputs.IsEmpty || activity is CallActivity)
            return;
        var given = Map(run, token, activity.Outputs);
        Set(run, run.Scope(token), given);
    }

    private static Dictionary<string, object?> Map(Run run, Token token, ImmutableArray<VariableMapping> mappings)
    {
        var seen = SeenBy(run, token);
        var given = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var mapping in mappings)
        {
            if (mapping != VariableMapping.All)
                given[mapping.Target] = FeelValue.Normalise(Expressions.Evaluate(run, seen, mapping.Source));
        }
        return given;
    }

    /// <summary>What mappings make of a set of variables, e.g. what a call activity hands over.</summary>
    internal static ImmutableDictionary<string, object?> Handed(Run run, ImmutableDictionary<string, object?> from, ImmutableArray<VariableMapping> mappings)
    {
        var given = mappings.Contains(VariableMapping.All) ? from : ImmutableDictionary<string, object?>.Empty;
        foreach (var mapping in mappings.Where(m => m != VariableMapping.All))
            given = given.SetItem(mapping.Target, FeelValue.Normalise(Expressions.Evaluate(run, from, mapping.Source)));
        return given;
    }

    private static bool HasOwn(Run run, Token? token)
    {
        for (var scope = token; scope is not null; scope = run.Scope(scope))
        {
            if (scope.Locals is not null || scope.Loop is not null)
                return true;
        }
        return false;
    }

    private static void AddOwn(Run run, Token token, ImmutableDictionary<string, object?>.Builder seen)
    {
        if (run.Scope(token) is { } around)
            AddOwn(run, around, seen);
        AddOwn(token, seen);
    }

    internal static void AddOwn(Token token, ImmutableDictionary<string, object?>.Builder seen)
    {
        if (token.Loop is { } loop)
            AddCounters(loop, seen);
        foreach (var (name, value) in token.Locals ?? ImmutableDictionary<string, object?>.Empty)
            seen[name] = value;
    }

    // Each counter under the name the standard gives it (table 10.29) and under the one Camunda uses.
    private static void AddCounters(LoopState loop, ImmutableDictionary<string, object?>.Builder seen)
    {
        object total = (decimal)(loop.Total ?? loop.Started), active = (decimal)(loop.Started - loop.Completed), completed = (decimal)loop.Completed;
        seen["nrOfInstances"] = total;
        seen["nrOfActiveInstances"] = active;
        seen["nrOfCompletedInstances"] = completed;
        seen["numberOfInstances"] = total;
        seen["numberOfActiveInstances"] = active;
        seen["numberOfCompletedInstances"] = completed;
    }
}
