using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Notifications.Appointments;

internal sealed class WhenAppointmentRescheduled(AppointmentDesk desk) : ISubscriber<AppointmentRescheduled>
{
    public Task Handle(IReadOnlyList<Received<AppointmentRescheduled>> events, CancellationToken ct) =>
        desk.SpreadAsync([.. events.Select(e => AppointmentNews.Of(AppointmentNews.Rescheduled, e, e.Event.Appointment, e.Event.PreviousStart))], ct);
}
