using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ReleasePlanning.People;

namespace ReleasePlanning.Calendar;

public sealed class CalendarExceptionMapping : IEntityTypeConfiguration<CalendarException>
{
    public void Configure(EntityTypeBuilder<CalendarException> builder)
    {
        builder.ToTable("calendar_exceptions");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Calendar).HasDefaultValue(CalendarKind.Federal).HasSentinel(CalendarKind.Federal);
        builder.Property(c => c.Yearly).HasDefaultValue("");
        builder.HasOne<Site>().WithMany().HasForeignKey(c => c.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CalendarChange>().WithMany().HasForeignKey(c => c.ChangeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CalendarChange>().WithMany().HasForeignKey(c => c.EndedByChange).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class SiteHoursMapping : IEntityTypeConfiguration<SiteHours>
{
    public void Configure(EntityTypeBuilder<SiteHours> builder)
    {
        builder.ToTable("site_hours");
        builder.Property(h => h.Id).ValueGeneratedNever();
        builder.Property(h => h.Weekday).HasConversion<int>();
        builder.HasOne<Site>().WithMany().HasForeignKey(h => h.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CalendarChange>().WithMany().HasForeignKey(h => h.ChangeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<CalendarChange>().WithMany().HasForeignKey(h => h.EndedByChange).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class CalendarChangeMapping : IEntityTypeConfiguration<CalendarChange>
{
    public void Configure(EntityTypeBuilder<CalendarChange> builder)
    {
        builder.ToTable("calendar_changes");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasIndex(c => c.MadeAt);
        builder.HasOne<Site>().WithMany().HasForeignKey(c => c.SiteId).OnDelete(DeleteBehavior.Restrict);
    }
}
