using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReleasePlanning.Database.Migrations
{
    /// <inheritdoc />
    [DbContext(typeof(ReleasePlanningDb))]
    [Migration("20261122192600_BedBeforeRelease")]
    public partial class BedBeforeRelease : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(BedSafeguards.BedBeforeRelease);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            drop trigger hard_gates_then_bed on release_plans;
            drop function require_bed();
            """);
    }
}
