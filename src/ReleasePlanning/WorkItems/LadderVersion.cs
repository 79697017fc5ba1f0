using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;
using ReleasePlanning.People;

namespace ReleasePlanning.WorkItems;

/// <summary>One published version of a ladder. The database refuses to rewrite or delete it; a step keeps the version it was opened with until it is re-dated.</summary>
public sealed class LadderVersion
{
    /// <summary>The ladder's key, as diagrams and assignments name it.</summary>
    public required string Ladder { get; init; }
    public required int Version { get; init; }
    public required string NameEn { get; init; }
    public required string NameFr { get; init; }
    public required IReadOnlyList<LadderRung> Rungs { get; init; }
    public required Instant PublishedAt { get; init; }
    /// <summary>Null for the versions the service starts with.</summary>
    public StaffId? PublishedBy { get; init; }
    /// <summary>Why it was published; for the versions the service starts with a resource key after "@".</summary>
    public required string Comment { get; init; }
    /// <summary>Steps that were open then take it as well, bit by bit.</summary>
    public bool AppliesToOpen { get; init; }

    public string Name(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? NameFr : NameEn;
}

/// <summary>What the next version of a ladder may become; one a ladder, seen by administrators only.</summary>
public sealed class LadderDraft
{
    public required string Ladder { get; init; }
    public required string NameEn { get; set; }
    public required string NameFr { get; set; }
    public required IReadOnlyList<LadderRung> Rungs { get; set; }
    public required StaffId ChangedBy { get; set; }
    public required Instant ChangedAt { get; set; }
    public uint Version { get; init; }
}

/// <summary>Which ladder a step gets instead of the one its diagram names: by role and kind of step (its form), by kind, or by role; the most specific wins.</summary>
public sealed class LadderAssignment
{
    public required Guid Id { get; init; }
    public string? Role { get; init; }
    public string? Form { get; init; }
    public required string Ladder { get; init; }
    public required StaffId EnteredBy { get; init; }
    public required Instant EnteredAt { get; init; }
}

public sealed class LadderVersionMapping : IEntityTypeConfiguration<LadderVersion>
{
    public void Configure(EntityTypeBuilder<LadderVersion> builder)
    {
        builder.HasKey(v => new { v.Ladder, v.Version });
        builder.Property(v => v.Rungs).HoldsRungs();
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(v => v.PublishedBy).OnDelete(DeleteBehavior.Restrict);
        builder.ToTable("ladder_versions", t => t.HasCheckConstraint("a_ladder_version_says_why", "length(btrim(comment)) > 0"));
        builder.HasData(DefaultLadders.Versions);
    }
}

public sealed class LadderDraftMapping : IEntityTypeConfiguration<LadderDraft>
{
    public void Configure(EntityTypeBuilder<LadderDraft> builder)
    {
        builder.ToTable("ladder_drafts");
        builder.HasKey(d => d.Ladder);
        builder.Property(d => d.Version).IsRowVersion();
        builder.Property(d => d.Rungs).HoldsRungs();
    }
}

public sealed class LadderAssignmentMapping : IEntityTypeConfiguration<LadderAssignment>
{
    public void Configure(EntityTypeBuilder<LadderAssignment> builder)
    {
        builder.Property(a => a.Id).ValueGeneratedNever();
        builder.HasIndex(a => new { a.Role, a.Form }).IsUnique().AreNullsDistinct(false).HasDatabaseName("one_ladder_per_role_and_kind_of_step");
        builder.ToTable("ladder_assignments", t => t.HasCheckConstraint("an_assignment_names_a_role_or_a_kind", "role is not null or form is not null"));
    }
}

internal static class RungsColumn
{
    public static void HoldsRungs(this PropertyBuilder<IReadOnlyList<LadderRung>> property) =>
        property.HasColumnType("jsonb").HasConversion(r => LadderRungs.Write(r), s => LadderRungs.Read(s),
            new ValueComparer<IReadOnlyList<LadderRung>>((a, b) => LadderRungs.Write(a!) == LadderRungs.Write(b!), r => r.Count, r => r));
}
