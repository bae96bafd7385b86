using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Appointments.People;

internal sealed class WhenPatientsUnmerged(AppointmentsDb db) : ISubscriber<PatientsUnmerged>
{
    public async Task Handle(IReadOnlyList<Received<PatientsUnmerged>> events, CancellationToken ct)
    {
        await MergedPatient.KeepAsync(
            db, events.Select(e => e.Event).Select(e => new MergedPatient { Id = e.MergedId, SurvivorId = null, Version = e.Version }), ct);
        await ScheduleBooks.ChangedAsync(db, ct);
    }
}
