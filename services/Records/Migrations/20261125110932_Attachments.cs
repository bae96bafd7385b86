using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PracticeAspire.Records.Migrations
{
    /// <inheritdoc />
    public partial class Attachments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "attachment_segment",
                columns: table => new
                {
                    entry_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_attachment_segment", x => new { x.entry_id, x.number });
                });

            // A file comes before its entry, in one transaction. What is sealed cannot be compressed.
            migrationBuilder.Sql(
                """
                ALTER TABLE attachment_segment ADD CONSTRAINT fk_attachment_segment_entry_entry_id
                    FOREIGN KEY (entry_id) REFERENCES entry (id) DEFERRABLE INITIALLY DEFERRED;
                ALTER TABLE attachment_segment ALTER COLUMN sealed SET STORAGE EXTERNAL
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "attachment_segment");
        }
    }
}
