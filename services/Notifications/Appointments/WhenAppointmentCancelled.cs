using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Notifications.Appointments;

internal sealed class WhenAppointmentCancelled(AppointmentDesk desk) : ISubscriber<AppointmentCancelled>
{
    public Task Handle(IReadOnlyList<Received<AppointmentCancelled>> events, CancellationToken ct) =>
        desk.SpreadAsync([.. events.Select(e => AppointmentNews.Of(AppointmentNews.Cancelled, e, e.Event.Appointment))], ct);
}
