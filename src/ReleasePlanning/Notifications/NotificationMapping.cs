using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ReleasePlanning.Notifications;

public sealed class NotificationMapping : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> builder)
    {
        builder.ToTable("notifications");
        builder.Property(n => n.Id).ValueGeneratedNever();
        builder.HasIndex(n => new { n.StaffId, n.Key }).IsUnique().HasDatabaseName("one_notification_per_person_and_event");
        builder.HasIndex(n => new { n.StaffId, n.At });
        // a step's page lists who was told about it
        builder.HasIndex(n => n.WorkItemId);
        // the count in the header of every page
        builder.HasIndex(n => n.StaffId).HasFilter("read_at is null").HasDatabaseName("notifications_unread");
    }
}
