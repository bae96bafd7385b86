using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PracticeAspire.Notifications.Migrations
{
    /// <inheritdoc />
    public partial class WhomTheyActFor : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "acts_for",
                table: "notice",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "acts_for",
                table: "delivery",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_proxy_proxy_id",
                table: "proxy",
                column: "proxy_id");

            // Who was told of a patient that is not themself, and has ever acted for somebody, was told for that reason.
            foreach (var table in new[] { "notice", "delivery" })
            {
                migrationBuilder.Sql(
                    $"""
                    UPDATE {table} SET acts_for = proxy.patient_id
                    FROM news JOIN proxy ON proxy.patient_id = news.patient_id
                        OR proxy.patient_id IN (SELECT survivor_id FROM merged_patient WHERE id = news.patient_id)
                    WHERE news.event_id = {table}.event_id AND proxy.proxy_id = {table}.person_id
                        AND {table}.person_id NOT IN (news.patient_id, news.practitioner_id)
                    """);
            }
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_proxy_proxy_id",
                table: "proxy");

            migrationBuilder.DropColumn(
                name: "acts_for",
                table: "notice");

            migrationBuilder.DropColumn(
                name: "acts_for",
                table: "delivery");
        }
    }
}
