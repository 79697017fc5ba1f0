using NodaTime;

namespace ReleasePlanning.People;

public enum AbsenceKind
{
    /// <summary>Planned: vacation, training.</summary>
    Leave,
    /// <summary>At work, but one role is handed to somebody else for a while.</summary>
    Delegation,
    /// <summary>Nobody could prepare it.</summary>
    Sudden,
}

/// <summary>Someone is away, or delegates one role; while it lasts, what is addressed to them goes to the cover. Their work stays theirs, so it comes back by
/// itself. Days are those of the site the work belongs to. Never deleted: what ended early says when.</summary>
public sealed class Absence
{
    public required Guid Id { get; init; }
    public required StaffId StaffId { get; init; }
    public AbsenceKind Kind { get; init; } = AbsenceKind.Leave;
    public required LocalDate FromOn { get; set; }
    /// <summary>The last day away, included.</summary>
    public required LocalDate UntilOn { get; set; }
    public required StaffId CoverId { get; set; }
    /// <summary>With <see cref="SiteId"/>: only this role there; both null for everything the person does. The narrower absence wins.</summary>
    public string? Role { get; init; }
    public SiteId? SiteId { get; init; }
    public string Reason { get; set; } = "";
    public Instant EnteredAt { get; init; }
    /// <summary>Null when the service entered it.</summary>
    public StaffId? EnteredBy { get; init; }
    /// <summary>When it was ended early: the first day it no longer counts.</summary>
    public LocalDate? EndedOn { get; set; }
    public Instant? EndedAt { get; set; }
    public StaffId? EndedBy { get; set; }
    /// <summary>The caseload move that this absence belongs to; with it, some plans may have a cover of their own (<see cref="PlanCover"/>).</summary>
    public Guid? MoveId { get; init; }
    public uint Version { get; init; }

    /// <summary>The last day it really counts; before <see cref="FromOn"/> when it was called off.</summary>
    public LocalDate LastOn => EndedOn is { } back ? LocalDate.Min(UntilOn, back.PlusDays(-1)) : UntilOn;

    public bool Covers(LocalDate day) => FromOn <= day && day <= LastOn;
}

/// <summary>In a sudden absence, the one plan that somebody other than the general cover looks after.</summary>
public sealed class PlanCover
{
    public required Guid AbsenceId { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required StaffId CoverId { get; set; }
}
