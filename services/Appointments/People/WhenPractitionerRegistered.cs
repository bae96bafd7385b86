using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Appointments.People;

internal sealed class WhenPractitionerRegistered(AppointmentsDb db) : ISubscriber<PractitionerRegistered>
{
    public async Task Handle(IReadOnlyList<Received<PractitionerRegistered>> events, CancellationToken ct)
    {
        foreach (var told in events.Select(e => e.Event).OrderBy(e => e.Version))
        {
            var known = await db.Practitioners.FindAsync([told.PractitionerId], ct);
            if (known is null)
                db.Practitioners.Add(known = new Practitioner { Id = told.PractitionerId, Specialities = [] });
            if (known.Version >= told.Version)
                continue;

            known.Version = told.Version;
            known.Active = told.Active;
            known.Specialities = [.. told.Specialities];
        }

        await ScheduleBooks.ChangedAsync(db, ct);
    }
}
