using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PracticeAspire.Notifications.Migrations
{
    /// <inheritdoc />
    public partial class NewsOfRecords : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // The relations that the model gives up here have not been in the database since WithoutForeignKeys. The key gets the name that the
            // model gives it now, which takes no time; dropping and adding it would index the whole table anew.
            migrationBuilder.Sql("""ALTER TABLE news RENAME CONSTRAINT pk_news TO "PK_news" """);

            // Until now only who sees to appointments was kept, and a replica of the version before still says nothing of scopes.
            migrationBuilder.AddColumn<string[]>(
                name: "scopes",
                table: "proxy",
                type: "text[]",
                nullable: false,
                defaultValue: new[] { "appointments" });

            migrationBuilder.CreateTable(
                name: "erased_record",
                columns: table => new
                {
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_erased_record", x => x.patient_id);
                });

            migrationBuilder.CreateTable(
                name: "record_news",
                columns: table => new
                {
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    patient_id = table.Column<Guid>(type: "uuid", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    matter_id = table.Column<Guid>(type: "uuid", nullable: false),
                    viewer_id = table.Column<Guid>(type: "uuid", nullable: false),
                    open_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_record_news", x => x.event_id);
                });

            migrationBuilder.CreateTable(
                name: "reviewers_to_tell",
                columns: table => new
                {
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    trace_parent = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reviewers_to_tell", x => x.event_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_record_news_matter_id",
                table: "record_news",
                column: "matter_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "erased_record");

            migrationBuilder.DropTable(
                name: "record_news");

            migrationBuilder.DropTable(
                name: "reviewers_to_tell");

            migrationBuilder.Sql("""ALTER TABLE news RENAME CONSTRAINT "PK_news" TO pk_news""");

            migrationBuilder.DropColumn(
                name: "scopes",
                table: "proxy");
        }
    }
}
