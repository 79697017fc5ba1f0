using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace ReleasePlanning.Database;

/// <summary>A key that protects sign-in and form cookies, kept where every instance of the service finds it: what one instance issued, another accepts.</summary>
public sealed class SharedKey
{
    public required string Name { get; init; }
    public required string Xml { get; init; }
    public required Instant CreatedAt { get; init; }
}

public sealed class SharedKeyMapping : IEntityTypeConfiguration<SharedKey>
{
    public void Configure(EntityTypeBuilder<SharedKey> builder)
    {
        builder.ToTable("shared_keys");
        builder.HasKey(k => k.Name);
    }
}
