using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Appointments.People;

internal sealed class WhenPatientsMerged(AppointmentsDb db) : ISubscriber<PatientsMerged>
{
    public async Task Handle(IReadOnlyList<Received<PatientsMerged>> events, CancellationToken ct)
    {
        await MergedPatient.KeepAsync(
            db, events.Select(e => e.Event).Select(e => new MergedPatient { Id = e.MergedId, SurvivorId = e.SurvivorId, Version = e.Version }), ct);
        await ScheduleBooks.ChangedAsync(db, ct);
    }
}
