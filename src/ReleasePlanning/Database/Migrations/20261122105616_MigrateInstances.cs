using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReleasePlanning.Database.Migrations
{
    /// <inheritdoc />
    public partial class MigrateInstances : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "workflow_migrations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    process_id = table.Column<string>(type: "text", nullable: false),
                    from_id = table.Column<Guid>(type: "uuid", nullable: false),
                    to_id = table.Column<Guid>(type: "uuid", nullable: false),
                    mappings = table.Column<string>(type: "jsonb", nullable: false),
                    timers = table.Column<string>(type: "text", nullable: false),
                    timers_by_event = table.Column<string>(type: "jsonb", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    asked_by = table.Column<Guid>(type: "uuid", nullable: true),
                    asked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflow_migrations", x => x.id);
                    table.ForeignKey(
                        name: "fk_workflow_migrations_workflow_definitions_from_id",
                        column: x => x.from_id,
                        principalTable: "workflow_definitions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_workflow_migrations_workflow_definitions_to_id",
                        column: x => x.to_id,
                        principalTable: "workflow_definitions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "migrated_instances",
                columns: table => new
                {
                    migration_id = table.Column<Guid>(type: "uuid", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    result = table.Column<string>(type: "text", nullable: false),
                    element_id = table.Column<string>(type: "text", nullable: true),
                    reason_en = table.Column<string>(type: "text", nullable: true),
                    reason_fr = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_migrated_instances", x => new { x.migration_id, x.instance_id });
                    table.ForeignKey(
                        name: "fk_migrated_instances_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_migrated_instances_workflow_instances_instance_id",
                        column: x => x.instance_id,
                        principalTable: "workflow_instances",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_migrated_instances_workflow_migrations_migration_id",
                        column: x => x.migration_id,
                        principalTable: "workflow_migrations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_migrated_instances_instance_id",
                table: "migrated_instances",
                column: "instance_id");

            migrationBuilder.CreateIndex(
                name: "ix_migrated_instances_migration_id_result",
                table: "migrated_instances",
                columns: new[] { "migration_id", "result" });

            migrationBuilder.CreateIndex(
                name: "ix_migrated_instances_plan_id",
                table: "migrated_instances",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_workflow_migrations_from_id",
                table: "workflow_migrations",
                column: "from_id");

            migrationBuilder.CreateIndex(
                name: "ix_workflow_migrations_process_id_asked_at",
                table: "workflow_migrations",
                columns: new[] { "process_id", "asked_at" });

            migrationBuilder.CreateIndex(
                name: "ix_workflow_migrations_to_id",
                table: "workflow_migrations",
                column: "to_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "migrated_instances");

            migrationBuilder.DropTable(
                name: "workflow_migrations");
        }
    }
}
