using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReleasePlanning.Database.Migrations
{
    /// <inheritdoc />
    public partial class AbsencesAndCover : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "a_timer_has_a_target",
                table: "workflow_timers");

            migrationBuilder.DropIndex(
                name: "ix_absences_cover_id",
                table: "absences");

            migrationBuilder.AddColumn<DateOnly>(
                name: "left_on",
                table: "staff",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ended_at",
                table: "absences",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ended_by",
                table: "absences",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "ended_on",
                table: "absences",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "entered_at",
                table: "absences",
                type: "timestamp with time zone",
                nullable: false,
                defaultValue: new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified));

            migrationBuilder.AddColumn<Guid>(
                name: "entered_by",
                table: "absences",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "absences",
                type: "text",
                nullable: false,
                defaultValue: "Leave");

            migrationBuilder.AddColumn<Guid>(
                name: "move_id",
                table: "absences",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "reason",
                table: "absences",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "role",
                table: "absences",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "site_id",
                table: "absences",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "caseload_moves",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_staff_id = table.Column<Guid>(type: "uuid", nullable: false),
                    until_on = table.Column<DateOnly>(type: "date", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    moved_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    moved_by = table.Column<Guid>(type: "uuid", nullable: true),
                    plans = table.Column<int>(type: "integer", nullable: false),
                    steps = table.Column<int>(type: "integer", nullable: false),
                    takers = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_caseload_moves", x => x.id);
                    table.ForeignKey(
                        name: "fk_caseload_moves_staff_from_staff_id",
                        column: x => x.from_staff_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "plan_covers",
                columns: table => new
                {
                    absence_id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    cover_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_plan_covers", x => new { x.absence_id, x.plan_id });
                    table.ForeignKey(
                        name: "fk_plan_covers_absences_absence_id",
                        column: x => x.absence_id,
                        principalTable: "absences",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_plan_covers_staff_cover_id",
                        column: x => x.cover_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "unassigned_thresholds",
                columns: table => new
                {
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    hours = table.Column<int>(type: "integer", nullable: false),
                    set_by = table.Column<Guid>(type: "uuid", nullable: false),
                    set_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_unassigned_thresholds", x => x.site_id);
                    table.CheckConstraint("unassigned_within_two_weeks", "hours between 1 and 80");
                    table.ForeignKey(
                        name: "fk_unassigned_thresholds_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "one_unassigned_timer_per_work_item",
                table: "workflow_timers",
                columns: new[] { "work_item_id", "purpose" },
                unique: true,
                filter: "purpose = 'Unassigned'");

            migrationBuilder.AddCheckConstraint(
                name: "a_timer_has_a_target",
                table: "workflow_timers",
                sql: "(purpose = 'Diagram' and instance_id is not null and token_id is not null) or (purpose = 'Ladder' and work_item_id is not null and level is not null) or (purpose = 'Start' and definition_id is not null) or (purpose = 'Unassigned' and work_item_id is not null)");

            migrationBuilder.CreateIndex(
                name: "ix_absences_cover_id_until_on",
                table: "absences",
                columns: new[] { "cover_id", "until_on" });

            migrationBuilder.CreateIndex(
                name: "ix_absences_site_id",
                table: "absences",
                column: "site_id");

            migrationBuilder.AddCheckConstraint(
                name: "a_role_is_delegated_at_a_site",
                table: "absences",
                sql: "(role is null) = (site_id is null)");

            migrationBuilder.AddCheckConstraint(
                name: "an_ended_absence_says_when",
                table: "absences",
                sql: "(ended_on is null) = (ended_at is null)");

            migrationBuilder.CreateIndex(
                name: "ix_caseload_moves_from_staff_id",
                table: "caseload_moves",
                column: "from_staff_id");

            migrationBuilder.CreateIndex(
                name: "ix_plan_covers_cover_id",
                table: "plan_covers",
                column: "cover_id");

            migrationBuilder.AddForeignKey(
                name: "fk_absences_sites_site_id",
                table: "absences",
                column: "site_id",
                principalTable: "sites",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Sql(CoverSafeguards.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_absences_sites_site_id",
                table: "absences");

            migrationBuilder.DropTable(
                name: "caseload_moves");

            migrationBuilder.DropTable(
                name: "plan_covers");

            migrationBuilder.DropTable(
                name: "unassigned_thresholds");

            migrationBuilder.DropIndex(
                name: "one_unassigned_timer_per_work_item",
                table: "workflow_timers");

            migrationBuilder.DropCheckConstraint(
                name: "a_timer_has_a_target",
                table: "workflow_timers");

            migrationBuilder.DropIndex(
                name: "ix_absences_cover_id_until_on",
                table: "absences");

            migrationBuilder.DropIndex(
                name: "ix_absences_site_id",
                table: "absences");

            migrationBuilder.DropCheckConstraint(
                name: "a_role_is_delegated_at_a_site",
                table: "absences");

            migrationBuilder.DropCheckConstraint(
                name: "an_ended_absence_says_when",
                table: "absences");

            migrationBuilder.DropColumn(
                name: "left_on",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "ended_at",
                table: "absences");

            migrationBuilder.DropColumn(
                name: "ended_by",
                table: "absences");

            migrationBuilder.DropColumn(
                name: "ended_on",
                table: "absences");

            migrationBuilder.DropColumn(
                name: "entered_at",
                table: "absences");

            migrationBuilder.DropColumn(
                name: "entered_by",
                table: "absences");

            migrationBuilder.DropColumn(
                name: "kind",
                table: "absences");

            migrationBuilder.DropColumn(
                name: "move_id",
                table: "absences");

            migrationBuilder.DropColumn(
                name: "reason",
                table: "absences");

            migrationBuilder.DropColumn(
                name: "role",
                table: "absences");

            migrationBuilder.DropColumn(
                name: "site_id",
                table: "absences");

            migrationBuilder.AddCheckConstraint(
                name: "a_timer_has_a_target",
                table: "workflow_timers",
                sql: "(purpose = 'Diagram' and instance_id is not null and token_id is not null) or (purpose = 'Ladder' and work_item_id is not null and level is not null) or (purpose = 'Start' and definition_id is not null)");

            migrationBuilder.CreateIndex(
                name: "ix_absences_cover_id",
                table: "absences",
                column: "cover_id");
        }
    }
}
