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
    /// <summary>False for somebody who left: nothing is addressed to them any more, which the database holds.</summary>
    public bool Active { get; set; } = true;
    /// <summary>The first day they no longer work here.</summary>
    public LocalDate? LeftOn { get; set; }
    public List<StaffRole> Roles { get; init; } = [];
}

/// <summary>A role held at a site.</summary>
public sealed class StaffRole
{
    public required StaffId StaffId { get; init; }
    public required string Role { get; init; }
    public required SiteId SiteId { get; init; }
}
