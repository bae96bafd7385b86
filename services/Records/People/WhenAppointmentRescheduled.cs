using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Records.People;

internal sealed class WhenAppointmentRescheduled(RecordsDb db) : ISubscriber<AppointmentRescheduled>
{
    public Task Handle(IReadOnlyList<Received<AppointmentRescheduled>> events, CancellationToken ct) =>
        Meeting.KeepAsync(db, events.Select(e => Meeting.Of(e.Event.AppointmentId, e.Event.Version, e.Event.Appointment, e.Event.By, stands: true)), ct);
}
