using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ReleasePlanning.Database.Migrations
{
    /// <inheritdoc />
    public partial class UrgentNotifications : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "urgent",
                table: "notifications",
                type: "boolean",
                nullable: false,
                defaultValue: false);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "urgent",
                table: "notifications");
        }
    }
}
