using System;
using Microsoft.EntityFrameworkCore.Migrations;
using NodaTime;

#nullable disable

namespace PracticeAspire.Users.Migrations
{
    /// <inheritdoc />
    public partial class FoundAndMergedPatients : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterColumn<string>(
                name: "sort_name",
                table: "people",
                type: "text",
                nullable: false,
                collation: "C",
                oldClrType: typeof(string),
                oldType: "text");

            migrationBuilder.AddColumn<Guid>(
                name: "merged_into",
                table: "people",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "phone_digits",
                table: "people",
                type: "text",
                nullable: false,
                computedColumnSql: "regexp_replace(phone, '[^0-9]', '', 'g')",
                stored: true);

            migrationBuilder.CreateTable(
                name: "merges",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    survivor_id = table.Column<Guid>(type: "uuid", nullable: false),
                    merged_id = table.Column<Guid>(type: "uuid", nullable: false),
                    filled = table.Column<string[]>(type: "text[]", nullable: false),
                    names_added = table.Column<string[]>(type: "text[]", nullable: false),
                    merged_was_active = table.Column<bool>(type: "boolean", nullable: false),
                    at = table.Column<Instant>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: false),
                    undone_at = table.Column<Instant>(type: "timestamp with time zone", nullable: true),
                    undone_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_merges", x => x.id);
                    table.ForeignKey(
                        name: "fk_merges_people_merged_id",
                        column: x => x.merged_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_merges_people_survivor_id",
                        column: x => x.survivor_id,
                        principalTable: "people",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "people_merged_into",
                table: "people",
                column: "merged_into",
                filter: "merged_into IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "people_phone",
                table: "people",
                column: "phone_digits")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_merges_survivor_id",
                table: "merges",
                column: "survivor_id");

            migrationBuilder.CreateIndex(
                name: "merges_once",
                table: "merges",
                column: "merged_id",
                unique: true,
                filter: "undone_at IS NULL");

            // With the usual hundred samples a name that every two hundredth person has looks as rare as one that nobody has.
            migrationBuilder.Sql("ALTER TABLE people ALTER search_words SET STATISTICS 1000");

            // No chains, no rings, no locked-out sign-ins, however two merges and a new sign-in race: a record can be merged only into one
            // that stands, and a record into which others were merged, or with which someone signs in, has to go on standing.
            migrationBuilder.Sql(
                """
                ALTER TABLE people
                    ADD standing boolean GENERATED ALWAYS AS (merged_into IS NULL) STORED,
                    ADD into_standing boolean GENERATED ALWAYS AS (CASE WHEN merged_into IS NOT NULL THEN true END) STORED,
                    ADD CONSTRAINT people_standing UNIQUE (id, standing);
                ALTER TABLE people
                    ADD CONSTRAINT people_merged_into_standing FOREIGN KEY (merged_into, into_standing) REFERENCES people (id, standing);
                ALTER TABLE accounts
                    ADD of_standing boolean GENERATED ALWAYS AS (true) STORED;
                ALTER TABLE accounts
                    ADD CONSTRAINT accounts_of_standing FOREIGN KEY (id, of_standing) REFERENCES people (id, standing) ON DELETE CASCADE;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                ALTER TABLE accounts DROP COLUMN of_standing;
                ALTER TABLE people DROP CONSTRAINT people_merged_into_standing, DROP CONSTRAINT people_standing, DROP COLUMN into_standing, DROP COLUMN standing;
                ALTER TABLE people ALTER search_words SET STATISTICS -1;
                """);

            migrationBuilder.DropTable(
                name: "merges");

            migrationBuilder.DropIndex(
                name: "people_merged_into",
                table: "people");

            migrationBuilder.DropIndex(
                name: "people_phone",
                table: "people");

            migrationBuilder.DropColumn(
                name: "phone_digits",
                table: "people");

            migrationBuilder.DropColumn(
                name: "merged_into",
                table: "people");

            migrationBuilder.AlterColumn<string>(
                name: "sort_name",
                table: "people",
                type: "text",
                nullable: false,
                oldClrType: typeof(string),
                oldType: "text",
                oldCollation: "C");
        }
    }
}
