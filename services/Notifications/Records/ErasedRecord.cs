namespace PracticeAspire.Notifications.Records;

/// <summary>
/// That a record was erased, and when. News of it from before may come later than the news that it was erased, and is then not told any more.
/// </summary>
internal sealed class ErasedRecord
{
    public required Guid PatientId { get; init; }

    public required DateTimeOffset At { get; init; }
}
