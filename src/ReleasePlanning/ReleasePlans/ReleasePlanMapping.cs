using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ReleasePlanning.People;

namespace ReleasePlanning.ReleasePlans;

public sealed class ReleasePlanMapping : IEntityTypeConfiguration<ReleasePlan>
{
    public void Configure(EntityTypeBuilder<ReleasePlan> builder)
    {
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Version).IsRowVersion();
        builder.Property(p => p.Number).HasDefaultValueSql("'RP-' || to_char(now(), 'YYYY') || '-' || lpad(nextval('release_plan_numbers')::text, 5, '0')");
        builder.HasIndex(p => p.Number).IsUnique();
        builder.HasIndex(p => p.PersonId).IsUnique().HasFilter("status in ('Active', 'Released')").HasDatabaseName("one_open_plan_per_person");
        builder.HasIndex(p => new { p.Status, p.ReleaseOn });
        builder.HasOne<Person>().WithMany().HasForeignKey(p => p.PersonId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(p => p.ReleasingSiteId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(p => p.ParoleOfficeId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(p => p.ResidenceId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.ParoleOfficerId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(p => p.CommunityOfficerId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("release_plans", t =>
        {
            // CCRA s.93(1): never on or after the entitlement day; how much before is a rule in code, because it needs the calendar
            t.HasCheckConstraint("released_before_entitlement",
                "release_type not in ('StatutoryRelease', 'StatutoryReleaseWithResidency', 'WarrantExpiry', 'LongTermSupervision') or release_on < entitlement_on");
            t.HasCheckConstraint("identity_confirmed_before_release", "released_at is null or identity_confirmed_at is not null");
            t.HasCheckConstraint("warrants_clear_before_release", "released_at is null or warrants_clear_at is not null");
        });
    }
}
