using System.Collections.Immutable;
using System.Text.RegularExpressions;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <param name="Before">As JSON; null when there was none.</param>
public sealed record ChangedVariable(string Name, string? Before, string After);

/// <summary>An administrator sets a variable of a running process, so that a condition that could not be worked out can be.</summary>
public sealed partial class ChangeVariable(ReleasePlanningDb db, LockRun lockRun, WorkflowRunner runner, IClock clock)
{
    private const int LongestValue = 4000;

    /// <param name="json">The new value: JSON, days and times as {"$date":"2026-12-03"}.</param>
    public async Task<Outcome<ChangedVariable>> RunAsync(WorkflowInstanceId id, string name, string json, string reason, string? seen, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await lockRun.RunAsync(id, reason, seen, actor, ct);
        if (!locked.IsDone) { return locked.As<ChangedVariable>(); }
        if (!Name().IsMatch(name)) { return Outcome.Refused<ChangedVariable>("name", "repair.variable-name"); }
        if (json.Length > LongestValue) { return Outcome.Refused<ChangedVariable>("value", "form.too-long", LongestValue); }
        if (!TryRead(json, out var value)) { return Outcome.Refused<ChangedVariable>("value", "repair.variable-value"); }

        var (plan, instance, state, _) = locked.Value!;
        var now = clock.GetCurrentInstant();
        var before = state.Variables.TryGetValue(name, out var old) ? Write(old) : null;
        var changed = new ChangedVariable(name, before, Write(value));
        db.Add(AuditEntry.OfPlan(plan.Plan.Id, actor, now, "workflow.variable-changed",
            new Reason("audit.workflow.variable-changed", name, before ?? "@repair.nothing", changed.After, reason.Trim())));
        try { await runner.TakeAsync(plan, instance, new Trigger.VariablesChanged(ImmutableDictionary<string, object?>.Empty.Add(name, value)), actor, now, ct); }
        catch (InterpreterException refused) { return LockRun.Explain<ChangedVariable>(refused); }
        if (await db.SaveAsync(ct) is { } problem) { return Outcome.Conflict<ChangedVariable>(problem.Reason.Code, [.. problem.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(changed);
    }

    /// <summary>One value as JSON.</summary>
    public static string Write(object? value) => FeelJson.Write(ImmutableDictionary<string, object?>.Empty.Add("v", value))["{\"v\":".Length..^1];

    private static bool TryRead(string json, out object? value)
    {
        value = null;
        try
        {
            var read = FeelJson.Read("{\"v\":" + json + "}");
            value = read.GetValueOrDefault("v");
            return read.Count == 1;
        }
        catch (FormatException) { return false; }
    }

    [GeneratedRegex(@"^[\p{L}_][\p{L}\p{Nd}_]{0,99}$")]
    private static partial Regex Name();
}
