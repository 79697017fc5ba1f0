using Microsoft.EntityFrameworkCore.Migrations;

namespace ReleasePlanning.Database.Migrations;

/// <summary>How a cycle's armed firing goes on, so that it can be counted again from its anchor; and only what falls due soon wakes a worker.</summary>
public sealed partial class TimersRepeat : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.AddColumn<string>(name: "repeat_every", table: "workflow_timers", type: "text", nullable: true);
        migrationBuilder.AddColumn<int>(name: "repeat_fired", table: "workflow_timers", type: "integer", nullable: false, defaultValue: 0);
        migrationBuilder.AddColumn<int>(name: "repeat_left", table: "workflow_timers", type: "integer", nullable: true);
        migrationBuilder.Sql(Safeguards.WakeForWhatIsNear);
    }
}
