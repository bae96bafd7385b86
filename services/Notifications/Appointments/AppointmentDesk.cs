using System.Diagnostics;
using NodaTime;
using PracticeAspire.Notifications.Patients;
using PracticeAspire.Notifications.Telling;

namespace PracticeAspire.Notifications.Appointments;

/// <summary>Of an appointment the patient and the practitioner are told, and with the patient those who see to their appointments.</summary>
internal sealed class AppointmentDesk(NotificationsDb db, NewsDesk desk, IClock clock)
{
    public async Task SpreadAsync(IReadOnlyList<AppointmentNews> news, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant().ToDateTimeOffset();
        var audience = await Audience.FindAsync(db, news.Select(n => n.PatientId), Scope.Appointments, now, ct);
        await desk.WriteAsync(AppointmentNews.Table, news, [.. news.SelectMany(n => audience.Of(n, n.PractitionerId))], Activity.Current?.Id, ct);
    }
}
