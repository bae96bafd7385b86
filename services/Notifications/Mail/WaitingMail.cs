using PracticeAspire.Notifications.Appointments;

namespace PracticeAspire.Notifications.Mail;

/// <summary>A mail that is due, with all it says but the person's name and address.</summary>
/// <param name="OursUntil">From then on another replica may take it.</param>
internal sealed record WaitingMail(
    Guid Id,
    Guid PersonId,
    Guid? ActsFor,
    int Attempts,
    DateTimeOffset OursUntil,
    string? TraceParent,
    string Kind,
    Guid AppointmentId,
    long Version,
    Guid PatientId,
    Guid PractitionerId,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    DateTimeOffset? PreviousStartsAt,
    string Zone,
    DateTimeOffset OccurredAt)
{
    public bool ToPractitioner => PersonId == PractitionerId;

    /// <summary>To whoever acts for the patient, or to the record the patient's was merged into.</summary>
    public bool ToAnother => !ToPractitioner && PersonId != PatientId;

    public bool IsCancelled => Kind == News.Cancelled;
}
