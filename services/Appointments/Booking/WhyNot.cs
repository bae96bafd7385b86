using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.Appointments.Slots;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Appointments.Booking;

/// <summary>Finds out, for whoever lost, what stood in the way and what is free next.</summary>
internal sealed class WhyNot(AppointmentsDb db, BusyTimes busyTimes)
{
    private const int DaysToLook = 7;
    private const int TimesToOffer = 3;

    /// <returns>Null when nothing stands in the way any more.</returns>
    public async Task<RuleBroken?> AskAsync(Wish wish, ScheduleBook book, bool holdRanOut, CancellationToken ct)
    {
        var taken = await TakenAsync(wish, ct);
        var (code, sentence) = true switch
        {
            _ when taken.Contains(wish.PractitionerId) && holdRanOut => ("hold-expired", "Your hold on that time ran out and it has been taken since."),
            _ when taken.Contains(wish.PractitionerId) => ("practitioner-busy", "That time has just been taken."),
            _ when wish.PatientIsAmong(taken) => ("patient-busy", "The patient already has an appointment at that time."),
            _ when wish.VisitType.NeedsRoom && wish.Location.Rooms.TrueForAll(r => taken.Contains(r.Id)) =>
                ("room-busy", "There is no free room at that time."),
            _ => ("", ""),
        };
        return code.Length == 0 ? null : new RuleBroken(code, $"{sentence} {await NextTimesAsync(wish, book, ct)}");
    }

    /// <summary>Which of the practitioner, the patient and the location's rooms are taken by others at that time.</summary>
    public async Task<HashSet<Guid>> TakenAsync(Wish wish, CancellationToken ct)
    {
        Guid[] forClaim = [wish.PractitionerId, .. wish.Location.Rooms.Select(r => r.Id)];
        var taken = await db.Database.SqlQuery<Guid>(
            $"""
            SELECT DISTINCT resource AS "Value" FROM resource_claim
            WHERE appointment_id <> {wish.Id} AND (held_until IS NULL OR held_until > {wish.Now})
              AND ((resource = ANY ({wish.PatientRecords}) AND during && {wish.Visit}) OR (resource = ANY ({forClaim}) AND during && {wish.Claim}))
            """).ToListAsync(ct);
        return [.. taken];
    }

    private async Task<string> NextTimesAsync(Wish wish, ScheduleBook book, CancellationToken ct)
    {
        var zone = Zones.Of(wish.Location.Zone);
        var day = wish.Visit.Start.InZone(zone).Date;
        Guid[] resources = [wish.PractitionerId, .. wish.Location.Rooms.Select(r => r.Id)];
        var busy = await busyTimes.ReadAsync(resources, new(wish.Claim.Start, Zones.Day(zone, day.PlusDays(DaysToLook)).End), wish.Id, ct);
        var rooms = wish.Location.Rooms.Select(r => busy.Of(r.Id)).ToList();

        var next = Enumerable.Range(0, DaysToLook)
            .SelectMany(n => FreeTimes.Starts(
                wish.VisitType, zone, book.WorkingTimes(wish.PractitionerId, wish.Location, day.PlusDays(n)), busy.Of(wish.PractitionerId), rooms,
                Instant.Max(wish.Now, wish.Visit.Start + Duration.FromMinutes(1))))
            .Take(TimesToOffer)
            .Select(start => start.InZone(zone).ToString("ddd d MMM HH:mm", CultureInfo.InvariantCulture))
            .ToList();
        return next.Count == 0
            ? "Nothing is free in the week after it; look at another practitioner."
            : $"Next free: {string.Join(", ", next)}.";
    }
}
