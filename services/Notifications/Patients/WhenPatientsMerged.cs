using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Patients;

internal sealed class WhenPatientsMerged(NotificationsDb db) : ISubscriber<PatientsMerged>
{
    public Task Handle(IReadOnlyList<Received<PatientsMerged>> events, CancellationToken ct) => MergedPatient.KeepAsync(
        db, events.Select(e => e.Event).Select(e => new MergedPatient { Id = e.MergedId, SurvivorId = e.SurvivorId, Version = e.Version }), ct);
}
