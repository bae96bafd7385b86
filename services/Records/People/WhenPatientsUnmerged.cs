using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Records.People;

internal sealed class WhenPatientsUnmerged(RecordsDb db) : ISubscriber<PatientsUnmerged>
{
    public Task Handle(IReadOnlyList<Received<PatientsUnmerged>> events, CancellationToken ct) => MergedPatient.KeepAsync(
        db, events.Select(e => e.Event).Select(e => new MergedPatient { Id = e.MergedId, SurvivorId = null, Version = e.Version }), ct);
}
