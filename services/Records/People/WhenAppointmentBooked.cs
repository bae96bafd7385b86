using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Records.People;

internal sealed class WhenAppointmentBooked(RecordsDb db) : ISubscriber<AppointmentBooked>
{
    public Task Handle(IReadOnlyList<Received<AppointmentBooked>> events, CancellationToken ct) =>
        Meeting.KeepAsync(db, events.Select(e => Meeting.Of(e.Event.AppointmentId, e.Event.Version, e.Event.Appointment, e.Event.By, stands: true)), ct);
}
