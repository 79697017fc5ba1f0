using NodaTime;

namespace ReleasePlanning.People;

/// <summary>Someone who works with release plans: an employee of the service or of a partner residence. Signs in; owns steps; never an offender.</summary>
public sealed class StaffMember
{
    public required StaffId Id { get; init; }
    /// <summary>The subject the sign-in provider gives; in development, the name chosen on the sign-in page.</summary>
    public required string SignIn { get; init; }
    public required string Name { get; set; }
    /// <summary>"en" or "fr": the language this person reads.</summary>
    public required string Language { get; set; }
    public required string Email { get; set; }
    public bool Active { get; set; } = true;
    public List<StaffRole> Roles { get; init; } = [];
}

/// <summary>A role held at a site.</summary>
public sealed class StaffRole
{
    public required StaffId StaffId { get; init; }
    public required string Role { get; init; }
    public required SiteId SiteId { get; init; }
}

/// <summary>Someone is away; while it lasts, new work and escalations go to the cover.</summary>
public sealed class Absence
{
    public required Guid Id { get; init; }
    public required StaffId StaffId { get; init; }
    public required LocalDate FromOn { get; set; }
    /// <summary>The last day away, included.</summary>
    public required LocalDate UntilOn { get; set; }
    public required StaffId CoverId { get; set; }
}
