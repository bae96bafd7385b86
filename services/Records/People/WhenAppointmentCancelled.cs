using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Records.People;

internal sealed class WhenAppointmentCancelled(RecordsDb db) : ISubscriber<AppointmentCancelled>
{
    public Task Handle(IReadOnlyList<Received<AppointmentCancelled>> events, CancellationToken ct) =>
        Meeting.KeepAsync(db, events.Select(e => Meeting.Of(e.Event.AppointmentId, e.Event.Version, e.Event.Appointment, null, stands: false)), ct);
}
