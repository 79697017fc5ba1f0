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
        builder.Property(w => w.Answers).HasColumnType("jsonb");
        builder.HasIndex(w => new { w.InstanceId, w.TokenId }).IsUnique().HasDatabaseName("one_work_item_per_token");
        builder.HasIndex(w => w.PlanId);
        builder.HasIndex(w => new { w.OwnerId, w.DueAt }).HasFilter("state = 'Open'").HasDatabaseName("open_work_by_owner");
        builder.HasIndex(w => new { w.Role, w.SiteId, w.DueAt }).HasFilter("state = 'Open'").HasDatabaseName("open_work_by_role");
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(w => w.OwnerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(w => w.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("work_items", t =>
        {
            t.HasCheckConstraint("a_hard_gate_is_never_skipped", "not hard_gate or (not skippable and state <> 'Skipped')");
            t.HasCheckConstraint("a_skipped_step_says_why", "state <> 'Skipped' or length(btrim(skip_reason)) > 0");
            t.HasCheckConstraint("a_closed_step_has_a_time", "(state = 'Open') = (closed_at is null)");
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

public sealed class LadderRungMapping : IEntityTypeConfiguration<LadderRung>
{
    public void Configure(EntityTypeBuilder<LadderRung> builder)
    {
        builder.ToTable("ladder_rungs");
        builder.HasKey(r => new { r.Ladder, r.Level });
        builder.HasData(DefaultLadders.Rungs);
    }
}
