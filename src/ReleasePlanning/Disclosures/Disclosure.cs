using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Disclosures;

public enum DisclosureKind { Police, VictimServices }

/// <summary>What was told about a release, to whom and when: the police at the destination (CCRA s.25(2)), the victims' unit (s.26).
/// The unit is alerted; a victim never is, and nothing about a victim is kept here. A change of the facts supersedes it and re-opens the step.</summary>
public sealed class Disclosure
{
    public required Guid Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required DisclosureKind Kind { get; init; }
    public required string Recipient { get; init; }
    public required string Channel { get; init; }
    public required Instant SentAt { get; init; }
    public StaffId? SentBy { get; init; }
    /// <summary>The facts as told: release day, destination, conditions, route.</summary>
    public required Reason Facts { get; init; }
    public Instant? SupersededAt { get; set; }
}

public sealed class DisclosureMapping : IEntityTypeConfiguration<Disclosure>
{
    public void Configure(EntityTypeBuilder<Disclosure> builder)
    {
        builder.ToTable("disclosures");
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.HasIndex(d => d.PlanId);
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(d => d.PlanId).OnDelete(DeleteBehavior.Restrict);
    }
}
