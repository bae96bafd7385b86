using Microsoft.EntityFrameworkCore;
using PracticeAspire.Appointments.Contracts;

namespace PracticeAspire.Records.People;

/// <summary>That someone sees a patient at a time, as the newest event of the appointment says: what makes them treat the patient.</summary>
internal sealed class Meeting
{
    public required Guid Id { get; init; }

    public required long Version { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid PractitionerId { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>Who booked it with this practitioner; null: that is not known.</summary>
    public required Guid? ArrangedBy { get; init; }

    /// <summary>False when it was cancelled or the patient did not come.</summary>
    public required bool Stands { get; init; }

    public static Meeting Of(Guid id, long version, AppointmentFacts facts, Guid? by, bool stands) => new()
    {
        Id = id,
        Version = version,
        PatientId = facts.PatientId,
        PractitionerId = facts.PractitionerId,
        StartsAt = facts.Start.ToUniversalTime(),
        EndsAt = facts.End.ToUniversalTime(),
        ArrangedBy = by,
        Stands = stands,
    };

    public static Task KeepAsync(RecordsDb db, IEnumerable<Meeting> news, CancellationToken ct)
    {
        var newest = news.GroupBy(n => n.Id).Select(g => g.MaxBy(n => n.Version)!).ToList();
        var (ids, versions, stands) = (newest.Select(n => n.Id).ToArray(), newest.Select(n => n.Version).ToArray(), newest.Select(n => n.Stands).ToArray());
        var (patients, practitioners) = (newest.Select(n => n.PatientId).ToArray(), newest.Select(n => n.PractitionerId).ToArray());
        var (starts, ends) = (newest.Select(n => n.StartsAt).ToArray(), newest.Select(n => n.EndsAt).ToArray());
        var arrangers = newest.Select(n => n.ArrangedBy).ToArray();
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO meeting (id, version, patient_id, practitioner_id, starts_at, ends_at, stands, arranged_by)
            SELECT * FROM unnest({ids}, {versions}, {patients}, {practitioners}, {starts}, {ends}, {stands}, {arrangers})
            ON CONFLICT (id) DO UPDATE SET
                version = excluded.version, practitioner_id = excluded.practitioner_id, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
                stands = excluded.stands,
                arranged_by = CASE WHEN meeting.practitioner_id = excluded.practitioner_id THEN meeting.arranged_by ELSE excluded.arranged_by END
            WHERE meeting.version < excluded.version
            """, ct);
    }
}
