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
        // a call that failed and is tried again starts another process for the same token, but never beside the first
        builder.HasIndex(i => new { i.ParentId, i.ParentTokenId }).IsUnique().HasFilter("status = 'Running'").HasDatabaseName("one_running_process_per_call");
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
        builder.HasIndex(s => s.PlanId);
        builder.HasIndex(s => new { s.Kind, s.Name, s.CorrelationKey });
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
        builder.HasIndex(t => new { t.WorkItemId, t.Purpose }).IsUnique().HasFilter("purpose = 'Unassigned'").HasDatabaseName("one_unassigned_timer_per_work_item");
        builder.HasIndex(t => new { t.PlanId, t.ElementId }).IsUnique().HasFilter("purpose = 'Slice'").HasDatabaseName("one_timer_per_subject_of_a_slice");
        builder.HasOne<WorkflowInstance>().WithMany().HasForeignKey(t => t.InstanceId);
        builder.HasIndex(t => new { t.DefinitionId, t.PlanId, t.ElementId }).IsUnique().HasFilter("purpose = 'Start'").HasDatabaseName("one_start_timer_per_version_and_plan");
        builder.HasOne<WorkItems.WorkItem>().WithMany().HasForeignKey(t => t.WorkItemId);
        builder.HasOne<WorkflowDefinition>().WithMany().HasForeignKey(t => t.DefinitionId);
        builder.ToTable("workflow_timers", t => t.HasCheckConstraint("a_timer_has_a_target",
            "(purpose = 'Diagram' and instance_id is not null and token_id is not null) or (purpose = 'Ladder' and work_item_id is not null and level is not null) or (purpose = 'Start' and definition_id is not null) or (purpose = 'Unassigned' and work_item_id is not null) or purpose = 'Slice'"));
    }
}

public sealed class WorkflowIncidentMapping : IEntityTypeConfiguration<WorkflowIncident>
{
    public void Configure(EntityTypeBuilder<WorkflowIncident> builder)
    {
        builder.ToTable("workflow_incidents");
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.HasIndex(i => new { i.ResolvedAt, i.RaisedAt });
        builder.HasIndex(i => i.PlanId);
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(i => i.PlanId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class WorkflowMessageMapping : IEntityTypeConfiguration<WorkflowMessage>
{
    public void Configure(EntityTypeBuilder<WorkflowMessage> builder)
    {
        builder.Property(m => m.Id).ValueGeneratedNever();
        builder.Property(m => m.Number).UseIdentityAlwaysColumn();
        builder.Property(m => m.Variables).HasColumnType("jsonb");
        builder.HasIndex(m => m.MessageId).IsUnique().HasDatabaseName("one_message_per_message_id");
        builder.HasIndex(m => new { m.Name, m.Number }).HasFilter("state = 'Waiting'").HasDatabaseName("waiting_messages");
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(m => m.PlanId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("workflow_messages", t =>
        {
            t.HasCheckConstraint("a_waiting_message_has_an_end", "state <> 'Waiting' or kept_until is not null");
            t.HasCheckConstraint("a_delivered_message_has_a_receiver", "(state = 'Delivered') = (delivered_at is not null and to_instance_id is not null)");
        });
    }
}

public sealed class SignalDeliveryMapping : IEntityTypeConfiguration<SignalDelivery>
{
    public void Configure(EntityTypeBuilder<SignalDelivery> builder)
    {
        builder.ToTable("signal_deliveries");
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.Property(d => d.Variables).HasColumnType("jsonb");
        builder.HasIndex(d => new { d.SignalId, d.PlanId }).IsUnique().HasDatabaseName("one_delivery_per_signal_and_plan");
        builder.HasIndex(d => new { d.DueAt, d.Id }).HasFilter("not parked").HasDatabaseName("deliveries_by_due");
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(d => d.PlanId).OnDelete(DeleteBehavior.Restrict);
    }
}
