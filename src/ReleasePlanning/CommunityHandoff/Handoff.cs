using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.CommunityHandoff;

public enum HandoffState { Sent, Accepted, Returned, Withdrawn }

/// <summary>The case offered to a parole office; accepted by the community parole officer who will supervise, or returned with a reason.</summary>
public sealed class Handoff
{
    public required Guid Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required SiteId ParoleOfficeId { get; init; }
    public required int Attempt { get; init; }
    public HandoffState State { get; set; } = HandoffState.Sent;
    public required string Summary { get; init; }
    public required Instant SentAt { get; init; }
    public required StaffId SentBy { get; init; }
    public Instant? AnsweredAt { get; set; }
    public StaffId? AnsweredBy { get; set; }
    public string AnswerNote { get; set; } = "";
}

public sealed class HandoffMapping : IEntityTypeConfiguration<Handoff>
{
    public void Configure(EntityTypeBuilder<Handoff> builder)
    {
        builder.ToTable("handoffs");
        builder.Property(h => h.Id).ValueGeneratedNever();
        builder.HasIndex(h => new { h.PlanId, h.Attempt }).IsUnique();
        builder.HasIndex(h => h.PlanId).IsUnique().HasFilter("state = 'Sent'").HasDatabaseName("one_handoff_out_at_a_time");
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(h => h.PlanId).OnDelete(DeleteBehavior.Restrict);
    }
}
