namespace PracticeAspire.Records.People;

/// <summary>Someone who can have a record, as far as records need to know.</summary>
internal sealed class Patient
{
    public Guid Id { get; init; }

    public long Version { get; set; }
}
