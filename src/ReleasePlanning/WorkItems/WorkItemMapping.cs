using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ReleasePlanning.People;

namespace ReleasePlanning.WorkItems;

public sealed class WorkItemMapping : IEntityTypeConfiguration<WorkItem>
{
    public void Configure(EntityTypeBuilder<WorkItem> builder)
    {
        builder.Property(w => w.Id).ValueGeneratedNever();
        builder.Property(w => w.Version).IsRowVersion();
        builder.Property(w => w.DateForce).HasDefaultValue(DateForce.Default).HasSentinel(DateForce.Default);
        builder.Property(w => w.Answers).HasColumnType("jsonb");
        builder.HasIndex(w => new { w.InstanceId, w.TokenId }).IsUnique().HasDatabaseName("one_work_item_per_token");
        builder.HasIndex(w => w.PlanId);
        builder.HasIndex(w => new { w.OwnerId, w.DueAt }).HasFilter("state = 'Open'").HasDatabaseName("open_work_by_owner");
        builder.HasIndex(w => new { w.Role, w.SiteId, w.DueAt }).HasFilter("state = 'Open'").HasDatabaseName("open_work_by_role");
        builder.HasIndex(w => w.DueAt).HasDatabaseName("work_by_due");
        builder.HasIndex(w => w.ClosedAt).HasDatabaseName("work_by_closing");
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(w => w.OwnerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(w => w.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(w => new { w.Ladder, w.LadderVersion }).HasFilter("state = 'Open'").HasDatabaseName("open_work_by_ladder");
        builder.HasOne<LadderVersion>().WithMany().HasForeignKey(w => new { w.Ladder, w.LadderVersion }).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("work_items", t =>
        {
            t.HasCheckConstraint("a_hard_gate_is_never_skipped", "not hard_gate or (not skippable and state <> 'Skipped')");
            t.HasCheckConstraint("a_skipped_step_says_why", "state <> 'Skipped' or length(btrim(skip_reason)) > 0");
            t.HasCheckConstraint("a_closed_step_has_a_time", "(state = 'Open') = (closed_at is null)");
            t.HasCheckConstraint("a_snooze_has_an_end_and_a_reason",
                "(snoozed_until is null and snoozed_by is null and snoozed_at is null and snooze_reason is null) or (snoozed_until > snoozed_at and snoozed_by is not null and length(btrim(snooze_reason)) > 0)");
            t.HasCheckConstraint("nobody_holds_a_legal_limit", "held_until is null or state <> 'Open' or not (hard_gate or basis = 'Law')");
            t.HasCheckConstraint("no_snooze_past_a_legal_limit", "snoozed_until is null or state <> 'Open' or not (hard_gate or basis = 'Law') or snoozed_until <= due_at");
        });
    }
}

public sealed class WorkItemNoteMapping : IEntityTypeConfiguration<WorkItemNote>
{
    public void Configure(EntityTypeBuilder<WorkItemNote> builder)
    {
        builder.ToTable("work_item_notes");
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.HasIndex(n => n.PlanId);
        builder.HasOne<WorkItem>().WithMany().HasForeignKey(n => n.WorkItemId);
    }
}
