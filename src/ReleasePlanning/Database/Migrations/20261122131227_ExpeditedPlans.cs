using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReleasePlanning.Database.Migrations
{
    /// <inheritdoc />
    public partial class ExpeditedPlans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "date_force",
                table: "work_items",
                type: "text",
                nullable: false,
                defaultValue: "Default");
            // what is open keeps the date it has: until now every date of a step the law asks for was the law's
            migrationBuilder.Sql("update work_items set date_force = 'Law' where basis = 'Law'");

            migrationBuilder.AddColumn<int>(
                name: "expedited_least_minutes",
                table: "sites",
                type: "integer",
                nullable: false,
                defaultValue: 30);

            migrationBuilder.AddColumn<int>(
                name: "expedited_within_days",
                table: "sites",
                type: "integer",
                nullable: false,
                defaultValue: 10);

            migrationBuilder.AddColumn<DateTime>(
                name: "expedited_at",
                table: "release_plans",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "not_practicable",
                table: "release_plans",
                type: "text",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "work_by_closing",
                table: "work_items",
                column: "closed_at");

            migrationBuilder.CreateIndex(
                name: "work_by_due",
                table: "work_items",
                column: "due_at");

            migrationBuilder.AddCheckConstraint(
                name: "expedited_rules_make_sense",
                table: "sites",
                sql: "expedited_within_days between 1 and 60 and expedited_least_minutes between 5 and 480");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "work_by_closing",
                table: "work_items");

            migrationBuilder.DropIndex(
                name: "work_by_due",
                table: "work_items");

            migrationBuilder.DropCheckConstraint(
                name: "expedited_rules_make_sense",
                table: "sites");

            migrationBuilder.DropColumn(
                name: "date_force",
                table: "work_items");

            migrationBuilder.DropColumn(
                name: "expedited_least_minutes",
                table: "sites");

            migrationBuilder.DropColumn(
                name: "expedited_within_days",
                table: "sites");

            migrationBuilder.DropColumn(
                name: "expedited_at",
                table: "release_plans");

            migrationBuilder.DropColumn(
                name: "not_practicable",
                table: "release_plans");
        }
    }
}
