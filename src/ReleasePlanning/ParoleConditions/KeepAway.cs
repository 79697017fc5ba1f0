using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.ParoleConditions;

/// <summary>A place a condition of a plan forbids: a community, a circle on the map, or a kind of place. Never shown to a halfway house, because it may say
/// where a victim lives.</summary>
public sealed class NoGoArea
{
    public required Guid Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    /// <summary>A whole community, by name; or empty.</summary>
    public string Community { get; init; } = "";
    public double? Latitude { get; init; }
    public double? Longitude { get; init; }
    public double? RadiusKm { get; init; }
    /// <summary>A kind of place a house near it is not acceptable: "school", "playground", "park", "bar", "daycare"; or empty.</summary>
    public string NearKind { get; init; } = "";
    public required string Reason { get; init; }
    public required Instant EnteredAt { get; init; }
    public required StaffId EnteredBy { get; init; }
    public Instant? EndedAt { get; set; }
}

/// <summary>Two people who must not live in the same house (co-accused, incompatible). One row for the two of them, the smaller id first.
/// Never named to the other or to a house.</summary>
public sealed class NoContact
{
    public required Guid Id { get; init; }
    public required PersonId PersonId { get; init; }
    public required PersonId OtherId { get; init; }
    public required string Reason { get; init; }
    public required Instant EnteredAt { get; init; }
    public required StaffId EnteredBy { get; init; }
    public Instant? EndedAt { get; set; }
}

public sealed class NoGoAreaMapping : IEntityTypeConfiguration<NoGoArea>
{
    public void Configure(EntityTypeBuilder<NoGoArea> builder)
    {
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.HasIndex(a => a.PlanId);
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(a => a.PlanId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("no_go_areas", t => t.HasCheckConstraint("a_circle_is_whole",
            "(latitude is null and longitude is null and radius_km is null) or (latitude between -90 and 90 and longitude between -180 and 180 and radius_km > 0)"));
    }
}

public sealed class NoContactMapping : IEntityTypeConfiguration<NoContact>
{
    public void Configure(EntityTypeBuilder<NoContact> builder)
    {
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasIndex(c => new { c.PersonId, c.OtherId }).IsUnique().HasFilter("ended_at is null").HasDatabaseName("one_no_contact_for_two");
        builder.HasIndex(c => c.OtherId);
        builder.HasOne<Person>().WithMany().HasForeignKey(c => c.PersonId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Person>().WithMany().HasForeignKey(c => c.OtherId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("no_contacts", t => t.HasCheckConstraint("two_people_smaller_first", "person_id < other_id"));
    }
}
