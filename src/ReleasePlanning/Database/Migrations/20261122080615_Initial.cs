using System;
using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;
using NpgsqlTypes;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace ReleasePlanning.Database.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:PostgresExtension:btree_gist", ",,");

            migrationBuilder.CreateSequence(
                name: "release_plan_numbers");

            migrationBuilder.CreateTable(
                name: "audit_entries",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    stream = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_name = table.Column<string>(type: "text", nullable: false),
                    act = table.Column<string>(type: "text", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: true),
                    work_item_id = table.Column<Guid>(type: "uuid", nullable: true),
                    detail = table.Column<string>(type: "jsonb", nullable: false),
                    hash = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_audit_entries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "calendar_exceptions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    province = table.Column<string>(type: "text", nullable: true),
                    on = table.Column<DateOnly>(type: "date", nullable: false),
                    closed = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: false),
                    entered_by = table.Column<Guid>(type: "uuid", nullable: false),
                    entered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calendar_exceptions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                columns: table => new
                {
                    staff_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    method = table.Column<string>(type: "text", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false),
                    body_sha256 = table.Column<string>(type: "text", nullable: false),
                    status = table.Column<int>(type: "integer", nullable: true),
                    content_type = table.Column<string>(type: "text", nullable: true),
                    body = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_idempotency_keys", x => new { x.staff_id, x.key });
                });

            migrationBuilder.CreateTable(
                name: "imports",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    file_name = table.Column<string>(type: "text", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: false),
                    imported_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    imported_by = table.Column<Guid>(type: "uuid", nullable: true),
                    rows_read = table.Column<int>(type: "integer", nullable: false),
                    added = table.Column<int>(type: "integer", nullable: false),
                    changed = table.Column<int>(type: "integer", nullable: false),
                    unchanged = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_imports", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "ladder_rungs",
                columns: table => new
                {
                    ladder = table.Column<string>(type: "text", nullable: false),
                    level = table.Column<int>(type: "integer", nullable: false),
                    offset = table.Column<string>(type: "text", nullable: false),
                    to_role = table.Column<string>(type: "text", nullable: false),
                    at_site = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ladder_rungs", x => new { x.ladder, x.level });
                });

            migrationBuilder.CreateTable(
                name: "notifications",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_id = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    work_item_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "jsonb", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    read_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notifications", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "shared_keys",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false),
                    xml = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_shared_keys", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "sites",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    name_fr = table.Column<string>(type: "text", nullable: false),
                    region = table.Column<string>(type: "text", nullable: false),
                    province = table.Column<string>(type: "text", nullable: false),
                    city = table.Column<string>(type: "text", nullable: false),
                    time_zone = table.Column<string>(type: "text", nullable: false),
                    security = table.Column<string>(type: "text", nullable: false),
                    parole_office_id = table.Column<Guid>(type: "uuid", nullable: true),
                    capacity = table.Column<int>(type: "integer", nullable: true),
                    opens_at = table.Column<TimeOnly>(type: "time without time zone", nullable: false),
                    closes_at = table.Column<TimeOnly>(type: "time without time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sites", x => x.id);
                    table.CheckConstraint("opens_before_it_closes", "opens_at < closes_at");
                    table.ForeignKey(
                        name: "fk_sites_sites_parole_office_id",
                        column: x => x.parole_office_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "staff",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    sign_in = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "text", nullable: false),
                    active = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "workflow_definitions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    process_id = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    name_fr = table.Column<string>(type: "text", nullable: false),
                    xml = table.Column<string>(type: "text", nullable: false),
                    sha256 = table.Column<string>(type: "text", nullable: false),
                    change_note = table.Column<string>(type: "text", nullable: false),
                    published_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    published_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflow_definitions", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "workflow_history",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    cause = table.Column<string>(type: "text", nullable: false),
                    path = table.Column<List<string>>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflow_history", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "import_problems",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false),
                    field = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false),
                    is_warning = table.Column<bool>(type: "boolean", nullable: false),
                    reason = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_problems", x => x.id);
                    table.ForeignKey(
                        name: "fk_import_problems_imports_import_id",
                        column: x => x.import_id,
                        principalTable: "imports",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "beds",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    residence_id = table.Column<Guid>(type: "uuid", nullable: false),
                    label = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_beds", x => x.id);
                    table.ForeignKey(
                        name: "fk_beds_sites_residence_id",
                        column: x => x.residence_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "people",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    fps = table.Column<string>(type: "text", nullable: false),
                    family_name = table.Column<string>(type: "text", nullable: false),
                    given_names = table.Column<string>(type: "text", nullable: false),
                    preferred_name = table.Column<string>(type: "text", nullable: true),
                    born_on = table.Column<DateOnly>(type: "date", nullable: false),
                    gender = table.Column<string>(type: "text", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    institution_id = table.Column<Guid>(type: "uuid", nullable: false),
                    security_level = table.Column<string>(type: "text", nullable: false),
                    sentence_kind = table.Column<string>(type: "text", nullable: false),
                    sentenced_on = table.Column<DateOnly>(type: "date", nullable: false),
                    sentence_months = table.Column<int>(type: "integer", nullable: true),
                    place_of_conviction = table.Column<string>(type: "text", nullable: false),
                    preferred_community = table.Column<string>(type: "text", nullable: false),
                    uta_eligible_on = table.Column<DateOnly>(type: "date", nullable: true),
                    day_parole_eligible_on = table.Column<DateOnly>(type: "date", nullable: true),
                    full_parole_eligible_on = table.Column<DateOnly>(type: "date", nullable: true),
                    statutory_release_on = table.Column<DateOnly>(type: "date", nullable: true),
                    warrant_expiry_on = table.Column<DateOnly>(type: "date", nullable: true),
                    long_term_supervision_ends_on = table.Column<DateOnly>(type: "date", nullable: true),
                    flags = table.Column<List<string>>(type: "text[]", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_people", x => x.id);
                    table.ForeignKey(
                        name: "fk_people_sites_institution_id",
                        column: x => x.institution_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "absences",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from_on = table.Column<DateOnly>(type: "date", nullable: false),
                    until_on = table.Column<DateOnly>(type: "date", nullable: false),
                    cover_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_absences", x => x.id);
                    table.CheckConstraint("absence_has_days", "from_on <= until_on");
                    table.CheckConstraint("nobody_covers_themselves", "staff_id <> cover_id");
                    table.ForeignKey(
                        name: "fk_absences_staff_cover_id",
                        column: x => x.cover_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_absences_staff_staff_id",
                        column: x => x.staff_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "staff_roles",
                columns: table => new
                {
                    staff_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_roles", x => new { x.staff_id, x.role, x.site_id });
                    table.ForeignKey(
                        name: "fk_staff_roles_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_staff_roles_staff_staff_id",
                        column: x => x.staff_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "work_items",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_id = table.Column<long>(type: "bigint", nullable: false),
                    process_id = table.Column<string>(type: "text", nullable: false),
                    element_id = table.Column<string>(type: "text", nullable: false),
                    title_en = table.Column<string>(type: "text", nullable: false),
                    title_fr = table.Column<string>(type: "text", nullable: false),
                    role = table.Column<string>(type: "text", nullable: false),
                    site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: true),
                    due_rule = table.Column<string>(type: "text", nullable: true),
                    due_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    due_reason = table.Column<string>(type: "jsonb", nullable: true),
                    due_set_by_hand = table.Column<bool>(type: "boolean", nullable: false),
                    basis = table.Column<string>(type: "text", nullable: false),
                    basis_source_en = table.Column<string>(type: "text", nullable: false),
                    basis_source_fr = table.Column<string>(type: "text", nullable: false),
                    form = table.Column<string>(type: "text", nullable: false),
                    outcomes = table.Column<List<string>>(type: "text[]", nullable: false),
                    ladder = table.Column<string>(type: "text", nullable: false),
                    skippable = table.Column<bool>(type: "boolean", nullable: false),
                    hard_gate = table.Column<bool>(type: "boolean", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<string>(type: "text", nullable: true),
                    answers = table.Column<string>(type: "jsonb", nullable: true),
                    skip_reason = table.Column<string>(type: "text", nullable: true),
                    opened_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    closed_by = table.Column<Guid>(type: "uuid", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_work_items", x => x.id);
                    table.CheckConstraint("a_closed_step_has_a_time", "(state = 'Open') = (closed_at is null)");
                    table.CheckConstraint("a_hard_gate_is_never_skipped", "not hard_gate or (not skippable and state <> 'Skipped')");
                    table.CheckConstraint("a_skipped_step_says_why", "state <> 'Skipped' or length(btrim(skip_reason)) > 0");
                    table.ForeignKey(
                        name: "fk_work_items_sites_site_id",
                        column: x => x.site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_work_items_staff_owner_id",
                        column: x => x.owner_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "official_date_changes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    field = table.Column<string>(type: "text", nullable: false),
                    old_on = table.Column<DateOnly>(type: "date", nullable: true),
                    new_on = table.Column<DateOnly>(type: "date", nullable: true),
                    changed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    import_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_official_date_changes", x => x.id);
                    table.ForeignKey(
                        name: "fk_official_date_changes_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "release_plans",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<string>(type: "text", nullable: false, defaultValueSql: "'RP-' || to_char(now(), 'YYYY') || '-' || lpad(nextval('release_plan_numbers')::text, 5, '0')"),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    release_type = table.Column<string>(type: "text", nullable: false),
                    releasing_site_id = table.Column<Guid>(type: "uuid", nullable: false),
                    parole_office_id = table.Column<Guid>(type: "uuid", nullable: false),
                    destination_community = table.Column<string>(type: "text", nullable: false),
                    destination_address = table.Column<string>(type: "text", nullable: false),
                    residence_id = table.Column<Guid>(type: "uuid", nullable: true),
                    needs_residence = table.Column<bool>(type: "boolean", nullable: false),
                    residency_condition = table.Column<bool>(type: "boolean", nullable: false),
                    entitlement_on = table.Column<DateOnly>(type: "date", nullable: false),
                    release_on = table.Column<DateOnly>(type: "date", nullable: false),
                    release_reason = table.Column<string>(type: "jsonb", nullable: false),
                    early_approval = table.Column<string>(type: "text", nullable: true),
                    hearing_on = table.Column<DateOnly>(type: "date", nullable: true),
                    decision_on = table.Column<DateOnly>(type: "date", nullable: true),
                    return_on = table.Column<DateOnly>(type: "date", nullable: true),
                    arrival_expected_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    status = table.Column<string>(type: "text", nullable: false),
                    parole_officer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    community_officer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    launched_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    launched_by = table.Column<Guid>(type: "uuid", nullable: false),
                    warrants_clear_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    identity_confirmed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    released_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    arrived_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    closed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    close_reason = table.Column<string>(type: "text", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_release_plans", x => x.id);
                    table.CheckConstraint("identity_confirmed_before_release", "released_at is null or identity_confirmed_at is not null");
                    table.CheckConstraint("released_before_entitlement", "release_type not in ('StatutoryRelease', 'StatutoryReleaseWithResidency', 'WarrantExpiry', 'LongTermSupervision') or release_on < entitlement_on");
                    table.CheckConstraint("warrants_clear_before_release", "released_at is null or warrants_clear_at is not null");
                    table.ForeignKey(
                        name: "fk_release_plans_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_release_plans_sites_parole_office_id",
                        column: x => x.parole_office_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_release_plans_sites_releasing_site_id",
                        column: x => x.releasing_site_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_release_plans_sites_residence_id",
                        column: x => x.residence_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_release_plans_staff_community_officer_id",
                        column: x => x.community_officer_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_release_plans_staff_parole_officer_id",
                        column: x => x.parole_officer_id,
                        principalTable: "staff",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "work_item_notes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    work_item_id = table.Column<Guid>(type: "uuid", nullable: false),
                    written_by = table.Column<Guid>(type: "uuid", nullable: false),
                    written_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_work_item_notes", x => x.id);
                    table.ForeignKey(
                        name: "fk_work_item_notes_work_items_work_item_id",
                        column: x => x.work_item_id,
                        principalTable: "work_items",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "bed_referrals",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    residence_id = table.Column<Guid>(type: "uuid", nullable: false),
                    round = table.Column<int>(type: "integer", nullable: false),
                    rank = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    sent_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    answered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    answered_by = table.Column<Guid>(type: "uuid", nullable: true),
                    decline_code = table.Column<string>(type: "text", nullable: true),
                    note = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bed_referrals", x => x.id);
                    table.ForeignKey(
                        name: "fk_bed_referrals_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bed_referrals_sites_residence_id",
                        column: x => x.residence_id,
                        principalTable: "sites",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "bed_stays",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    bed_id = table.Column<Guid>(type: "uuid", nullable: false),
                    residence_id = table.Column<Guid>(type: "uuid", nullable: false),
                    nights = table.Column<NpgsqlRange<DateOnly>>(type: "daterange", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    held_until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    booked_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_bed_stays", x => x.id);
                    table.ForeignKey(
                        name: "fk_bed_stays_beds_bed_id",
                        column: x => x.bed_id,
                        principalTable: "beds",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bed_stays_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_bed_stays_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "disclosures",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    recipient = table.Column<string>(type: "text", nullable: false),
                    channel = table.Column<string>(type: "text", nullable: false),
                    sent_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    sent_by = table.Column<Guid>(type: "uuid", nullable: true),
                    facts = table.Column<string>(type: "jsonb", nullable: false),
                    superseded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_disclosures", x => x.id);
                    table.ForeignKey(
                        name: "fk_disclosures_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "escalations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    work_item_id = table.Column<Guid>(type: "uuid", nullable: true),
                    occasion = table.Column<string>(type: "text", nullable: false),
                    level = table.Column<int>(type: "integer", nullable: false),
                    is_reminder = table.Column<bool>(type: "boolean", nullable: false),
                    to_role = table.Column<string>(type: "text", nullable: false),
                    to_staff_id = table.Column<Guid>(type: "uuid", nullable: true),
                    reason = table.Column<string>(type: "jsonb", nullable: false),
                    raised_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    acknowledged_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    acknowledged_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_escalations", x => x.id);
                    table.ForeignKey(
                        name: "fk_escalations_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "handoffs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    parole_office_id = table.Column<Guid>(type: "uuid", nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    summary = table.Column<string>(type: "text", nullable: false),
                    sent_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    sent_by = table.Column<Guid>(type: "uuid", nullable: false),
                    answered_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    answered_by = table.Column<Guid>(type: "uuid", nullable: true),
                    answer_note = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_handoffs", x => x.id);
                    table.ForeignKey(
                        name: "fk_handoffs_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "journeys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    mode = table.Column<string>(type: "text", nullable: false),
                    carrier = table.Column<string>(type: "text", nullable: false),
                    origin = table.Column<string>(type: "text", nullable: false),
                    destination = table.Column<string>(type: "text", nullable: false),
                    departs_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    arrives_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    accompaniment = table.Column<string>(type: "text", nullable: false),
                    cost = table.Column<decimal>(type: "numeric", nullable: true),
                    booking_reference = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_journeys", x => x.id);
                    table.CheckConstraint("arrives_after_it_departs", "arrives_at > departs_at");
                    table.CheckConstraint("cost_is_not_negative", "cost is null or cost >= 0");
                    table.ForeignKey(
                        name: "fk_journeys_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "parole_conditions",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    clause = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    from_on = table.Column<DateOnly>(type: "date", nullable: true),
                    until_on = table.Column<DateOnly>(type: "date", nullable: true),
                    replaced_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    confirmed_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    confirmed_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_parole_conditions", x => x.id);
                    table.ForeignKey(
                        name: "fk_parole_conditions_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "residency_consents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    residence_id = table.Column<Guid>(type: "uuid", nullable: false),
                    given = table.Column<bool>(type: "boolean", nullable: false),
                    given_by = table.Column<string>(type: "text", nullable: false),
                    position = table.Column<string>(type: "text", nullable: false),
                    given_on = table.Column<DateOnly>(type: "date", nullable: false),
                    recorded_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    recorded_by = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_residency_consents", x => x.id);
                    table.ForeignKey(
                        name: "fk_residency_consents_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "workflow_incidents",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: true),
                    token_id = table.Column<long>(type: "bigint", nullable: true),
                    element_id = table.Column<string>(type: "text", nullable: false),
                    timer_id = table.Column<Guid>(type: "uuid", nullable: true),
                    message_en = table.Column<string>(type: "text", nullable: false),
                    message_fr = table.Column<string>(type: "text", nullable: false),
                    raised_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    resolved_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    resolved_by = table.Column<Guid>(type: "uuid", nullable: true),
                    resolution = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflow_incidents", x => x.id);
                    table.ForeignKey(
                        name: "fk_workflow_incidents_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "workflow_instances",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    definition_id = table.Column<Guid>(type: "uuid", nullable: false),
                    process_id = table.Column<string>(type: "text", nullable: false),
                    parent_id = table.Column<Guid>(type: "uuid", nullable: true),
                    parent_token_id = table.Column<long>(type: "bigint", nullable: true),
                    pins = table.Column<string>(type: "jsonb", nullable: false),
                    status = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "jsonb", nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflow_instances", x => x.id);
                    table.ForeignKey(
                        name: "fk_workflow_instances_release_plans_plan_id",
                        column: x => x.plan_id,
                        principalTable: "release_plans",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_workflow_instances_workflow_definitions_definition_id",
                        column: x => x.definition_id,
                        principalTable: "workflow_definitions",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_workflow_instances_workflow_instances_parent_id",
                        column: x => x.parent_id,
                        principalTable: "workflow_instances",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "workflow_subscriptions",
                columns: table => new
                {
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    token_id = table.Column<long>(type: "bigint", nullable: false),
                    element_id = table.Column<string>(type: "text", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    message_name = table.Column<string>(type: "text", nullable: false),
                    correlation_key = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflow_subscriptions", x => new { x.instance_id, x.token_id, x.element_id });
                    table.ForeignKey(
                        name: "fk_workflow_subscriptions_workflow_instances_instance_id",
                        column: x => x.instance_id,
                        principalTable: "workflow_instances",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "workflow_timers",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    plan_id = table.Column<Guid>(type: "uuid", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    instance_id = table.Column<Guid>(type: "uuid", nullable: true),
                    token_id = table.Column<long>(type: "bigint", nullable: true),
                    element_id = table.Column<string>(type: "text", nullable: false),
                    work_item_id = table.Column<Guid>(type: "uuid", nullable: true),
                    level = table.Column<int>(type: "integer", nullable: true),
                    due_rule = table.Column<string>(type: "text", nullable: true),
                    due_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    lock_owner = table.Column<Guid>(type: "uuid", nullable: true),
                    lock_until = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    last_error = table.Column<string>(type: "text", nullable: true),
                    parked = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflow_timers", x => x.id);
                    table.CheckConstraint("a_timer_has_a_target", "(purpose = 'Diagram' and instance_id is not null and token_id is not null) or (purpose = 'Ladder' and work_item_id is not null and level is not null)");
                    table.ForeignKey(
                        name: "fk_workflow_timers_work_items_work_item_id",
                        column: x => x.work_item_id,
                        principalTable: "work_items",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_workflow_timers_workflow_instances_instance_id",
                        column: x => x.instance_id,
                        principalTable: "workflow_instances",
                        principalColumn: "id");
                });

            migrationBuilder.InsertData(
                table: "ladder_rungs",
                columns: new[] { "ladder", "level", "at_site", "offset", "to_role" },
                values: new object[,]
                {
                    { "arrival", 1, "", "0", "owner" },
                    { "arrival", 2, "destination", "+1h", "parole-officer-supervisor" },
                    { "arrival", 3, "destination", "+2h", "area-director" },
                    { "community", 1, "", "50%", "owner" },
                    { "community", 2, "", "-2W", "owner" },
                    { "community", 3, "destination", "0", "parole-officer-supervisor" },
                    { "community", 4, "destination", "+2W", "area-director" },
                    { "hard-gate", 1, "", "50%", "owner" },
                    { "hard-gate", 2, "", "-2W", "owner" },
                    { "hard-gate", 3, "releasing", "0", "manager-assessment-interventions" },
                    { "hard-gate", 4, "releasing", "+2W", "assistant-warden-interventions" },
                    { "hard-gate", 5, "region", "+3W", "district-director" },
                    { "institution", 1, "", "50%", "owner" },
                    { "institution", 2, "", "-2W", "owner" },
                    { "institution", 3, "releasing", "0", "manager-assessment-interventions" },
                    { "institution", 4, "releasing", "+2W", "assistant-warden-interventions" },
                    { "residence", 1, "", "50%", "owner" },
                    { "residence", 2, "", "-2W", "owner" },
                    { "residence", 3, "destination", "0", "parole-officer-supervisor" },
                    { "residence", 4, "destination", "+2W", "area-director" }
                });

            migrationBuilder.CreateIndex(
                name: "ix_absences_cover_id",
                table: "absences",
                column: "cover_id");

            migrationBuilder.CreateIndex(
                name: "ix_absences_staff_id",
                table: "absences",
                column: "staff_id");

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_plan_id_id",
                table: "audit_entries",
                columns: new[] { "plan_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_entries_stream_id",
                table: "audit_entries",
                columns: new[] { "stream", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_bed_referrals_plan_id_round_rank",
                table: "bed_referrals",
                columns: new[] { "plan_id", "round", "rank" },
                unique: true);

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

            migrationBuilder.CreateIndex(
                name: "ix_bed_stays_bed_id",
                table: "bed_stays",
                column: "bed_id");

            migrationBuilder.CreateIndex(
                name: "ix_bed_stays_person_id",
                table: "bed_stays",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_bed_stays_plan_id",
                table: "bed_stays",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_beds_residence_id_label",
                table: "beds",
                columns: new[] { "residence_id", "label" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_calendar_exceptions_on_province",
                table: "calendar_exceptions",
                columns: new[] { "on", "province" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_disclosures_plan_id",
                table: "disclosures",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_occasion",
                table: "escalations",
                column: "occasion",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_escalations_plan_id",
                table: "escalations",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_escalations_work_item_id",
                table: "escalations",
                column: "work_item_id");

            migrationBuilder.CreateIndex(
                name: "ix_handoffs_plan_id_attempt",
                table: "handoffs",
                columns: new[] { "plan_id", "attempt" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "one_handoff_out_at_a_time",
                table: "handoffs",
                column: "plan_id",
                unique: true,
                filter: "state = 'Sent'");

            migrationBuilder.CreateIndex(
                name: "ix_import_problems_import_id",
                table: "import_problems",
                column: "import_id");

            migrationBuilder.CreateIndex(
                name: "one_live_journey_per_plan",
                table: "journeys",
                column: "plan_id",
                unique: true,
                filter: "state <> 'Cancelled'");

            migrationBuilder.CreateIndex(
                name: "ix_notifications_staff_id_at",
                table: "notifications",
                columns: new[] { "staff_id", "at" });

            migrationBuilder.CreateIndex(
                name: "one_notification_per_person_and_event",
                table: "notifications",
                columns: new[] { "staff_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_official_date_changes_person_id",
                table: "official_date_changes",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_parole_conditions_plan_id",
                table: "parole_conditions",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_people_family_name_given_names",
                table: "people",
                columns: new[] { "family_name", "given_names" });

            migrationBuilder.CreateIndex(
                name: "ix_people_fps",
                table: "people",
                column: "fps",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_people_institution_id",
                table: "people",
                column: "institution_id");

            migrationBuilder.CreateIndex(
                name: "ix_release_plans_community_officer_id",
                table: "release_plans",
                column: "community_officer_id");

            migrationBuilder.CreateIndex(
                name: "ix_release_plans_number",
                table: "release_plans",
                column: "number",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_release_plans_parole_office_id",
                table: "release_plans",
                column: "parole_office_id");

            migrationBuilder.CreateIndex(
                name: "ix_release_plans_parole_officer_id",
                table: "release_plans",
                column: "parole_officer_id");

            migrationBuilder.CreateIndex(
                name: "ix_release_plans_releasing_site_id",
                table: "release_plans",
                column: "releasing_site_id");

            migrationBuilder.CreateIndex(
                name: "ix_release_plans_residence_id",
                table: "release_plans",
                column: "residence_id");

            migrationBuilder.CreateIndex(
                name: "ix_release_plans_status_release_on",
                table: "release_plans",
                columns: new[] { "status", "release_on" });

            migrationBuilder.CreateIndex(
                name: "one_open_plan_per_person",
                table: "release_plans",
                column: "person_id",
                unique: true,
                filter: "status in ('Active', 'Released')");

            migrationBuilder.CreateIndex(
                name: "ix_residency_consents_plan_id",
                table: "residency_consents",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_sites_code",
                table: "sites",
                column: "code",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sites_parole_office_id",
                table: "sites",
                column: "parole_office_id");

            migrationBuilder.CreateIndex(
                name: "ix_staff_sign_in",
                table: "staff",
                column: "sign_in",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_staff_roles_role_site_id",
                table: "staff_roles",
                columns: new[] { "role", "site_id" });

            migrationBuilder.CreateIndex(
                name: "ix_staff_roles_site_id",
                table: "staff_roles",
                column: "site_id");

            migrationBuilder.CreateIndex(
                name: "ix_work_item_notes_plan_id",
                table: "work_item_notes",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_work_item_notes_work_item_id",
                table: "work_item_notes",
                column: "work_item_id");

            migrationBuilder.CreateIndex(
                name: "ix_work_items_plan_id",
                table: "work_items",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_work_items_site_id",
                table: "work_items",
                column: "site_id");

            migrationBuilder.CreateIndex(
                name: "one_work_item_per_token",
                table: "work_items",
                columns: new[] { "instance_id", "token_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "open_work_by_owner",
                table: "work_items",
                columns: new[] { "owner_id", "due_at" },
                filter: "state = 'Open'");

            migrationBuilder.CreateIndex(
                name: "open_work_by_role",
                table: "work_items",
                columns: new[] { "role", "site_id", "due_at" },
                filter: "state = 'Open'");

            migrationBuilder.CreateIndex(
                name: "ix_workflow_definitions_process_id_version",
                table: "workflow_definitions",
                columns: new[] { "process_id", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_workflow_history_plan_id_id",
                table: "workflow_history",
                columns: new[] { "plan_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_workflow_incidents_plan_id",
                table: "workflow_incidents",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_workflow_incidents_resolved_at_raised_at",
                table: "workflow_incidents",
                columns: new[] { "resolved_at", "raised_at" });

            migrationBuilder.CreateIndex(
                name: "ix_workflow_instances_definition_id",
                table: "workflow_instances",
                column: "definition_id");

            migrationBuilder.CreateIndex(
                name: "ix_workflow_instances_parent_id_parent_token_id",
                table: "workflow_instances",
                columns: new[] { "parent_id", "parent_token_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_workflow_instances_plan_id",
                table: "workflow_instances",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "ix_workflow_subscriptions_plan_id_message_name",
                table: "workflow_subscriptions",
                columns: new[] { "plan_id", "message_name" });

            migrationBuilder.CreateIndex(
                name: "ix_workflow_timers_plan_id",
                table: "workflow_timers",
                column: "plan_id");

            migrationBuilder.CreateIndex(
                name: "one_rung_per_work_item",
                table: "workflow_timers",
                column: "work_item_id",
                unique: true,
                filter: "purpose = 'Ladder'");

            migrationBuilder.CreateIndex(
                name: "one_timer_per_token_and_element",
                table: "workflow_timers",
                columns: new[] { "instance_id", "token_id", "element_id" },
                unique: true,
                filter: "purpose = 'Diagram'");

            migrationBuilder.CreateIndex(
                name: "timers_by_due",
                table: "workflow_timers",
                columns: new[] { "due_at", "id" },
                filter: "not parked");
            migrationBuilder.Sql(ReleasePlanning.Database.Safeguards.Create);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "absences");

            migrationBuilder.DropTable(
                name: "audit_entries");

            migrationBuilder.DropTable(
                name: "bed_referrals");

            migrationBuilder.DropTable(
                name: "bed_stays");

            migrationBuilder.DropTable(
                name: "calendar_exceptions");

            migrationBuilder.DropTable(
                name: "disclosures");

            migrationBuilder.DropTable(
                name: "escalations");

            migrationBuilder.DropTable(
                name: "handoffs");

            migrationBuilder.DropTable(
                name: "idempotency_keys");

            migrationBuilder.DropTable(
                name: "import_problems");

            migrationBuilder.DropTable(
                name: "journeys");

            migrationBuilder.DropTable(
                name: "ladder_rungs");

            migrationBuilder.DropTable(
                name: "notifications");

            migrationBuilder.DropTable(
                name: "official_date_changes");

            migrationBuilder.DropTable(
                name: "parole_conditions");

            migrationBuilder.DropTable(
                name: "residency_consents");

            migrationBuilder.DropTable(
                name: "shared_keys");

            migrationBuilder.DropTable(
                name: "staff_roles");

            migrationBuilder.DropTable(
                name: "work_item_notes");

            migrationBuilder.DropTable(
                name: "workflow_history");

            migrationBuilder.DropTable(
                name: "workflow_incidents");

            migrationBuilder.DropTable(
                name: "workflow_subscriptions");

            migrationBuilder.DropTable(
                name: "workflow_timers");

            migrationBuilder.DropTable(
                name: "beds");

            migrationBuilder.DropTable(
                name: "imports");

            migrationBuilder.DropTable(
                name: "work_items");

            migrationBuilder.DropTable(
                name: "workflow_instances");

            migrationBuilder.DropTable(
                name: "release_plans");

            migrationBuilder.DropTable(
                name: "workflow_definitions");

            migrationBuilder.DropTable(
                name: "people");

            migrationBuilder.DropTable(
                name: "staff");

            migrationBuilder.DropTable(
                name: "sites");

            migrationBuilder.DropSequence(
                name: "release_plan_numbers");
        }
    }
}
