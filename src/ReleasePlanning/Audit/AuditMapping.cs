using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ReleasePlanning.Audit;

public sealed class AuditMapping : IEntityTypeConfiguration<AuditEntry>
{
    public void Configure(EntityTypeBuilder<AuditEntry> builder)
    {
        builder.ToTable("audit_entries");
        builder.Property(a => a.Id).UseIdentityAlwaysColumn();
        // the trigger audit_chain fills it; the placeholder never survives the insert
        builder.Property(a => a.Hash);
        builder.HasIndex(a => new { a.Stream, a.Id });
        builder.HasIndex(a => new { a.PlanId, a.Id });
    }
}
