using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReleasePlanning.Database.Migrations
{
    /// <inheritdoc />
    public partial class StartTimers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(
                name: "a_timer_has_a_target",
                table: "workflow_timers");

            migrationBuilder.AddColumn<Guid>(
                name: "definition_id",
                table: "workflow_timers",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "repeat_from",
                table: "workflow_timers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "repeat_until",
                table: "workflow_timers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "one_start_timer_per_version_and_plan",
                table: "workflow_timers",
                columns: new[] { "definition_id", "plan_id", "element_id" },
                unique: true,
                filter: "purpose = 'Start'");

            migrationBuilder.AddCheckConstraint(
                name: "a_timer_has_a_target",
                table: "workflow_timers",
                sql: "(purpose = 'Diagram' and instance_id is not null and token_id is not null) or (purpose = 'Ladder' and work_item_id is not null and level is not null) or (purpose = 'Start' and definition_id is not null)");

            migrationBuilder.AddForeignKey(
                name: "fk_workflow_timers_workflow_definitions_definition_id",
                table: "workflow_timers",
                column: "definition_id",
                principalTable: "workflow_definitions",
                principalColumn: "id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_workflow_timers_workflow_definitions_definition_id",
                table: "workflow_timers");

            migrationBuilder.DropIndex(
                name: "one_start_timer_per_version_and_plan",
                table: "workflow_timers");

            migrationBuilder.DropCheckConstraint(
                name: "a_timer_has_a_target",
                table: "workflow_timers");

            migrationBuilder.DropColumn(
                name: "definition_id",
                table: "workflow_timers");

            migrationBuilder.DropColumn(
                name: "repeat_from",
                table: "workflow_timers");

            migrationBuilder.DropColumn(
                name: "repeat_until",
                table: "workflow_timers");

            migrationBuilder.AddCheckConstraint(
                name: "a_timer_has_a_target",
                table: "workflow_timers",
                sql: "(purpose = 'Diagram' and instance_id is not null and token_id is not null) or (purpose = 'Ladder' and work_item_id is not null and level is not null)");
        }
    }
}
