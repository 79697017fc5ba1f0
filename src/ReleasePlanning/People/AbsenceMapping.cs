using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ReleasePlanning.People;

public sealed class AbsenceMapping : IEntityTypeConfiguration<Absence>
{
    public void Configure(EntityTypeBuilder<Absence> builder)
    {
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.Property(a => a.Version).IsRowVersion();
        builder.Property(a => a.Kind).HasDefaultValue(AbsenceKind.Leave);
        builder.Property(a => a.Reason).HasDefaultValue("");
        builder.HasIndex(a => new { a.CoverId, a.UntilOn });
        // every request asks who is away today: what is over must not be read for it
        builder.HasIndex(a => a.UntilOn);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.StaffId);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(a => a.CoverId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(a => a.SiteId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("absences", t =>
        {
            t.HasCheckConstraint("absence_has_days", "from_on <= until_on");
            t.HasCheckConstraint("nobody_covers_themselves", "staff_id <> cover_id");
            t.HasCheckConstraint("a_role_is_delegated_at_a_site", "(role is null) = (site_id is null)");
            t.HasCheckConstraint("an_ended_absence_says_when", "(ended_on is null) = (ended_at is null)");
        });
    }
}

public sealed class PlanCoverMapping : IEntityTypeConfiguration<PlanCover>
{
    public void Configure(EntityTypeBuilder<PlanCover> builder)
    {
        builder.ToTable("plan_covers");
        builder.HasKey(c => new { c.AbsenceId, c.PlanId });
        builder.HasIndex(c => c.CoverId);
        builder.HasOne<Absence>().WithMany().HasForeignKey(c => c.AbsenceId);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(c => c.CoverId).OnDelete(DeleteBehavior.Restrict);
    }
}
