using Microsoft.EntityFrameworkCore.Design;
using ReleasePlanning.Database;

namespace ReleasePlanning.Cli;

/// <summary>What <c>dotnet ef</c> uses to write migrations; it never connects.</summary>
internal sealed class DesignTimeDb : IDesignTimeDbContextFactory<ReleasePlanningDb>
{
    public ReleasePlanningDb CreateDbContext(string[] args) => new(DatabaseSetup.Options("Host=/nowhere;Database=release_planning"));
}
