using NodaTime;

namespace PracticeAspire.Records.Access;

/// <summary>Someone whom the owner does not let see the record, though they treat the patient.</summary>
internal sealed class KeptOut
{
    public required Guid PatientId { get; init; }

    public required Guid PersonId { get; init; }

    public required Instant Since { get; init; }
}
