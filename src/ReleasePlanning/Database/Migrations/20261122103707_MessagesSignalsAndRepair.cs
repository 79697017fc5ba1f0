using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace ReleasePlanning.Database.Migrations
{
    /// <summary>Signals and messages on their way, what an incident is about, and one running process per call instead of one ever.</summary>
    public partial class MessagesSignalsAndRepair : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_workflow_subscriptions_plan_id_message_name",
                table: "workflow_subscriptions");

            migrationBuilder.DropIndex(
                name: "ix_workflow_instances_parent_id_parent_token_id",
                table: "workflow_instances");

            migrationBuilder.RenameColumn(
                name: "message_name",
                table: "workflow_subscriptions",
                newName: "name");

            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "workflow_subscriptions",
                type: "text",
                nullable: false,
                defaultValue: "Message");

            migrationBuilder.AddColumn<DateTime>(
                name: "opened_at",
                table: "workflow_subscriptions",
                type: "timestamp with time zone",
                nullable: false,
                defaultValueSql: "now()");

            migrationBuilder.AddColumn<string>(
                name: "cause",
                table: "workflow_incidents",
                type: "text",
                nullable: false,
                defaultValue: "Task");

            migrationBuilder.AddColumn<Guid>(
                name: "delivery_id",
                table: "workflow_incidents",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "message_id",
                table: "workflow_incidents",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "signal_deliveries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    signal_id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    variables = table.Column<string>(type: "jsonb", nullable: false),
                    thrown_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    thrown_by = table.Column<Guid>(type: "uuid", nullable: true),
                    due_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    last_error = table.Column<string>(type: "text", nullable: true),
                    parked = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_signal_deliveries", x => x.id);
                    table.ForeignKey(
                        name: "fk_signal_deliveries_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "workflow_messages",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    message_id = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    correlation_key = table.Column<string>(type: "text", nullable: true),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: true),
                    variables = table.Column<string>(type: "jsonb", nullable: false),
                    sent_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    sent_by = table.Column<Guid>(type: "uuid", nullable: true),
                    kept_until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    state = table.Column<string>(type: "text", nullable: false),
                    delivered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    to_instance_id = table.Column<Guid>(type: "uuid", nullable: true),
                    to_plan_id = table.Column<Guid>(type: "uuid", nullable: true),
                    to_element_id = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflow_messages", x => x.id);
                    table.CheckConstraint("a_delivered_message_has_a_receiver", "(state = 'Delivered') = (delivered_at is not null and to_instance_id is not null)");
                    table.CheckConstraint("a_waiting_message_has_an_end", "state <> 'Waiting' or kept_until is not null");
                    table.ForeignKey(
                        name: "fk_workflow_messages_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ix_workflow_subscriptions_kind_name_correlation_key",
                table: "workflow_subscriptions",
                columns: new[] { "kind", "name", "correlation_key" });

            migrationBuilder.CreateIndex(
                name: "ix_workflow_subscriptions_plan_id",
                table: "workflow_subscriptions",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "one_running_process_per_call",
                table: "workflow_instances",
                columns: new[] { "parent_id", "parent_token_id" },
                unique: true,
                filter: "status = 'Running'");

            migrationBuilder.CreateIndex(
                name: "deliveries_by_due",
                table: "signal_deliveries",
                columns: new[] { "due_at", "id" },
                filter: "not parked");

            migrationBuilder.CreateIndex(
                name: "ix_signal_deliveries_plan_id",
                table: "signal_deliveries",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "one_delivery_per_signal_and_plan",
                table: "signal_deliveries",
                columns: new[] { "signal_id", "plan_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_workflow_messages_plan_id",
                table: "workflow_messages",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "one_message_per_message_id",
                table: "workflow_messages",
                column: "message_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "waiting_messages",
                table: "workflow_messages",
                columns: new[] { "name", "number" },
                filter: "state = 'Waiting'");

            migrationBuilder.Sql("update workflow_incidents set cause = 'Timer' where timer_id is not null");
            migrationBuilder.Sql(Safeguards.WakeForSignals);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "signal_deliveries");

            migrationBuilder.DropTable(
                name: "workflow_messages");

            migrationBuilder.DropIndex(
                name: "ix_workflow_subscriptions_kind_name_correlation_key",
                table: "workflow_subscriptions");

            migrationBuilder.DropIndex(
                name: "ix_workflow_subscriptions_plan_id",
                table: "workflow_subscriptions");

            migrationBuilder.DropIndex(
                name: "one_running_process_per_call",
                table: "workflow_instances");

            migrationBuilder.DropColumn(
                name: "kind",
                table: "workflow_subscriptions");

            migrationBuilder.DropColumn(
                name: "opened_at",
                table: "workflow_subscriptions");

            migrationBuilder.DropColumn(
                name: "cause",
                table: "workflow_incidents");

            migrationBuilder.DropColumn(
                name: "delivery_id",
                table: "workflow_incidents");

            migrationBuilder.DropColumn(
                name: "message_id",
                table: "workflow_incidents");

            migrationBuilder.RenameColumn(
                name: "name",
                table: "workflow_subscriptions",
                newName: "message_name");

            migrationBuilder.CreateIndex(
                name: "ix_workflow_subscriptions_plan_id_message_name",
                table: "workflow_subscriptions",
                columns: new[] { "plan_id", "message_name" });

            migrationBuilder.CreateIndex(
                name: "ix_workflow_instances_parent_id_parent_token_id",
                table: "workflow_instances",
                columns: new[] { "parent_id", "parent_token_id" },
                unique: true);
        }
    }
}
