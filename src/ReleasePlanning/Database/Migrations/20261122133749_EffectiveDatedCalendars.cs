using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReleasePlanning.Database.Migrations
{
    /// <inheritdoc />
    public partial class EffectiveDatedCalendars : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_calendar_exceptions_on_province",
                table: "calendar_exceptions");

            migrationBuilder.RenameColumn(
                name: "on",
                table: "calendar_exceptions",
                newName: "from_on");

            migrationBuilder.AddColumn<DateTime>(
                name: "armed_at",
                table: "workflow_timers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "due_set_at",
                table: "work_items",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "due_set_by",
                table: "work_items",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "due_set_reason",
                table: "work_items",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "calendar",
                table: "calendar_exceptions",
                type: "text",
                nullable: false,
                defaultValue: "Federal");

            migrationBuilder.AddColumn<Guid>(
                name: "change_id",
                table: "calendar_exceptions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ended_by_change",
                table: "calendar_exceptions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "rolls",
                table: "calendar_exceptions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "site_id",
                table: "calendar_exceptions",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "until_before",
                table: "calendar_exceptions",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "until_on",
                table: "calendar_exceptions",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "withdrawn",
                table: "calendar_exceptions",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "yearly",
                table: "calendar_exceptions",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "calendar_changes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    what = table.Column<string>(type: "jsonb", nullable: false),
                    why = table.Column<string>(type: "text", nullable: false),
                    made_by = table.Column<Guid>(type: "uuid", nullable: false),
                    made_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    province = table.Column<string>(type: "text", nullable: true),
                    site_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calendar_changes", x => x.id);
                    table.ForeignKey(
                        name: "fk_calendar_changes_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "plan_redatings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    change_id = table.Column<Guid>(type: "uuid", nullable: false),
                    past = table.Column<string>(type: "text", nullable: false),
                    asked_by = table.Column<Guid>(type: "uuid", nullable: false),
                    asked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_plan_redatings", x => x.id);
                    table.ForeignKey(
                        name: "fk_plan_redatings_calendar_changes_change_id",
                        column: x => x.change_id,
                        principalTable: "calendar_changes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "site_hours",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    weekday = table.Column<int>(type: "integer", nullable: false),
                    opens_at = table.Column<TimeOnly>(type: "time without time zone", nullable: true),
                    closes_at = table.Column<TimeOnly>(type: "time without time zone", nullable: true),
                    from_on = table.Column<DateOnly>(type: "date", nullable: false),
                    until_on = table.Column<DateOnly>(type: "date", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    entered_by = table.Column<Guid>(type: "uuid", nullable: false),
                    entered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    change_id = table.Column<Guid>(type: "uuid", nullable: true),
                    ended_by_change = table.Column<Guid>(type: "uuid", nullable: true),
                    until_before = table.Column<DateOnly>(type: "date", nullable: true),
                    withdrawn = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_site_hours", x => x.id);
                    table.ForeignKey(
                        name: "fk_site_hours_calendar_changes_change_id",
                        column: x => x.change_id,
                        principalTable: "calendar_changes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_site_hours_calendar_changes_ended_by_change",
                        column: x => x.ended_by_change,
                        principalTable: "calendar_changes",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_site_hours_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "redated_plans",
                columns: table => new
                {
                    redating_id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    result = table.Column<string>(type: "text", nullable: false),
                    moved = table.Column<int>(type: "integer", nullable: false),
                    past = table.Column<int>(type: "integer", nullable: false),
                    kept = table.Column<int>(type: "integer", nullable: false),
                    lawful_release_on = table.Column<DateOnly>(type: "date", nullable: true),
                    message = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_redated_plans", x => new { x.redating_id, x.plan_id });
                    table.ForeignKey(
                        name: "fk_redated_plans_plan_redatings_redating_id",
                        column: x => x.redating_id,
                        principalTable: "plan_redatings",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_redated_plans_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_calendar_exceptions_change_id",
                table: "calendar_exceptions",
                column: "change_id");

            migrationBuilder.CreateIndex(
                name: "ix_calendar_exceptions_ended_by_change",
                table: "calendar_exceptions",
                column: "ended_by_change");

            migrationBuilder.CreateIndex(
                name: "ix_calendar_exceptions_site_id",
                table: "calendar_exceptions",
                column: "site_id");

            migrationBuilder.CreateIndex(
                name: "ix_calendar_changes_made_at",
                table: "calendar_changes",
                column: "made_at");

            migrationBuilder.CreateIndex(
                name: "ix_calendar_changes_site_id",
                table: "calendar_changes",
                column: "site_id");

            migrationBuilder.CreateIndex(
                name: "ix_plan_redatings_asked_at",
                table: "plan_redatings",
                column: "asked_at");

            migrationBuilder.CreateIndex(
                name: "ix_plan_redatings_change_id",
                table: "plan_redatings",
                column: "change_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_redated_plans_plan_id",
                table: "redated_plans",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_redated_plans_redating_id_result",
                table: "redated_plans",
                columns: new[] { "redating_id", "result" });

            migrationBuilder.CreateIndex(
                name: "ix_site_hours_change_id",
                table: "site_hours",
                column: "change_id");

            migrationBuilder.CreateIndex(
                name: "ix_site_hours_ended_by_change",
                table: "site_hours",
                column: "ended_by_change");

            migrationBuilder.CreateIndex(
                name: "ix_site_hours_site_id",
                table: "site_hours",
                column: "site_id");

            migrationBuilder.AddForeignKey(
                name: "fk_calendar_exceptions_calendar_changes_change_id",
                table: "calendar_exceptions",
                column: "change_id",
                principalTable: "calendar_changes",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_calendar_exceptions_calendar_changes_ended_by_change",
                table: "calendar_exceptions",
                column: "ended_by_change",
                principalTable: "calendar_changes",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_calendar_exceptions_sites_site_id",
                table: "calendar_exceptions",
                column: "site_id",
                principalTable: "sites",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Sql(Safeguards.EffectiveDatedCalendars);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                drop table calendar_version;
                drop trigger exceptions_only_end on calendar_exceptions;
                drop trigger calendar_counted on calendar_exceptions;
                alter table calendar_exceptions drop constraint one_exception_at_a_time, drop constraint an_exception_ends_after_it_begins,
                    drop constraint single_days_have_a_last, drop constraint a_site_or_a_province;
                """);

            migrationBuilder.DropForeignKey(
                name: "fk_calendar_exceptions_calendar_changes_change_id",
                table: "calendar_exceptions");

            migrationBuilder.DropForeignKey(
                name: "fk_calendar_exceptions_calendar_changes_ended_by_change",
                table: "calendar_exceptions");

            migrationBuilder.DropForeignKey(
                name: "fk_calendar_exceptions_sites_site_id",
                table: "calendar_exceptions");

            migrationBuilder.DropTable(
                name: "redated_plans");

            migrationBuilder.DropTable(
                name: "site_hours");

            migrationBuilder.DropTable(
                name: "plan_redatings");

            migrationBuilder.DropTable(
                name: "calendar_changes");

            migrationBuilder.Sql("drop function only_end_entries(); drop function count_calendar_version();");

            migrationBuilder.DropIndex(
                name: "ix_calendar_exceptions_change_id",
                table: "calendar_exceptions");

            migrationBuilder.DropIndex(
                name: "ix_calendar_exceptions_ended_by_change",
                table: "calendar_exceptions");

            migrationBuilder.DropIndex(
                name: "ix_calendar_exceptions_site_id",
                table: "calendar_exceptions");

            migrationBuilder.DropColumn(
                name: "armed_at",
                table: "workflow_timers");

            migrationBuilder.DropColumn(
                name: "due_set_at",
                table: "work_items");

            migrationBuilder.DropColumn(
                name: "due_set_by",
                table: "work_items");

            migrationBuilder.DropColumn(
                name: "due_set_reason",
                table: "work_items");

            migrationBuilder.DropColumn(
                name: "calendar",
                table: "calendar_exceptions");

            migrationBuilder.DropColumn(
                name: "change_id",
                table: "calendar_exceptions");

            migrationBuilder.DropColumn(
                name: "ended_by_change",
                table: "calendar_exceptions");

            migrationBuilder.DropColumn(
                name: "rolls",
                table: "calendar_exceptions");

            migrationBuilder.DropColumn(
                name: "site_id",
                table: "calendar_exceptions");

            migrationBuilder.DropColumn(
                name: "until_before",
                table: "calendar_exceptions");

            migrationBuilder.DropColumn(
                name: "until_on",
                table: "calendar_exceptions");

            migrationBuilder.DropColumn(
                name: "withdrawn",
                table: "calendar_exceptions");

            migrationBuilder.DropColumn(
                name: "yearly",
                table: "calendar_exceptions");

            migrationBuilder.RenameColumn(
                name: "from_on",
                table: "calendar_exceptions",
                newName: "on");

            migrationBuilder.CreateIndex(
                name: "ix_calendar_exceptions_on_province",
                table: "calendar_exceptions",
                columns: new[] { "on", "province" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);
        }
    }
}
