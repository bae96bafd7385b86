using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PracticeAspire.Appointments.Migrations
{
    /// <summary>
    /// Whoever had no hours of their own worked whenever the doors were open. Nobody works without hours any more, so those who did keep
    /// what they had as hours of their own.
    /// </summary>
    [DbContext(typeof(AppointmentsDb))]
    [Migration("20261124180000_HoursForWhoFollowedTheDoors")]
    public partial class HoursForWhoFollowedTheDoors : Migration
    {
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            WITH given AS (
                INSERT INTO practitioner_hours (practitioner_id, location_id)
                SELECT practitioner.id, location.id FROM practitioner CROSS JOIN location
                ON CONFLICT DO NOTHING
                RETURNING practitioner_id, location_id)
            INSERT INTO practitioner_weekly_time (practitioner_id, location_id, weekday, "from", "to")
            SELECT practitioner_id, location_id, weekday, "from", "to" FROM given JOIN opening_hours USING (location_id);
            UPDATE schedule_version SET version = version + 1;
            """);
    }
}
