using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ReleasePlanning.Calendar;

public sealed class CalendarExceptionMapping : IEntityTypeConfiguration<CalendarException>
{
    public void Configure(EntityTypeBuilder<CalendarException> builder)
    {
        builder.ToTable("calendar_exceptions");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasIndex(c => new { c.On, c.Province }).IsUnique().AreNullsDistinct(false);
    }
}
