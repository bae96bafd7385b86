using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Reporting.Appointments;

internal sealed class WhenAppointmentRescheduled(AppointmentFigures figures) : ISubscriber<AppointmentRescheduled>
{
    public Task Handle(IReadOnlyList<Received<AppointmentRescheduled>> events, CancellationToken ct) =>
        figures.KeepAsync(
            [.. events.Select(e => e.Event).Select(e => AppointmentFact.Of(e.AppointmentId, e.Version, AppointmentStatus.Booked, e.Appointment))], ct);
}
