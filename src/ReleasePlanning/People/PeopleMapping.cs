using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ReleasePlanning.People;

public sealed class SiteMapping : IEntityTypeConfiguration<Site>
{
    public void Configure(EntityTypeBuilder<Site> builder)
    {
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.HasIndex(s => s.Code).IsUnique();
        builder.HasOne<Site>().WithMany().HasForeignKey(s => s.ParoleOfficeId).OnDelete(DeleteBehavior.Restrict);
        builder.Property(s => s.ExpeditedWithinDays).HasDefaultValue(Calendar.ExpeditedRules.DefaultWithinWorkingDays);
        builder.Property(s => s.ExpeditedLeastMinutes).HasDefaultValue(Calendar.ExpeditedRules.DefaultLeastNoticeMinutes);
        builder.ToTable("sites", t =>
        {
            t.HasCheckConstraint("opens_before_it_closes", "opens_at < closes_at");
            t.HasCheckConstraint("quiet_hours_have_two_ends", "(quiet_from is null) = (quiet_until is null) and (quiet_from is null or quiet_from <> quiet_until)");
            t.HasCheckConstraint("a_snooze_is_short", "most_snooze_days between 1 and 20");
            t.HasCheckConstraint("expedited_rules_make_sense", "expedited_within_days between 1 and 60 and expedited_least_minutes between 5 and 480");
        });
    }
}

public sealed class StaffMemberMapping : IEntityTypeConfiguration<StaffMember>
{
    public void Configure(EntityTypeBuilder<StaffMember> builder)
    {
        builder.ToTable("staff");
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.HasIndex(s => s.SignIn).IsUnique();
        builder.HasMany(s => s.Roles).WithOne().HasForeignKey(r => r.StaffId);
    }
}

public sealed class StaffRoleMapping : IEntityTypeConfiguration<StaffRole>
{
    public void Configure(EntityTypeBuilder<StaffRole> builder)
    {
        builder.ToTable("staff_roles");
        builder.HasKey(r => new { r.StaffId, r.Role, r.SiteId });
        builder.HasIndex(r => new { r.Role, r.SiteId });
        builder.HasOne<Site>().WithMany().HasForeignKey(r => r.SiteId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class PersonMapping : IEntityTypeConfiguration<Person>
{
    public void Configure(EntityTypeBuilder<Person> builder)
    {
        builder.ToTable("people");
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.Version).IsRowVersion();
        builder.HasIndex(p => p.Fps).IsUnique();
        builder.HasIndex(p => new { p.FamilyName, p.GivenNames });
        builder.HasOne<Site>().WithMany().HasForeignKey(p => p.InstitutionId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class OfficialDateChangeMapping : IEntityTypeConfiguration<OfficialDateChange>
{
    public void Configure(EntityTypeBuilder<OfficialDateChange> builder)
    {
        builder.ToTable("official_date_changes");
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.HasIndex(c => c.PersonId);
        builder.HasOne<Person>().WithMany().HasForeignKey(c => c.PersonId);
    }
}

public sealed class ImportMapping : IEntityTypeConfiguration<Import>
{
    public void Configure(EntityTypeBuilder<Import> builder)
    {
        builder.ToTable("imports");
        builder.Property(i => i.Id).ValueGeneratedNever();
        builder.HasMany(i => i.Problems).WithOne().HasForeignKey(p => p.ImportId);
    }
}

public sealed class ImportProblemMapping : IEntityTypeConfiguration<ImportProblem>
{
    public void Configure(EntityTypeBuilder<ImportProblem> builder)
    {
        builder.ToTable("import_problems");
        builder.Property(p => p.Id).ValueGeneratedNever();
    }
}
