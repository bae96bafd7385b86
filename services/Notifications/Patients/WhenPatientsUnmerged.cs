using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Patients;

internal sealed class WhenPatientsUnmerged(NotificationsDb db) : ISubscriber<PatientsUnmerged>
{
    public Task Handle(IReadOnlyList<Received<PatientsUnmerged>> events, CancellationToken ct) => MergedPatient.KeepAsync(
        db, events.Select(e => e.Event).Select(e => new MergedPatient { Id = e.MergedId, SurvivorId = null, Version = e.Version }), ct);
}
