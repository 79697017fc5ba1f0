using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace ReleasePlanning.Database.Migrations
{
    /// <inheritdoc />
    public partial class LaddersOfExpeditedPlans : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.InsertData(
                table: "ladder_versions",
                columns: new[] { "ladder", "version", "applies_to_open", "comment", "name_en", "name_fr", "published_at", "published_by", "rungs" },
                values: new object[,]
                {
                    { "community-expedited", 1, false, "@ladder.product-default", "Community steps, expedited plan", "Étapes dans la collectivité, traitement accéléré", new DateTime(2026, 11, 1, 0, 0, 0, 0, DateTimeKind.Utc), null, "[{\"level\":1,\"offset\":\"50%\",\"to\":{\"role\":\"owner\",\"at\":\"\"}},{\"level\":2,\"offset\":\"0\",\"to\":{\"role\":\"parole-officer-supervisor\",\"at\":\"destination\"}},{\"level\":3,\"offset\":\"\\u002B1B\",\"to\":{\"role\":\"area-director\",\"at\":\"destination\"}},{\"level\":4,\"offset\":\"\\u002B2B\",\"to\":{\"role\":\"district-director\",\"at\":\"region\"}}]" },
                    { "hard-gate-expedited", 1, false, "@ladder.product-default", "Hard gates, expedited plan", "Conditions bloquantes, traitement accéléré", new DateTime(2026, 11, 1, 0, 0, 0, 0, DateTimeKind.Utc), null, "[{\"level\":1,\"offset\":\"50%\",\"to\":{\"role\":\"owner\",\"at\":\"\"}},{\"level\":2,\"offset\":\"0\",\"to\":{\"role\":\"manager-assessment-interventions\",\"at\":\"releasing\"}},{\"level\":3,\"offset\":\"\\u002B1B\",\"to\":{\"role\":\"assistant-warden-interventions\",\"at\":\"releasing\"}},{\"level\":4,\"offset\":\"\\u002B2B\",\"to\":{\"role\":\"district-director\",\"at\":\"region\"}}]" },
                    { "institution-expedited", 1, false, "@ladder.product-default", "Institution steps, expedited plan", "Étapes en établissement, traitement accéléré", new DateTime(2026, 11, 1, 0, 0, 0, 0, DateTimeKind.Utc), null, "[{\"level\":1,\"offset\":\"50%\",\"to\":{\"role\":\"owner\",\"at\":\"\"}},{\"level\":2,\"offset\":\"0\",\"to\":{\"role\":\"manager-assessment-interventions\",\"at\":\"releasing\"}},{\"level\":3,\"offset\":\"\\u002B1B\",\"to\":{\"role\":\"assistant-warden-interventions\",\"at\":\"releasing\"}},{\"level\":4,\"offset\":\"\\u002B2B\",\"to\":{\"role\":\"district-director\",\"at\":\"region\"}}]" },
                    { "residence-expedited", 1, false, "@ladder.product-default", "Residence steps, expedited plan", "Étapes à la résidence, traitement accéléré", new DateTime(2026, 11, 1, 0, 0, 0, 0, DateTimeKind.Utc), null, "[{\"level\":1,\"offset\":\"50%\",\"to\":{\"role\":\"owner\",\"at\":\"\"}},{\"level\":2,\"offset\":\"0\",\"to\":{\"role\":\"parole-officer-supervisor\",\"at\":\"destination\"}},{\"level\":3,\"offset\":\"\\u002B1B\",\"to\":{\"role\":\"area-director\",\"at\":\"destination\"}},{\"level\":4,\"offset\":\"\\u002B2B\",\"to\":{\"role\":\"district-director\",\"at\":\"region\"}}]" }
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DeleteData(
                table: "ladder_versions",
                keyColumns: new[] { "ladder", "version" },
                keyValues: new object[] { "community-expedited", 1 });

            migrationBuilder.DeleteData(
                table: "ladder_versions",
                keyColumns: new[] { "ladder", "version" },
                keyValues: new object[] { "hard-gate-expedited", 1 });

            migrationBuilder.DeleteData(
                table: "ladder_versions",
                keyColumns: new[] { "ladder", "version" },
                keyValues: new object[] { "institution-expedited", 1 });

            migrationBuilder.DeleteData(
                table: "ladder_versions",
                keyColumns: new[] { "ladder", "version" },
                keyValues: new object[] { "residence-expedited", 1 });
        }
    }
}
