using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.ParoleConditions;

public enum ConditionKind { Standard, Special, Residency }

/// <summary>One condition of a release: standard (CCRR s.161(1)), special (CCRA s.133(3)) or residency (CCRA s.133(4), (4.1)).</summary>
public sealed class ParoleCondition
{
    public required Guid Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required ConditionKind Kind { get; init; }
    /// <summary>The clause, e.g. "161(1)(a)"; text of standard conditions in both languages: resource "condition.{clause letter}".</summary>
    public required string Clause { get; init; }
    /// <summary>A special condition's own words, in the language it was imposed in; empty for a standard condition.</summary>
    public string Text { get; init; } = "";
    public LocalDate? FromOn { get; init; }
    public LocalDate? UntilOn { get; init; }
    /// <summary>Conditions are never edited: a new entry replaces the earlier ones.</summary>
    public Instant? ReplacedAt { get; set; }
    public Instant? ConfirmedAt { get; set; }
    public StaffId? ConfirmedBy { get; set; }
}

public sealed class ParoleConditionMapping : IEntityTypeConfiguration<ParoleCondition>
{
    public void Configure(EntityTypeBuilder<ParoleCondition> builder)
    {
        builder.ToTable("parole_conditions");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasIndex(c => c.PlanId);
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(c => c.PlanId).OnDelete(DeleteBehavior.Restrict);
    }
}
