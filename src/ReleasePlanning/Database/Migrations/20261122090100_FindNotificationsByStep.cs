using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ReleasePlanning.Database.Migrations;

[DbContext(typeof(ReleasePlanningDb))]
[Migration("20261122090100_FindNotificationsByStep")]
public sealed class FindNotificationsByStep : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) =>
        migrationBuilder.CreateIndex(name: "ix_notifications_work_item_id", table: "notifications", column: "work_item_id");

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.DropIndex(name: "ix_notifications_work_item_id", table: "notifications");
}
