using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Travel;

public enum JourneyState { Draft, Booked, Confirmed, UnderWay, Completed, Cancelled }

/// <summary>How the person gets from the institution to the destination on release day. One live journey a plan; times are instants,
/// entered in the zone of the place they happen at.</summary>
public sealed class Journey
{
    public required Guid Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required string Mode { get; set; }
    public string Carrier { get; set; } = "";
    public required string Origin { get; set; }
    public required string Destination { get; set; }
    public required Instant DepartsAt { get; set; }
    public required Instant ArrivesAt { get; set; }
    /// <summary>none, family, volunteer or staff.</summary>
    public required string Accompaniment { get; set; }
    public decimal? Cost { get; set; }
    public string BookingReference { get; set; } = "";
    public JourneyState State { get; set; } = JourneyState.Draft;
}

public sealed class JourneyMapping : IEntityTypeConfiguration<Journey>
{
    public void Configure(EntityTypeBuilder<Journey> builder)
    {
        builder.Property(j => j.Id).ValueGeneratedNever();
        builder.HasIndex(j => j.PlanId).IsUnique().HasFilter("state <> 'Cancelled'").HasDatabaseName("one_live_journey_per_plan");
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(j => j.PlanId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("journeys", t =>
        {
            t.HasCheckConstraint("arrives_after_it_departs", "arrives_at > departs_at");
            t.HasCheckConstraint("cost_is_not_negative", "cost is null or cost >= 0");
        });
    }
}
