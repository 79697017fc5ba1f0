using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ReleasePlanning.Database.Migrations;

/// <summary>Every request asks for whom somebody stands in today; the absences of years ago are not read for it.</summary>
[DbContext(typeof(ReleasePlanningDb))]
[Migration("20261122141000_FindAbsencesByDay")]
public sealed class FindAbsencesByDay : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateIndex(name: "ix_absences_until_on", table: "absences", column: "until_on");
        migrationBuilder.Sql(CoverSafeguards.FindByDay);
    }

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropIndex(name: "ix_absences_until_on", table: "absences");
}
