using NodaTime;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Appointments.Booking;

/// <summary>A time that someone wants: understood, inside working hours, in the future. Whether it is still free only the database knows.</summary>
/// <param name="PatientRecord">Under which the patient's time is taken. An appointment keeps the one it was booked under, also when that is merged.</param>
/// <param name="PatientRecords">All records of the patient, the surviving one first: what any of them takes, the patient has not.</param>
/// <param name="HoldUntil">Null to book; otherwise the time is only held, until then.</param>
internal sealed record Wish(
    Guid Id, Guid PatientRecord, Guid[] PatientRecords, Guid PractitionerId, Location Location, VisitType VisitType, Interval Visit, Instant? HoldUntil,
    Guid By, Instant Now)
{
    public Interval Claim => VisitType.ClaimAt(Visit.Start);

    public static Wish For(
        ScheduleBook book, Guid id, Guid patient, Guid practitioner, Guid location, Guid visitType, Instant start, Instant? holdUntil, Guid by, Instant now)
    {
        var wish = new Wish(
            id, patient, book.RecordsOf(book.PatientOf(patient)), book.Practitioner(practitioner).Id, book.Location(location), book.VisitType(visitType),
            book.VisitType(visitType).VisitAt(start), holdUntil, by, now);
        if (start < now)
            throw new RuleBroken("slot-in-the-past", "That time has passed. Choose a later one.");
        if (wish.PatientRecords.Contains(practitioner))
            throw new RuleBroken("patient-busy", "Nobody is their own practitioner. Choose another practitioner.");
        if (!wish.IsOffered(book))
            throw new RuleBroken("outside-working-hours", "The practitioner does not work at that time. Choose one of the free times.");
        return wish;
    }

    public bool PatientIsAmong(HashSet<Guid> taken) => PatientRecords.Any(taken.Contains);

    /// <summary>
    /// Keys of the locks to take before looking: practitioner, patient and the location's rooms, on each UTC day touched. Ascending, so that two
    /// who want each other's resources wait instead of deadlocking.
    /// </summary>
    public long[] Locks()
    {
        var first = Claim.Start.InUtc().Date;
        var last = Claim.End.InUtc().Date;
        var keys = new SortedSet<long>();
        for (var day = first; day <= last; day = day.PlusDays(1))
        {
            keys.Add(Key(PractitionerId, day));
            keys.Add(Key(PatientRecords[0], day));
            if (VisitType.NeedsRoom)
                keys.Add(Key(Location.Id, day));
        }

        return [.. keys];
    }

    private static long Key(Guid resource, LocalDate day)
    {
        Span<byte> bytes = stackalloc byte[16];
        resource.TryWriteBytes(bytes);
        return BitConverter.ToInt64(bytes[8..]) ^ (BitConverter.ToInt64(bytes) * 31) ^ ((long)day.Year * 372 + day.DayOfYear) * unchecked((long)0x9E3779B97F4A7C15);
    }

    private bool IsOffered(ScheduleBook book)
    {
        var local = Visit.Start.InZone(Zones.Of(Location.Zone));
        return VisitType.MayStartAt(local.TimeOfDay)
            && book.WorkingTimes(PractitionerId, Location, local.Date).Any(w => w.Start <= Visit.Start && Visit.End <= w.End);
    }
}
