using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ReleasePlanning.Database.Migrations;

/// <summary>Changes a function only, so there is no model to keep beside it.</summary>
[DbContext(typeof(ReleasePlanningDb))]
[Migration("20261122090000_ChainAuditInOrder")]
public sealed class ChainAuditInOrder : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(Safeguards.ChainAuditInOrder);
}
