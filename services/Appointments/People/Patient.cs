namespace PracticeAspire.Appointments.People;

/// <summary>Someone who can have appointments, as far as appointments need to know.</summary>
internal sealed class Patient
{
    public Guid Id { get; init; }

    public long Version { get; set; }
}
