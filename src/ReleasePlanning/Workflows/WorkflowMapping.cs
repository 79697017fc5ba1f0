using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

public sealed class WorkflowDefinitionMapping : IEntityTypeConfiguration<WorkflowDefinition>
{
    public void Configure(EntityTypeBuilder<WorkflowDefinition> builder)
    {
        builder.ToTable("workflow_definitions");
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.HasIndex(d => new { d.ProcessId, d.Version }).IsUnique();
    }
}

public sealed class WorkflowInstanceMapping : IEntityTypeConfiguration<WorkflowInstance>
{
    public void Configure(EntityTypeBuilder<WorkflowInstance> builder)
    {
        builder.ToTable("workflow_instances");
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.Property(i => i.State).HasColumnType("jsonb");
        builder.Property(i => i.Pins).HasColumnType("jsonb").HasConversion(
            p => JsonSerializer.Serialize(p, JsonSerializerOptions.Default),
            s => JsonSerializer.Deserialize<Dictionary<string, Guid>>(s, JsonSerializerOptions.Default)!,
            new ValueComparer<Dictionary<string, Guid>>(
                (a, b) => a!.Count == b!.Count && !a.Except(b).Any(), p => p.Count, p => new Dictionary<string, Guid>(p)));
        builder.HasIndex(i => i.PlanId);
        builder.HasIndex(i => i.DefinitionId);
        builder.HasIndex(i => new { i.ParentId, i.ParentTokenId }).IsUnique();
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(i => i.PlanId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<WorkflowDefinition>().WithMany().HasForeignKey(i => i.DefinitionId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<WorkflowInstance>().WithMany().HasForeignKey(i => i.ParentId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class WorkflowHistoryMapping : IEntityTypeConfiguration<WorkflowHistory>
{
    public void Configure(EntityTypeBuilder<WorkflowHistory> builder)
    {
        builder.ToTable("workflow_history");
        builder.Property(h => h.Id).UseIdentityAlwaysColumn();
        builder.HasIndex(h => new { h.PlanId, h.Id });
    }
}

public sealed class WorkflowSubscriptionMapping : IEntityTypeConfiguration<WorkflowSubscription>
{
    public void Configure(EntityTypeBuilder<WorkflowSubscription> builder)
    {
        builder.ToTable("workflow_subscriptions");
        builder.HasKey(s => new { s.InstanceId, s.TokenId, s.ElementId });
        builder.HasIndex(s => new { s.PlanId, s.MessageName });
        builder.HasOne<WorkflowInstance>().WithMany().HasForeignKey(s => s.InstanceId);
    }
}

public sealed class WorkflowTimerMapping : IEntityTypeConfiguration<WorkflowTimer>
{
    public void Configure(EntityTypeBuilder<WorkflowTimer> builder)
    {
        builder.Property(t => t.Id).ValueGeneratedNever();
        builder.HasIndex(t => new { t.DueAt, t.Id }).HasFilter("not parked").HasDatabaseName("timers_by_due");
        builder.HasIndex(t => t.PlanId);
        builder.HasIndex(t => new { t.InstanceId, t.TokenId, t.ElementId }).IsUnique().HasFilter("purpose = 'Diagram'").HasDatabaseName("one_timer_per_token_and_element");
        builder.HasIndex(t => t.WorkItemId).IsUnique().HasFilter("purpose = 'Ladder'").HasDatabaseName("one_rung_per_work_item");
        builder.HasOne<WorkflowInstance>().WithMany().HasForeignKey(t => t.InstanceId);
        builder.HasOne<WorkItems.WorkItem>().WithMany().HasForeignKey(t => t.WorkItemId);
        builder.ToTable("workflow_timers", t => t.HasCheckConstraint("a_timer_has_a_target",
            "(purpose = 'Diagram' and instance_id is not null and token_id is not null) or (purpose = 'Ladder' and work_item_id is not null and level is not null)"));
    }
}

public sealed class WorkflowIncidentMapping : IEntityTypeConfiguration<WorkflowIncident>
{
    public void Configure(EntityTypeBuilder<WorkflowIncident> builder)
    {
        builder.ToTable("workflow_incidents");
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.HasIndex(i => new { i.ResolvedAt, i.RaisedAt });
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(i => i.PlanId).OnDelete(DeleteBehavior.Restrict);
    }
}
