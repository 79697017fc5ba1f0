using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

public sealed class FacilityMapping : IEntityTypeConfiguration<Facility>
{
    public void Configure(EntityTypeBuilder<Facility> builder)
    {
        builder.Property(f => f.Id).ValueGeneratedNever();
        builder.Property(f => f.Version).IsRowVersion();
        builder.HasOne<Site>().WithOne().HasForeignKey<Facility>(f => f.Id).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("facilities", t =>
        {
            t.HasCheckConstraint("a_place_has_both_degrees", "(latitude is null) = (longitude is null) and (latitude is null or (latitude between -90 and 90 and longitude between -180 and 180))");
            t.HasCheckConstraint("days_of_a_facility", "turnaround_days between 0 and 30 and answer_within_days between 1 and 60 and hold_days between 1 and 60 and (longest_stay_days is null or longest_stay_days > 0)");
            t.HasCheckConstraint("a_facility_opens_before_it_closes", "opens_on is null or closes_on is null or opens_on < closes_on");
        });
    }
}

public sealed class FacilityContractMapping : IEntityTypeConfiguration<FacilityContract>
{
    // the exclusion constraint one_contract_at_a_time is in the migration
    public void Configure(EntityTypeBuilder<FacilityContract> builder)
    {
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.PerDiem).HasPrecision(9, 2);
        builder.HasOne<Facility>().WithMany().HasForeignKey(c => c.FacilityId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("facility_contracts", t =>
        {
            t.HasCheckConstraint("contracted_beds", "guaranteed_beds >= 0 and extra_beds >= 0 and (per_diem is null or per_diem >= 0)");
            t.HasCheckConstraint("a_contract_ends_after_it_begins", "until_on is null or until_on >= from_on");
        });
    }
}

public sealed class RoomMapping : IEntityTypeConfiguration<Room>
{
    public void Configure(EntityTypeBuilder<Room> builder)
    {
        builder.ToTable("rooms");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasIndex(r => new { r.FacilityId, r.Label }).IsUnique();
        builder.HasOne<Facility>().WithMany().HasForeignKey(r => r.FacilityId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class BedMapping : IEntityTypeConfiguration<Bed>
{
    public void Configure(EntityTypeBuilder<Bed> builder)
    {
        builder.Property(b => b.Id).ValueGeneratedNever();
        builder.HasIndex(b => new { b.ResidenceId, b.Label }).IsUnique();
        builder.HasOne<Facility>().WithMany().HasForeignKey(b => b.ResidenceId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Room>().WithMany().HasForeignKey(b => b.RoomId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("beds", t => t.HasCheckConstraint("a_bed_opens_before_it_closes", "opens_on is null or closes_on is null or opens_on < closes_on"));
    }
}

public sealed class OutOfServiceMapping : IEntityTypeConfiguration<OutOfServiceRevision>
{
    public void Configure(EntityTypeBuilder<OutOfServiceRevision> builder)
    {
        builder.HasKey(r => new { r.SpellId, r.Revision });
        builder.HasIndex(r => new { r.FacilityId, r.FromOn });
        builder.HasOne<Bed>().WithMany().HasForeignKey(r => r.BedId).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("out_of_service_revisions", t => t.HasCheckConstraint("a_spell_ends_after_it_begins", "until_on is null or until_on >= from_on"));
    }
}

public sealed class BedStayMapping : IEntityTypeConfiguration<BedStay>
{
    // the exclusion constraints one_stay_per_bed_and_night and one_bed_per_person_and_night are in the migrations
    public void Configure(EntityTypeBuilder<BedStay> builder)
    {
        builder.ToTable("bed_stays");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Version).IsRowVersion();
        builder.HasIndex(s => s.PlanId);
        builder.HasIndex(s => new { s.ResidenceId, s.State });
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(s => s.PlanId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Person>().WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Bed>().WithMany().HasForeignKey(s => s.BedId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class BedStayEventMapping : IEntityTypeConfiguration<BedStayEvent>
{
    public void Configure(EntityTypeBuilder<BedStayEvent> builder)
    {
        builder.ToTable("bed_stay_events");
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.HasIndex(e => new { e.StayId, e.At });
        builder.HasOne<BedStay>().WithMany().HasForeignKey(e => e.StayId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class BedReferralMapping : IEntityTypeConfiguration<BedReferral>
{
    public void Configure(EntityTypeBuilder<BedReferral> builder)
    {
        builder.ToTable("bed_referrals");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.Property(r => r.Version).IsRowVersion();
        builder.Property(r => r.Package).HasColumnType("jsonb");
        builder.HasIndex(r => new { r.PlanId, r.Round, r.Rank }).IsUnique();
        builder.HasIndex(r => new { r.PlanId, r.ResidenceId }).IsUnique().HasFilter("state = 'Sent'").HasDatabaseName("a_house_is_asked_once_at_a_time");
        builder.HasIndex(r => new { r.ResidenceId, r.State });
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(r => r.PlanId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Site>().WithMany().HasForeignKey(r => r.ResidenceId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class ReferralMessageMapping : IEntityTypeConfiguration<ReferralMessage>
{
    public void Configure(EntityTypeBuilder<ReferralMessage> builder)
    {
        builder.ToTable("referral_messages");
        builder.Property(m => m.Id).ValueGeneratedNever();
        builder.HasIndex(m => new { m.ReferralId, m.At });
        builder.HasOne<BedReferral>().WithMany().HasForeignKey(m => m.ReferralId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class WaitlistEntryMapping : IEntityTypeConfiguration<WaitlistEntry>
{
    public void Configure(EntityTypeBuilder<WaitlistEntry> builder)
    {
        builder.ToTable("bed_waitlist");
        builder.Property(w => w.Id).ValueGeneratedNever();
        builder.Property(w => w.Position).UseIdentityAlwaysColumn();
        builder.Property(w => w.Version).IsRowVersion();
        builder.HasIndex(w => new { w.FacilityId, w.PlanId }).IsUnique().HasFilter("state in ('Waiting', 'Offered')").HasDatabaseName("one_place_on_a_waitlist");
        builder.HasIndex(w => w.PlanId);
        builder.HasOne<Facility>().WithMany().HasForeignKey(w => w.FacilityId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(w => w.PlanId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<BedReferral>().WithMany().HasForeignKey(w => w.ReferralId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class PlacementOutcomeMapping : IEntityTypeConfiguration<PlacementOutcome>
{
    public void Configure(EntityTypeBuilder<PlacementOutcome> builder)
    {
        builder.ToTable("placement_outcomes");
        builder.HasKey(p => p.PlanId);
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(p => p.PlanId).OnDelete(DeleteBehavior.Restrict);
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
