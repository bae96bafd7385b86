using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Reporting.Appointments;

internal sealed class WhenAppointmentCancelled(AppointmentFigures figures) : ISubscriber<AppointmentCancelled>
{
    public Task Handle(IReadOnlyList<Received<AppointmentCancelled>> events, CancellationToken ct) =>
        figures.KeepAsync(
            [.. events.Select(e => e.Event).Select(e => AppointmentFact.Of(e.AppointmentId, e.Version, AppointmentStatus.Cancelled, e.Appointment, e.Late))], ct);
}
