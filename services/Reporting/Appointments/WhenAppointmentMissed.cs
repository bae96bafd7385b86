using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Reporting.Appointments;

internal sealed class WhenAppointmentMissed(AppointmentFigures figures) : ISubscriber<AppointmentMissed>
{
    public Task Handle(IReadOnlyList<Received<AppointmentMissed>> events, CancellationToken ct) =>
        figures.KeepAsync(
            [.. events.Select(e => e.Event).Select(e => AppointmentFact.Of(e.AppointmentId, e.Version, AppointmentStatus.NoShow, e.Appointment))], ct);
}
