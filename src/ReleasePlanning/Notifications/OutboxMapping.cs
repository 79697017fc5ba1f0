using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ReleasePlanning.People;

namespace ReleasePlanning.Notifications;

public sealed class DeliveryMapping : IEntityTypeConfiguration<Delivery>
{
    public void Configure(EntityTypeBuilder<Delivery> builder)
    {
        builder.ToTable("deliveries", t => t.HasCheckConstraint("a_delivery_has_one_recipient", "(channel = 'Webhook') = (endpoint_id is not null) and (channel <> 'Webhook') = (staff_id is not null)"));
        builder.Property(d => d.Id).ValueGeneratedNever();
        builder.HasIndex(d => new { d.StaffId, d.EventKey }).IsUnique().HasDatabaseName("one_delivery_per_person_and_event");
        builder.HasIndex(d => new { d.EndpointId, d.EventKey }).IsUnique().HasDatabaseName("one_delivery_per_endpoint_and_event");
        builder.HasIndex(d => new { d.EndpointId, d.PlanId, d.Sequence }).IsUnique().HasDatabaseName("one_place_in_a_plans_line");
        // what workers look for, and what holds up a line: never the long tail of what was sent
        builder.HasIndex(d => new { d.Channel, d.NextAttemptAt }).HasFilter("state in ('Waiting', 'Sending')").HasDatabaseName("deliveries_to_send");
        builder.HasIndex(d => new { d.EndpointId, d.PlanId, d.Sequence }, "deliveries_in_line").HasFilter("state in ('Waiting', 'Sending', 'Dead')");
        builder.HasIndex(d => d.NotificationId);
        builder.HasIndex(d => d.CreatedAt);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(d => d.StaffId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<WebhookEndpoint>().WithMany().HasForeignKey(d => d.EndpointId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class MailPreferenceMapping : IEntityTypeConfiguration<MailPreference>
{
    public void Configure(EntityTypeBuilder<MailPreference> builder)
    {
        builder.ToTable("mail_preferences").HasKey(p => p.StaffId);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.StaffId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class OutboxChannelMapping : IEntityTypeConfiguration<OutboxChannel>
{
    public void Configure(EntityTypeBuilder<OutboxChannel> builder) => builder.ToTable("outbox_channels").HasKey(c => c.Channel);
}

public sealed class WebhookEndpointMapping : IEntityTypeConfiguration<WebhookEndpoint>
{
    public void Configure(EntityTypeBuilder<WebhookEndpoint> builder)
    {
        builder.ToTable("webhook_endpoints");
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.Property(e => e.Edition).IsConcurrencyToken();
    }
}

public sealed class CalendarFeedMapping : IEntityTypeConfiguration<CalendarFeed>
{
    public void Configure(EntityTypeBuilder<CalendarFeed> builder)
    {
        builder.ToTable("calendar_feeds").HasKey(f => f.StaffId);
        builder.HasIndex(f => f.KeyHash).IsUnique().HasDatabaseName("one_feed_per_key");
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(f => f.StaffId).OnDelete(DeleteBehavior.Restrict);
    }
}
