using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Appointments.People;

/// <summary>Who speaks for a patient: the patient, whichever of their records is meant, and whoever was appointed to and still may.</summary>
internal sealed class SpeaksFor(AppointmentsDb db, ScheduleBooks books, IClock clock)
{
    public async Task<bool> AskAsync(Caller caller, Guid patient, CancellationToken ct)
    {
        if (caller.PersonId == patient)
            return true;
        var book = await books.CurrentAsync(ct);
        var survivor = book.PatientOf(patient);
        if (caller.PersonId == survivor)
            return true;

        var (records, now) = (book.RecordsOf(survivor), clock.GetCurrentInstant().ToDateTimeOffset());
        return await db.Proxies.AnyAsync(p => p.ProxyId == caller.PersonId && records.Contains(p.PatientId) && (p.EndsAt == null || p.EndsAt > now), ct);
    }
}
