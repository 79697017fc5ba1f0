using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace ReleasePlanning.Database.Migrations
{
    /// <inheritdoc />
    public partial class LadderVersions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ladder_rungs");

            migrationBuilder.AddColumn<DateTime>(
                name: "held_until",
                table: "work_items",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "ladder_from",
                table: "work_items",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ladder_version",
                table: "work_items",
                type: "integer",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "snooze_reason",
                table: "work_items",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "snoozed_at",
                table: "work_items",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "snoozed_by",
                table: "work_items",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "snoozed_until",
                table: "work_items",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "most_snooze_days",
                table: "sites",
                type: "integer",
                nullable: false,
                defaultValue: 5);

            migrationBuilder.AddColumn<TimeOnly>(
                name: "quiet_from",
                table: "sites",
                type: "time without time zone",
                nullable: true);

            migrationBuilder.AddColumn<TimeOnly>(
                name: "quiet_until",
                table: "sites",
                type: "time without time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "quiet_when_closed",
                table: "sites",
                type: "boolean",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "due_at",
                table: "escalations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "hold",
                table: "escalations",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "passed_on_from",
                table: "escalations",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "resolution",
                table: "escalations",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "resolved_at",
                table: "escalations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "resolved_by",
                table: "escalations",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "rungs",
                table: "escalations",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "ladder_assignments",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<string>(type: "text", nullable: true),
                    form = table.Column<string>(type: "text", nullable: true),
                    ladder = table.Column<string>(type: "text", nullable: false),
                    entered_by = table.Column<Guid>(type: "uuid", nullable: false),
                    entered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ladder_assignments", x => x.id);
                    table.CheckConstraint("an_assignment_names_a_role_or_a_kind", "role is not null or form is not null");
                });

            migrationBuilder.CreateTable(
                name: "ladder_drafts",
                columns: table => new
                {
                    ladder = table.Column<string>(type: "text", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    name_fr = table.Column<string>(type: "text", nullable: false),
                    rungs = table.Column<string>(type: "jsonb", nullable: false),
                    changed_by = table.Column<Guid>(type: "uuid", nullable: false),
                    changed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ladder_drafts", x => x.ladder);
                });

            migrationBuilder.CreateTable(
                name: "ladder_versions",
                columns: table => new
                {
                    ladder = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    name_fr = table.Column<string>(type: "text", nullable: false),
                    rungs = table.Column<string>(type: "jsonb", nullable: false),
                    published_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    published_by = table.Column<Guid>(type: "uuid", nullable: true),
                    comment = table.Column<string>(type: "text", nullable: false),
                    applies_to_open = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ladder_versions", x => new { x.ladder, x.version });
                    table.CheckConstraint("a_ladder_version_says_why", "length(btrim(comment)) > 0");
                    table.ForeignKey(
                        name: "fk_ladder_versions_staff_published_by",
                        column: x => x.published_by,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.InsertData(
                table: "ladder_versions",
                columns: new[] { "ladder", "version", "applies_to_open", "comment", "name_en", "name_fr", "published_at", "published_by", "rungs" },
                values: new object[,]
                {
                    { "arrival", 1, false, "@ladder.product-default", "Arrival", "Arrivée", new DateTime(2026, 11, 1, 0, 0, 0, 0, DateTimeKind.Utc), null, "[{\"level\":1,\"offset\":\"-1h\",\"to\":{\"role\":\"owner\",\"at\":\"\"},\"anyHour\":true},{\"level\":2,\"offset\":\"0\",\"to\":{\"role\":\"parole-officer-supervisor\",\"at\":\"destination\"},\"anyHour\":true},{\"level\":3,\"offset\":\"\\u002B2h\",\"to\":{\"role\":\"duty-officer\",\"at\":\"region\"},\"anyHour\":true}]" },
                    { "community", 1, false, "@ladder.product-default", "Community steps", "Étapes dans la collectivité", new DateTime(2026, 11, 1, 0, 0, 0, 0, DateTimeKind.Utc), null, "[{\"level\":1,\"offset\":\"50%\",\"to\":{\"role\":\"owner\",\"at\":\"\"}},{\"level\":2,\"offset\":\"-2W\",\"to\":{\"role\":\"owner\",\"at\":\"\"}},{\"level\":3,\"offset\":\"0\",\"to\":{\"role\":\"parole-officer-supervisor\",\"at\":\"destination\"},\"hold\":\"\\u002B1W\"},{\"level\":4,\"offset\":\"\\u002B2W\",\"to\":{\"role\":\"area-director\",\"at\":\"destination\"},\"hold\":\"\\u002B1W\"},{\"level\":5,\"offset\":\"\\u002B5W\",\"to\":{\"role\":\"district-director\",\"at\":\"region\"}}]" },
                    { "hard-gate", 1, false, "@ladder.product-default", "Hard gates", "Conditions bloquantes", new DateTime(2026, 11, 1, 0, 0, 0, 0, DateTimeKind.Utc), null, "[{\"level\":1,\"offset\":\"50%\",\"to\":{\"role\":\"owner\",\"at\":\"\"}},{\"level\":2,\"offset\":\"-2W\",\"to\":{\"role\":\"owner\",\"at\":\"\"}},{\"level\":3,\"offset\":\"0\",\"to\":{\"role\":\"manager-assessment-interventions\",\"at\":\"releasing\"}},{\"level\":4,\"offset\":\"\\u002B1W\",\"to\":{\"role\":\"assistant-warden-interventions\",\"at\":\"releasing\"}},{\"level\":5,\"offset\":\"\\u002B2W\",\"to\":{\"role\":\"district-director\",\"at\":\"region\"}}]" },
                    { "institution", 1, false, "@ladder.product-default", "Institution steps", "Étapes en établissement", new DateTime(2026, 11, 1, 0, 0, 0, 0, DateTimeKind.Utc), null, "[{\"level\":1,\"offset\":\"50%\",\"to\":{\"role\":\"owner\",\"at\":\"\"}},{\"level\":2,\"offset\":\"-2W\",\"to\":{\"role\":\"owner\",\"at\":\"\"}},{\"level\":3,\"offset\":\"0\",\"to\":{\"role\":\"manager-assessment-interventions\",\"at\":\"releasing\"},\"hold\":\"\\u002B1W\"},{\"level\":4,\"offset\":\"\\u002B2W\",\"to\":{\"role\":\"assistant-warden-interventions\",\"at\":\"releasing\"},\"hold\":\"\\u002B1W\"},{\"level\":5,\"offset\":\"\\u002B5W\",\"to\":{\"role\":\"district-director\",\"at\":\"region\"}}]" },
                    { "residence", 1, false, "@ladder.product-default", "Residence steps", "Étapes à la résidence", new DateTime(2026, 11, 1, 0, 0, 0, 0, DateTimeKind.Utc), null, "[{\"level\":1,\"offset\":\"50%\",\"to\":{\"role\":\"owner\",\"at\":\"\"}},{\"level\":2,\"offset\":\"-2W\",\"to\":{\"role\":\"owner\",\"at\":\"\"}},{\"level\":3,\"offset\":\"0\",\"to\":{\"role\":\"parole-officer-supervisor\",\"at\":\"destination\"},\"hold\":\"\\u002B1W\"},{\"level\":4,\"offset\":\"\\u002B2W\",\"to\":{\"role\":\"area-director\",\"at\":\"destination\"},\"hold\":\"\\u002B1W\"},{\"level\":5,\"offset\":\"\\u002B5W\",\"to\":{\"role\":\"district-director\",\"at\":\"region\"}}]" }
                });

            migrationBuilder.CreateIndex(
                name: "open_work_by_ladder",
                table: "work_items",
                columns: new[] { "ladder", "ladder_version" },
                filter: "state = 'Open'");

            migrationBuilder.AddCheckConstraint(
                name: "a_snooze_has_an_end_and_a_reason",
                table: "work_items",
                sql: "(snoozed_until is null and snoozed_by is null and snoozed_at is null and snooze_reason is null) or (snoozed_until > snoozed_at and snoozed_by is not null and length(btrim(snooze_reason)) > 0)");

            migrationBuilder.AddCheckConstraint(
                name: "no_snooze_past_a_legal_limit",
                table: "work_items",
                sql: "snoozed_until is null or state <> 'Open' or not (hard_gate or basis = 'Law') or snoozed_until <= due_at");

            migrationBuilder.AddCheckConstraint(
                name: "nobody_holds_a_legal_limit",
                table: "work_items",
                sql: "held_until is null or state <> 'Open' or not (hard_gate or basis = 'Law')");

            migrationBuilder.AddCheckConstraint(
                name: "a_snooze_is_short",
                table: "sites",
                sql: "most_snooze_days between 1 and 20");

            migrationBuilder.AddCheckConstraint(
                name: "quiet_hours_have_two_ends",
                table: "sites",
                sql: "(quiet_from is null) = (quiet_until is null) and (quiet_from is null or quiet_from <> quiet_until)");

            migrationBuilder.AddCheckConstraint(
                name: "a_settled_escalation_says_how",
                table: "escalations",
                sql: "(resolved_at is null and resolved_by is null and resolution is null) or (work_item_id is null and resolved_at is not null and resolved_by is not null and length(btrim(resolution)) > 0)");

            migrationBuilder.CreateIndex(
                name: "one_ladder_per_role_and_kind_of_step",
                table: "ladder_assignments",
                columns: new[] { "role", "form" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_ladder_versions_published_by",
                table: "ladder_versions",
                column: "published_by");

            migrationBuilder.AddForeignKey(
                name: "fk_work_items_ladder_versions_ladder_ladder_version",
                table: "work_items",
                columns: new[] { "ladder", "ladder_version" },
                principalTable: "ladder_versions",
                principalColumns: new[] { "ladder", "version" },
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.Sql(Safeguards.LaddersAreImmutable);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_work_items_ladder_versions_ladder_ladder_version",
                table: "work_items");

            migrationBuilder.DropTable(
                name: "ladder_assignments");

            migrationBuilder.DropTable(
                name: "ladder_drafts");

            migrationBuilder.DropTable(
                name: "ladder_versions");

            migrationBuilder.DropIndex(
                name: "open_work_by_ladder",
                table: "work_items");

            migrationBuilder.DropCheckConstraint(
                name: "a_snooze_has_an_end_and_a_reason",
                table: "work_items");

            migrationBuilder.DropCheckConstraint(
                name: "no_snooze_past_a_legal_limit",
                table: "work_items");

            migrationBuilder.DropCheckConstraint(
                name: "nobody_holds_a_legal_limit",
                table: "work_items");

            migrationBuilder.DropCheckConstraint(
                name: "a_snooze_is_short",
                table: "sites");

            migrationBuilder.DropCheckConstraint(
                name: "quiet_hours_have_two_ends",
                table: "sites");

            migrationBuilder.DropCheckConstraint(
                name: "a_settled_escalation_says_how",
                table: "escalations");

            migrationBuilder.DropColumn(
                name: "held_until",
                table: "work_items");

            migrationBuilder.DropColumn(
                name: "ladder_from",
                table: "work_items");

            migrationBuilder.DropColumn(
                name: "ladder_version",
                table: "work_items");

            migrationBuilder.DropColumn(
                name: "snooze_reason",
                table: "work_items");

            migrationBuilder.DropColumn(
                name: "snoozed_at",
                table: "work_items");

            migrationBuilder.DropColumn(
                name: "snoozed_by",
                table: "work_items");

            migrationBuilder.DropColumn(
                name: "snoozed_until",
                table: "work_items");

            migrationBuilder.DropColumn(
                name: "most_snooze_days",
                table: "sites");

            migrationBuilder.DropColumn(
                name: "quiet_from",
                table: "sites");

            migrationBuilder.DropColumn(
                name: "quiet_until",
                table: "sites");

            migrationBuilder.DropColumn(
                name: "quiet_when_closed",
                table: "sites");

            migrationBuilder.DropColumn(
                name: "due_at",
                table: "escalations");

            migrationBuilder.DropColumn(
                name: "hold",
                table: "escalations");

            migrationBuilder.DropColumn(
                name: "passed_on_from",
                table: "escalations");

            migrationBuilder.DropColumn(
                name: "resolution",
                table: "escalations");

            migrationBuilder.DropColumn(
                name: "resolved_at",
                table: "escalations");

            migrationBuilder.DropColumn(
                name: "resolved_by",
                table: "escalations");

            migrationBuilder.DropColumn(
                name: "rungs",
                table: "escalations");

            migrationBuilder.CreateTable(
                name: "ladder_rungs",
                columns: table => new
                {
                    ladder = table.Column<string>(type: "text", nullable: false),
                    level = table.Column<int>(type: "integer", nullable: false),
                    at_site = table.Column<string>(type: "text", nullable: false),
                    offset = table.Column<string>(type: "text", nullable: false),
                    to_role = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ladder_rungs", x => new { x.ladder, x.level });
                });

            migrationBuilder.InsertData(
                table: "ladder_rungs",
                columns: new[] { "ladder", "level", "at_site", "offset", "to_role" },
                values: new object[,]
                {
                    { "arrival", 1, "", "0", "owner" },
                    { "arrival", 2, "destination", "+1h", "parole-officer-supervisor" },
                    { "arrival", 3, "destination", "+2h", "area-director" },
                    { "community", 1, "", "50%", "owner" },
                    { "community", 2, "", "-2W", "owner" },
                    { "community", 3, "destination", "0", "parole-officer-supervisor" },
                    { "community", 4, "destination", "+2W", "area-director" },
                    { "hard-gate", 1, "", "50%", "owner" },
                    { "hard-gate", 2, "", "-2W", "owner" },
                    { "hard-gate", 3, "releasing", "0", "manager-assessment-interventions" },
                    { "hard-gate", 4, "releasing", "+2W", "assistant-warden-interventions" },
                    { "hard-gate", 5, "region", "+3W", "district-director" },
                    { "institution", 1, "", "50%", "owner" },
                    { "institution", 2, "", "-2W", "owner" },
                    { "institution", 3, "releasing", "0", "manager-assessment-interventions" },
                    { "institution", 4, "releasing", "+2W", "assistant-warden-interventions" },
                    { "residence", 1, "", "50%", "owner" },
                    { "residence", 2, "", "-2W", "owner" },
                    { "residence", 3, "destination", "0", "parole-officer-supervisor" },
                    { "residence", 4, "destination", "+2W", "area-director" }
                });
        }
    }
}
