using Microsoft.EntityFrameworkCore.Migrations;
using NodaTime;

#nullable disable

namespace PracticeAspire.Users.Migrations
{
    /// <inheritdoc />
    public partial class Demographics : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
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
                name: "marital_status",
                table: "people");

            migrationBuilder.DropColumn(
                name: "other_phones",
                table: "people");

            migrationBuilder.DropColumn(
                name: "phone_use",
                table: "people");

            migrationBuilder.DropColumn(
                name: "preferred_name",
                table: "people");
        }
    }
}
