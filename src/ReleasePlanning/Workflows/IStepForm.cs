using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>The form of a kind of step and what answering it does, found by the form key written in the diagram. The slices own them.
/// Runs under the plan's lock inside the completing transaction; touches only our own rows; never saves.</summary>
public interface IStepForm
{
    string Key { get; }

    /// <summary>What is asked, with what is known already filled in.</summary>
    Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct);

    /// <summary>Checks the answers against the rules and writes what follows from them.</summary>
    Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct);
}

/// <param name="Site">Where the step belongs; local times are this site's.</param>
public sealed record StepContext(
    ReleasePlanningDb Db, ReleasePlan Plan, Person Person, WorkItem Item, Site Site, WorkingDays Days, Actor Actor, Instant Now)
{
    public DateTimeZone Zone => PlanPlaces.Zone(Site);
    public LocalDate Today => Now.InZone(Zone).Date;
    public Instant At(LocalDateTime local) => local.InZoneLeniently(Zone).ToInstant();
}

/// <summary>What answering a step did: refused with problems, or variables for the diagram.</summary>
/// <param name="FactsChanged">Release day, route, destination or conditions changed: police and victims' unit must hear again.</param>
/// <param name="DatesChanged">An anchor moved: open due dates are recomputed.</param>
public sealed record StepResult(
    ImmutableArray<Problem> Problems, ImmutableDictionary<string, object?> Variables, bool FactsChanged = false, bool DatesChanged = false)
{
    /// <summary>What the plan's diagrams are told by name once the step has moved on.</summary>
    public ImmutableArray<string> Tell { get; init; } = [];

    public static StepResult Done { get; } = new([], ImmutableDictionary<string, object?>.Empty);
    public static StepResult Refused(params IEnumerable<Problem> problems) => new([.. problems], ImmutableDictionary<string, object?>.Empty);
    public static StepResult Refused(string field, string code, params object?[] args) => Refused(Problem.With(field, code, args));
    public static StepResult With(params (string Name, object? Value)[] variables) =>
        new([], variables.ToImmutableDictionary(v => v.Name, v => v.Value));
}
