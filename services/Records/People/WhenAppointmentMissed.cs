using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Records.People;

internal sealed class WhenAppointmentMissed(RecordsDb db) : ISubscriber<AppointmentMissed>
{
    public Task Handle(IReadOnlyList<Received<AppointmentMissed>> events, CancellationToken ct) =>
        Meeting.KeepAsync(db, events.Select(e => Meeting.Of(e.Event.AppointmentId, e.Event.Version, e.Event.Appointment, null, stands: false)), ct);
}
