using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Notifications.Appointments;

internal sealed class WhenAppointmentRescheduled(NewsDesk desk) : ISubscriber<AppointmentRescheduled>
{
    public Task Handle(IReadOnlyList<Received<AppointmentRescheduled>> events, CancellationToken ct) =>
        desk.SpreadAsync([.. events.Select(e => News.Of(News.Rescheduled, e, e.Event.Appointment, e.Event.PreviousStart))], ct);
}
