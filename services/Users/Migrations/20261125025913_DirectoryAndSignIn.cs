using System;
using Microsoft.EntityFrameworkCore.Migrations;
using NodaTime;

#nullable disable

namespace PracticeAspire.Users.Migrations
{
    /// <inheritdoc />
    public partial class DirectoryAndSignIn : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // A generated column cannot be generated otherwise; its index goes and comes with it.
            migrationBuilder.DropColumn(name: "phone_digits", table: "people");

            migrationBuilder.AddColumn<string>(
                name: "address",
                table: "people",
                type: "jsonb",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "died",
                table: "people",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<LocalDate>(
                name: "died_on",
                table: "people",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<Guid[]>(
                name: "location_ids",
                table: "people",
                type: "uuid[]",
                nullable: false,
                defaultValue: new Guid[0]);

            migrationBuilder.AddColumn<string>(
                name: "marital_status",
                table: "people",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "other_phones",
                table: "people",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'[]'");

            migrationBuilder.AddColumn<string>(
                name: "phone_use",
                table: "people",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "preferred_name",
                table: "people",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "all_phone_digits",
                table: "people",
                type: "text",
                nullable: false,
                computedColumnSql: "regexp_replace(phone, '[^0-9]', '', 'g') || ' ' || translate(regexp_replace(other_phones::text, '[^0-9{}]', '', 'g'), '{}', '  ')",
                stored: true);

            migrationBuilder.CreateIndex(
                name: "people_phone",
                table: "people",
                column: "all_phone_digits")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.AddColumn<string>(
                name: "email_lower",
                table: "people",
                type: "text",
                nullable: true,
                computedColumnSql: "lower(email)",
                stored: true);

            migrationBuilder.CreateTable(
                name: "account_links",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: true),
                    email = table.Column<string>(type: "text", nullable: false),
                    asked_at = table.Column<Instant>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<Instant>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<Instant>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_account_links", x => x.id);
                    table.ForeignKey(
                        name: "fk_account_links_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "directory_identifiers",
                columns: table => new
                {
                    kind = table.Column<string>(type: "text", nullable: false),
                    system = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<string>(type: "text", nullable: false),
                    entry_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_directory_identifiers", x => new { x.kind, x.system, x.value });
                });

            migrationBuilder.CreateTable(
                name: "linked_identities",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    issuer = table.Column<string>(type: "text", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    linked_at = table.Column<Instant>(type: "timestamp with time zone", nullable: false),
                    linked_by = table.Column<Guid>(type: "uuid", nullable: true),
                    ended_at = table.Column<Instant>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_linked_identities", x => x.id);
                    table.ForeignKey(
                        name: "fk_linked_identities_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "organizations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    phone = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "jsonb", nullable: true),
                    active = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_organizations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "provider_keys",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    purpose = table.Column<string>(type: "text", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", nullable: false),
                    created_at = table.Column<Instant>(type: "timestamp with time zone", nullable: false),
                    used_from = table.Column<Instant>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_provider_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "proxies",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    proxy_id = table.Column<Guid>(type: "uuid", nullable: false),
                    relationship = table.Column<string>(type: "text", nullable: false),
                    scopes = table.Column<string[]>(type: "text[]", nullable: false),
                    ends_on = table.Column<LocalDate>(type: "date", nullable: true),
                    appointed_by = table.Column<Guid>(type: "uuid", nullable: false),
                    appointed_at = table.Column<Instant>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<Instant>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_proxies", x => x.id);
                    table.ForeignKey(
                        name: "fk_proxies_people_patient_id",
                        column: x => x.patient_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_proxies_people_proxy_id",
                        column: x => x.proxy_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "related_people",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    given_names = table.Column<string>(type: "text", nullable: false),
                    family_name = table.Column<string>(type: "text", nullable: false),
                    relationships = table.Column<string[]>(type: "text[]", nullable: false),
                    phones = table.Column<string>(type: "jsonb", nullable: false),
                    email = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "jsonb", nullable: true),
                    from = table.Column<LocalDate>(type: "date", nullable: true),
                    until = table.Column<LocalDate>(type: "date", nullable: true),
                    active = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_related_people", x => x.id);
                    table.ForeignKey(
                        name: "fk_related_people_people_patient_id",
                        column: x => x.patient_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "terms_agreements",
                columns: table => new
                {
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<string>(type: "text", nullable: false),
                    agreed_at = table.Column<Instant>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_terms_agreements", x => new { x.person_id, x.version });
                    table.ForeignKey(
                        name: "fk_terms_agreements_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "practitioner_roles",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    person_id = table.Column<Guid>(type: "uuid", nullable: false),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    site_ids = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    functions = table.Column<string[]>(type: "text[]", nullable: false),
                    specialities = table.Column<string[]>(type: "text[]", nullable: false),
                    phone = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "text", nullable: false),
                    from = table.Column<LocalDate>(type: "date", nullable: true),
                    until = table.Column<LocalDate>(type: "date", nullable: true),
                    active = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_practitioner_roles", x => x.id);
                    table.ForeignKey(
                        name: "fk_practitioner_roles_organizations_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_practitioner_roles_people_person_id",
                        column: x => x.person_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sites",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    phone = table.Column<string>(type: "text", nullable: false),
                    email = table.Column<string>(type: "text", nullable: false),
                    address = table.Column<string>(type: "jsonb", nullable: true),
                    organization_id = table.Column<Guid>(type: "uuid", nullable: true),
                    active = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sites", x => x.id);
                    table.ForeignKey(
                        name: "fk_sites_organizations_organization_id",
                        column: x => x.organization_id,
                        principalTable: "organizations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "people_email",
                table: "people",
                column: "email_lower");

            migrationBuilder.CreateIndex(
                name: "account_links_open",
                table: "account_links",
                column: "email",
                filter: "used_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_account_links_person_id",
                table: "account_links",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "ix_directory_identifiers_entry_id",
                table: "directory_identifiers",
                column: "entry_id");

            migrationBuilder.CreateIndex(
                name: "ix_linked_identities_person_id",
                table: "linked_identities",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "linked_identities_of_person",
                table: "linked_identities",
                columns: new[] { "issuer", "person_id" },
                unique: true,
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "linked_identities_of_subject",
                table: "linked_identities",
                columns: new[] { "issuer", "subject" },
                unique: true,
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_practitioner_roles_organization_id",
                table: "practitioner_roles",
                column: "organization_id");

            migrationBuilder.CreateIndex(
                name: "ix_practitioner_roles_person_id",
                table: "practitioner_roles",
                column: "person_id");

            migrationBuilder.CreateIndex(
                name: "proxies_of_proxy",
                table: "proxies",
                column: "proxy_id",
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "proxies_once",
                table: "proxies",
                columns: new[] { "patient_id", "proxy_id" },
                unique: true,
                filter: "ended_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_related_people_patient_id",
                table: "related_people",
                column: "patient_id");

            migrationBuilder.CreateIndex(
                name: "ix_sites_organization_id",
                table: "sites",
                column: "organization_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "account_links");

            migrationBuilder.DropTable(
                name: "directory_identifiers");

            migrationBuilder.DropTable(
                name: "linked_identities");

            migrationBuilder.DropTable(
                name: "practitioner_roles");

            migrationBuilder.DropTable(
                name: "provider_keys");

            migrationBuilder.DropTable(
                name: "proxies");

            migrationBuilder.DropTable(
                name: "related_people");

            migrationBuilder.DropTable(
                name: "sites");

            migrationBuilder.DropTable(
                name: "terms_agreements");

            migrationBuilder.DropTable(
                name: "organizations");

            migrationBuilder.DropIndex(
                name: "people_email",
                table: "people");

            migrationBuilder.DropColumn(
                name: "email_lower",
                table: "people");

            migrationBuilder.DropColumn(
                name: "address",
                table: "people");

            migrationBuilder.DropColumn(
                name: "died",
                table: "people");

            migrationBuilder.DropColumn(
                name: "died_on",
                table: "people");

            migrationBuilder.DropColumn(
                name: "location_ids",
                table: "people");

            migrationBuilder.DropColumn(
                name: "marital_status",
                table: "people");

            migrationBuilder.DropColumn(name: "all_phone_digits", table: "people");

            migrationBuilder.DropColumn(
                name: "other_phones",
                table: "people");

            migrationBuilder.DropColumn(
                name: "phone_use",
                table: "people");

            migrationBuilder.DropColumn(
                name: "preferred_name",
                table: "people");

            migrationBuilder.AddColumn<string>(
                name: "phone_digits",
                table: "people",
                type: "text",
                nullable: false,
                computedColumnSql: "regexp_replace(phone, '[^0-9]', '', 'g')",
                stored: true);

            migrationBuilder.CreateIndex(
                name: "people_phone",
                table: "people",
                column: "phone_digits")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });
        }
    }
}
