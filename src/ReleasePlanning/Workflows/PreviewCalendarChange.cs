using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>A change of the calendar as it would be: every plan it touches and every date it moves.</summary>
public sealed record CalendarPreview(CalendarDraft Draft, IReadOnlyList<PlanMoves> Plans)
{
    public int Dates => Plans.Sum(p => p.Moves.Count(m => !m.Kept));
    public int Past => Plans.Sum(p => p.Moves.Count(m => m is { Kept: false, IsPast: true }));
    public int Kept => Plans.Sum(p => p.Moves.Count(m => m.Kept));
    public int ReleaseDays => Plans.Count(p => p.LawfulReleaseOn is not null);
}

/// <summary>Shows what a change of the calendar would move, by the computation the change itself makes. Nothing is saved.</summary>
public sealed class PreviewCalendarChange(ReleasePlanningDb db, DraftCalendarChange draftChange, CalendarMoves calendarMoves, CurrentCalendar current, IClock clock)
{
    public async Task<Outcome<CalendarPreview>> RunAsync(CalendarRequest request, Actor actor, CancellationToken ct)
    {
        var drafted = await draftChange.RunAsync(request, actor, ct);
        if (drafted is not { IsDone: true, Value: { } draft }) { return drafted.As<CalendarPreview>(); }
        var before = await current.ReadAsync(db, ct);
        return Outcome.Done(new CalendarPreview(draft, await calendarMoves.OfAllAsync(draft, before, clock.GetCurrentInstant(), ct)));
    }
}
