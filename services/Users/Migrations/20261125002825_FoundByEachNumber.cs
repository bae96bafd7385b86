using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PracticeAspire.Users.Migrations
{
    /// <inheritdoc />
    public partial class FoundByEachNumber : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "other_phone_digits",
                table: "people",
                type: "text",
                nullable: false,
                computedColumnSql: "translate(regexp_replace(other_phones::text, '[^0-9{}]', '', 'g'), '{}', '  ')",
                stored: true);

            migrationBuilder.CreateIndex(
                name: "people_other_phones",
                table: "people",
                column: "other_phone_digits")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "people_other_phones",
                table: "people");

            migrationBuilder.DropColumn(
                name: "other_phone_digits",
                table: "people");
        }
    }
}
