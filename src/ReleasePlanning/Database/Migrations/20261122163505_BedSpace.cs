using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using NpgsqlTypes;

#nullable disable

namespace ReleasePlanning.Database.Migrations
{
    /// <inheritdoc />
    public partial class BedSpace : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_beds_sites_residence_id",
                table: "beds");

            migrationBuilder.DropCheckConstraint(
                name: "a_timer_has_a_target",
                table: "workflow_timers");

            migrationBuilder.DropIndex(
                name: "ix_bed_referrals_residence_id",
                table: "bed_referrals");

            migrationBuilder.DropIndex(
                name: "one_referral_out_at_a_time",
                table: "bed_referrals");

            migrationBuilder.AddColumn<DateOnly>(
                name: "closes_on",
                table: "beds",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<List<string>>(
                name: "features",
                table: "beds",
                type: "text[]",
                nullable: false,
                defaultValueSql: "array[]::text[]");

            migrationBuilder.AddColumn<DateOnly>(
                name: "opens_on",
                table: "beds",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "room_id",
                table: "beds",
                type: "uuid",
                nullable: true);

            migrationBuilder.AlterColumn<Guid>(
                name: "plan_id",
                table: "bed_stays",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<DateTime>(
                name: "arrived_at",
                table: "bed_stays",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "bed_named",
                table: "bed_stays",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTime>(
                name: "departed_at",
                table: "bed_stays",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "end_code",
                table: "bed_stays",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<List<string>>(
                name: "needs",
                table: "bed_stays",
                type: "text[]",
                nullable: false,
                defaultValueSql: "array[]::text[]");

            migrationBuilder.AddColumn<NpgsqlRange<DateOnly>>(
                name: "occupies",
                table: "bed_stays",
                type: "daterange",
                nullable: false,
                defaultValueSql: "'empty'");

            migrationBuilder.AddColumn<Guid>(
                name: "referral_id",
                table: "bed_stays",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "transfer_of",
                table: "bed_stays",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "answer_due_at",
                table: "bed_referrals",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "backup",
                table: "bed_referrals",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "conditions",
                table: "bed_referrals",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "package",
                table: "bed_referrals",
                type: "jsonb",
                nullable: false,
                defaultValue: "{}");

            migrationBuilder.AddColumn<bool>(
                name: "together",
                table: "bed_referrals",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<uint>(
                name: "xmin",
                table: "bed_referrals",
                type: "xid",
                rowVersion: true,
                nullable: false,
                defaultValue: 0u);

            migrationBuilder.CreateTable(
                name: "bed_stay_events",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    stay_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    kind = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    nights = table.Column<NpgsqlRange<DateOnly>>(type: "daterange", nullable: false),
                    bed_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reason_code = table.Column<string>(type: "text", nullable: true),
                    note = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bed_stay_events", x => x.id);
                    table.ForeignKey(
                        name: "fk_bed_stay_events_bed_stays_stay_id",
                        column: x => x.stay_id,
                        principalTable: "bed_stays",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "facilities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    subtype = table.Column<string>(type: "text", nullable: false),
                    @operator = table.Column<string>(name: "operator", type: "text", nullable: false),
                    street = table.Column<string>(type: "text", nullable: false),
                    postal_code = table.Column<string>(type: "text", nullable: false),
                    latitude = table.Column<double>(type: "double precision", nullable: true),
                    longitude = table.Column<double>(type: "double precision", nullable: true),
                    contact_name = table.Column<string>(type: "text", nullable: false),
                    phone = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "text", nullable: false),
                    languages = table.Column<List<string>>(type: "text[]", nullable: false),
                    genders = table.Column<List<string>>(type: "text[]", nullable: false),
                    release_types = table.Column<List<string>>(type: "text[]", nullable: false),
                    takes_sexual_offence = table.Column<bool>(type: "boolean", nullable: false),
                    takes_arson = table.Column<bool>(type: "boolean", nullable: false),
                    takes_violence = table.Column<bool>(type: "boolean", nullable: false),
                    takes_gang = table.Column<bool>(type: "boolean", nullable: false),
                    takes_opioid_agonist_therapy = table.Column<bool>(type: "boolean", nullable: false),
                    takes_unstable_mental_health = table.Column<bool>(type: "boolean", nullable: false),
                    takes_children = table.Column<bool>(type: "boolean", nullable: false),
                    indigenous_programme = table.Column<bool>(type: "boolean", nullable: false),
                    programmes = table.Column<List<string>>(type: "text[]", nullable: false),
                    catchment = table.Column<List<string>>(type: "text[]", nullable: false),
                    near = table.Column<List<string>>(type: "text[]", nullable: false),
                    longest_stay_days = table.Column<int>(type: "integer", nullable: true),
                    turnaround_days = table.Column<int>(type: "integer", nullable: false),
                    answer_within_days = table.Column<int>(type: "integer", nullable: false),
                    hold_days = table.Column<int>(type: "integer", nullable: false),
                    opens_on = table.Column<DateOnly>(type: "date", nullable: true),
                    closes_on = table.Column<DateOnly>(type: "date", nullable: true),
                    notes = table.Column<string>(type: "text", nullable: false),
                    criteria_entered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_facilities", x => x.id);
                    table.CheckConstraint("a_facility_opens_before_it_closes", "opens_on is null or closes_on is null or opens_on < closes_on");
                    table.CheckConstraint("a_place_has_both_degrees", "(latitude is null) = (longitude is null) and (latitude is null or (latitude between -90 and 90 and longitude between -180 and 180))");
                    table.CheckConstraint("days_of_a_facility", "turnaround_days between 0 and 30 and answer_within_days between 1 and 60 and hold_days between 1 and 60 and (longest_stay_days is null or longest_stay_days > 0)");
                    table.ForeignKey(
                        name: "fk_facilities_sites_id",
                        column: x => x.id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "no_contacts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    other_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    entered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    entered_by = table.Column<Guid>(type: "uuid", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_no_contacts", x => x.id);
                    table.CheckConstraint("two_people_smaller_first", "person_id < other_id");
                    table.ForeignKey(
                        name: "fk_no_contacts_people_other_id",
                        column: x => x.other_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_no_contacts_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "no_go_areas",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    community = table.Column<string>(type: "text", nullable: false),
                    latitude = table.Column<double>(type: "double precision", nullable: true),
                    longitude = table.Column<double>(type: "double precision", nullable: true),
                    radius_km = table.Column<double>(type: "double precision", nullable: true),
                    near_kind = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    entered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    entered_by = table.Column<Guid>(type: "uuid", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_no_go_areas", x => x.id);
                    table.CheckConstraint("a_circle_is_whole", "(latitude is null and longitude is null and radius_km is null) or (latitude between -90 and 90 and longitude between -180 and 180 and radius_km > 0)");
                    table.ForeignKey(
                        name: "fk_no_go_areas_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "out_of_service_revisions",
                columns: table => new
                {
                    spell_id = table.Column<Guid>(type: "uuid", nullable: false),
                    revision = table.Column<int>(type: "integer", nullable: false),
                    bed_id = table.Column<Guid>(type: "uuid", nullable: false),
                    facility_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_on = table.Column<DateOnly>(type: "date", nullable: false),
                    until_on = table.Column<DateOnly>(type: "date", nullable: true),
                    reason_code = table.Column<string>(type: "text", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    cancelled = table.Column<bool>(type: "boolean", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_out_of_service_revisions", x => new { x.spell_id, x.revision });
                    table.CheckConstraint("a_spell_ends_after_it_begins", "until_on is null or until_on >= from_on");
                    table.ForeignKey(
                        name: "fk_out_of_service_revisions_beds_bed_id",
                        column: x => x.bed_id,
                        principalTable: "beds",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "placement_outcomes",
                columns: table => new
                {
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    preferred_community = table.Column<string>(type: "text", nullable: false),
                    actual_community = table.Column<string>(type: "text", nullable: true),
                    residence_id = table.Column<Guid>(type: "uuid", nullable: true),
                    in_preferred = table.Column<bool>(type: "boolean", nullable: false),
                    reasons = table.Column<List<string>>(type: "text[]", nullable: false),
                    needs = table.Column<List<string>>(type: "text[]", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_placement_outcomes", x => x.plan_id);
                    table.ForeignKey(
                        name: "fk_placement_outcomes_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "referral_messages",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    referral_id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: false),
                    from_house = table.Column<bool>(type: "boolean", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_referral_messages", x => x.id);
                    table.ForeignKey(
                        name: "fk_referral_messages_bed_referrals_referral_id",
                        column: x => x.referral_id,
                        principalTable: "bed_referrals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "bed_waitlist",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    facility_id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    referral_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    nights = table.Column<NpgsqlRange<DateOnly>>(type: "daterange", nullable: false),
                    needs = table.Column<List<string>>(type: "text[]", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    joined_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    offered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    offer_expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    stay_id = table.Column<Guid>(type: "uuid", nullable: true),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bed_waitlist", x => x.id);
                    table.ForeignKey(
                        name: "fk_bed_waitlist_bed_referrals_referral_id",
                        column: x => x.referral_id,
                        principalTable: "bed_referrals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bed_waitlist_facilities_facility_id",
                        column: x => x.facility_id,
                        principalTable: "facilities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bed_waitlist_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "facility_contracts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    facility_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_on = table.Column<DateOnly>(type: "date", nullable: false),
                    until_on = table.Column<DateOnly>(type: "date", nullable: true),
                    guaranteed_beds = table.Column<int>(type: "integer", nullable: false),
                    extra_beds = table.Column<int>(type: "integer", nullable: false),
                    per_diem = table.Column<decimal>(type: "numeric(9,2)", precision: 9, scale: 2, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_facility_contracts", x => x.id);
                    table.CheckConstraint("a_contract_ends_after_it_begins", "until_on is null or until_on >= from_on");
                    table.CheckConstraint("contracted_beds", "guaranteed_beds >= 0 and extra_beds >= 0 and (per_diem is null or per_diem >= 0)");
                    table.ForeignKey(
                        name: "fk_facility_contracts_facilities_facility_id",
                        column: x => x.facility_id,
                        principalTable: "facilities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "rooms",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    facility_id = table.Column<Guid>(type: "uuid", nullable: false),
                    label = table.Column<string>(type: "text", nullable: false),
                    floor = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rooms", x => x.id);
                    table.ForeignKey(
                        name: "fk_rooms_facilities_facility_id",
                        column: x => x.facility_id,
                        principalTable: "facilities",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "one_timer_per_subject_of_a_slice",
                table: "workflow_timers",
                columns: new[] { "plan_id", "element_id" },
                unique: true,
                filter: "purpose = 'Slice'");

            migrationBuilder.AddCheckConstraint(
                name: "a_timer_has_a_target",
                table: "workflow_timers",
                sql: "(purpose = 'Diagram' and instance_id is not null and token_id is not null) or (purpose = 'Ladder' and work_item_id is not null and level is not null) or (purpose = 'Start' and definition_id is not null) or (purpose = 'Unassigned' and work_item_id is not null) or purpose = 'Slice'");

            migrationBuilder.CreateIndex(
                name: "ix_beds_room_id",
                table: "beds",
                column: "room_id");

            migrationBuilder.AddCheckConstraint(
                name: "a_bed_opens_before_it_closes",
                table: "beds",
                sql: "opens_on is null or closes_on is null or opens_on < closes_on");

            migrationBuilder.CreateIndex(
                name: "a_house_is_asked_once_at_a_time",
                table: "bed_referrals",
                columns: new[] { "plan_id", "residence_id" },
                unique: true,
                filter: "state = 'Sent'");

            migrationBuilder.CreateIndex(
                name: "ix_bed_referrals_residence_id_state",
                table: "bed_referrals",
                columns: new[] { "residence_id", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_bed_stay_events_stay_id_at",
                table: "bed_stay_events",
                columns: new[] { "stay_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_bed_waitlist_plan_id",
                table: "bed_waitlist",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_bed_waitlist_referral_id",
                table: "bed_waitlist",
                column: "referral_id");

            migrationBuilder.CreateIndex(
                name: "one_place_on_a_waitlist",
                table: "bed_waitlist",
                columns: new[] { "facility_id", "plan_id" },
                unique: true,
                filter: "state in ('Waiting', 'Offered')");

            migrationBuilder.CreateIndex(
                name: "ix_facility_contracts_facility_id",
                table: "facility_contracts",
                column: "facility_id");

            migrationBuilder.CreateIndex(
                name: "ix_no_contacts_other_id",
                table: "no_contacts",
                column: "other_id");

            migrationBuilder.CreateIndex(
                name: "one_no_contact_for_two",
                table: "no_contacts",
                columns: new[] { "person_id", "other_id" },
                unique: true,
                filter: "ended_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_no_go_areas_plan_id",
                table: "no_go_areas",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_out_of_service_revisions_bed_id",
                table: "out_of_service_revisions",
                column: "bed_id");

            migrationBuilder.CreateIndex(
                name: "ix_out_of_service_revisions_facility_id_from_on",
                table: "out_of_service_revisions",
                columns: new[] { "facility_id", "from_on" });

            migrationBuilder.CreateIndex(
                name: "ix_referral_messages_referral_id_at",
                table: "referral_messages",
                columns: new[] { "referral_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_rooms_facility_id_label",
                table: "rooms",
                columns: new[] { "facility_id", "label" },
                unique: true);

            migrationBuilder.Sql(BedSafeguards.FacilitiesOfSites);

            migrationBuilder.AddForeignKey(
                name: "fk_beds_facilities_residence_id",
                table: "beds",
                column: "residence_id",
                principalTable: "facilities",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);

            migrationBuilder.AddForeignKey(
                name: "fk_beds_rooms_room_id",
                table: "beds",
                column: "room_id",
                principalTable: "rooms",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
            migrationBuilder.Sql(BedSafeguards.Beds);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_beds_facilities_residence_id",
                table: "beds");

            migrationBuilder.DropForeignKey(
                name: "fk_beds_rooms_room_id",
                table: "beds");

            migrationBuilder.DropTable(
                name: "bed_stay_events");

            migrationBuilder.DropTable(
                name: "bed_waitlist");

            migrationBuilder.DropTable(
                name: "facility_contracts");

            migrationBuilder.DropTable(
                name: "no_contacts");

            migrationBuilder.DropTable(
                name: "no_go_areas");

            migrationBuilder.DropTable(
                name: "out_of_service_revisions");

            migrationBuilder.DropTable(
                name: "placement_outcomes");

            migrationBuilder.DropTable(
                name: "referral_messages");

            migrationBuilder.DropTable(
                name: "rooms");

            migrationBuilder.DropTable(
                name: "facilities");

            migrationBuilder.DropIndex(
                name: "one_timer_per_subject_of_a_slice",
                table: "workflow_timers");

            migrationBuilder.DropCheckConstraint(
                name: "a_timer_has_a_target",
                table: "workflow_timers");

            migrationBuilder.DropIndex(
                name: "ix_beds_room_id",
                table: "beds");

            migrationBuilder.DropCheckConstraint(
                name: "a_bed_opens_before_it_closes",
                table: "beds");

            migrationBuilder.DropIndex(
                name: "a_house_is_asked_once_at_a_time",
                table: "bed_referrals");

            migrationBuilder.DropIndex(
                name: "ix_bed_referrals_residence_id_state",
                table: "bed_referrals");

            migrationBuilder.DropColumn(
                name: "closes_on",
                table: "beds");

            migrationBuilder.DropColumn(
                name: "features",
                table: "beds");

            migrationBuilder.DropColumn(
                name: "opens_on",
                table: "beds");

            migrationBuilder.DropColumn(
                name: "room_id",
                table: "beds");

            migrationBuilder.DropColumn(
                name: "arrived_at",
                table: "bed_stays");

            migrationBuilder.DropColumn(
                name: "bed_named",
                table: "bed_stays");

            migrationBuilder.DropColumn(
                name: "departed_at",
                table: "bed_stays");

            migrationBuilder.DropColumn(
                name: "end_code",
                table: "bed_stays");

            migrationBuilder.DropColumn(
                name: "needs",
                table: "bed_stays");

            migrationBuilder.DropColumn(
                name: "occupies",
                table: "bed_stays");

            migrationBuilder.DropColumn(
                name: "referral_id",
                table: "bed_stays");

            migrationBuilder.DropColumn(
                name: "transfer_of",
                table: "bed_stays");

            migrationBuilder.DropColumn(
                name: "answer_due_at",
                table: "bed_referrals");

            migrationBuilder.DropColumn(
                name: "backup",
                table: "bed_referrals");

            migrationBuilder.DropColumn(
                name: "conditions",
                table: "bed_referrals");

            migrationBuilder.DropColumn(
                name: "package",
                table: "bed_referrals");

            migrationBuilder.DropColumn(
                name: "together",
                table: "bed_referrals");

            migrationBuilder.DropColumn(
                name: "xmin",
                table: "bed_referrals");

            migrationBuilder.AlterColumn<Guid>(
                name: "plan_id",
                table: "bed_stays",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);

            migrationBuilder.AddCheckConstraint(
                name: "a_timer_has_a_target",
                table: "workflow_timers",
                sql: "(purpose = 'Diagram' and instance_id is not null and token_id is not null) or (purpose = 'Ladder' and work_item_id is not null and level is not null) or (purpose = 'Start' and definition_id is not null) or (purpose = 'Unassigned' and work_item_id is not null)");

            migrationBuilder.CreateIndex(
                name: "ix_bed_referrals_residence_id",
                table: "bed_referrals",
                column: "residence_id");

            migrationBuilder.CreateIndex(
                name: "one_referral_out_at_a_time",
                table: "bed_referrals",
                column: "plan_id",
                unique: true,
                filter: "state = 'Sent'");

            migrationBuilder.AddForeignKey(
                name: "fk_beds_sites_residence_id",
                table: "beds",
                column: "residence_id",
                principalTable: "sites",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }
    }
}
