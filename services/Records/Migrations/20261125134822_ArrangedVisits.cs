using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PracticeAspire.Records.Migrations
{
    /// <inheritdoc />
    public partial class ArrangedVisits : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "arranged_by",
                table: "meeting",
                type: "uuid",
                nullable: true);

            // Until now the answers to requests lay here as they were given.
            migrationBuilder.Sql("DELETE FROM answered_request");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "arranged_by",
                table: "meeting");
        }
    }
}
