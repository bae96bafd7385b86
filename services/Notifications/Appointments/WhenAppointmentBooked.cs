using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Notifications.Appointments;

internal sealed class WhenAppointmentBooked(AppointmentDesk desk) : ISubscriber<AppointmentBooked>
{
    public Task Handle(IReadOnlyList<Received<AppointmentBooked>> events, CancellationToken ct) =>
        desk.SpreadAsync([.. events.Select(e => AppointmentNews.Of(AppointmentNews.Booked, e, e.Event.Appointment))], ct);
}
