using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReleasePlanning.Database.Migrations
{
    /// <inheritdoc />
    public partial class HoldsOfOnePerson : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_bed_stays_residence_id_state",
                table: "bed_stays",
                columns: new[] { "residence_id", "state" });
            migrationBuilder.Sql(BedSafeguards.HoldsOfOnePerson);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                drop index stays_of_a_person;
                alter table bed_stays drop constraint one_bed_per_person_and_night;
                alter table bed_stays add constraint one_bed_per_person_and_night
                    exclude using gist (person_id with =, nights with &&) where (state in ('Held', 'Confirmed', 'Arrived'));
                """);
            migrationBuilder.DropIndex(
                name: "ix_bed_stays_residence_id_state",
                table: "bed_stays");
        }
    }
}
