using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

public sealed class BedMapping : IEntityTypeConfiguration<Bed>
{
    public void Configure(EntityTypeBuilder<Bed> builder)
    {
        builder.ToTable("beds");
        builder.Property(b => b.Id).ValueGeneratedNever();
        builder.HasIndex(b => new { b.ResidenceId, b.Label }).IsUnique();
        builder.HasOne<Site>().WithMany().HasForeignKey(b => b.ResidenceId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class BedReferralMapping : IEntityTypeConfiguration<BedReferral>
{
    public void Configure(EntityTypeBuilder<BedReferral> builder)
    {
        builder.ToTable("bed_referrals");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasIndex(r => new { r.PlanId, r.Round, r.Rank }).IsUnique();
        builder.HasIndex(r => r.PlanId).IsUnique().HasFilter("state = 'Sent'").HasDatabaseName("one_referral_out_at_a_time");
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(r => r.PlanId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(r => r.ResidenceId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class BedStayMapping : IEntityTypeConfiguration<BedStay>
{
    // the exclusion constraints one_stay_per_bed_and_night and one_bed_per_person_and_night are in the migration
    public void Configure(EntityTypeBuilder<BedStay> builder)
    {
        builder.ToTable("bed_stays");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Version).IsRowVersion();
        builder.HasIndex(s => s.PlanId);
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(s => s.PlanId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Person>().WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Bed>().WithMany().HasForeignKey(s => s.BedId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class ResidencyConsentMapping : IEntityTypeConfiguration<ResidencyConsent>
{
    public void Configure(EntityTypeBuilder<ResidencyConsent> builder)
    {
        builder.ToTable("residency_consents");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasIndex(c => c.PlanId);
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(c => c.PlanId).OnDelete(DeleteBehavior.Restrict);
    }
}
