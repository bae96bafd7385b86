using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Records.People;

internal sealed class WhenPatientsMerged(RecordsDb db) : ISubscriber<PatientsMerged>
{
    public Task Handle(IReadOnlyList<Received<PatientsMerged>> events, CancellationToken ct) => MergedPatient.KeepAsync(
        db, events.Select(e => e.Event).Select(e => new MergedPatient { Id = e.MergedId, SurvivorId = e.SurvivorId, Version = e.Version }), ct);
}
