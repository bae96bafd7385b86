using PracticeAspire.Notifications.Appointments;

namespace PracticeAspire.Notifications.Mail;

/// <summary>A mail that is due, with all it says but the person's name and address.</summary>
internal sealed record WaitingMail(
    Guid Id,
    Guid PersonId,
    int Attempts,
    string? TraceParent,
    string Kind,
    Guid AppointmentId,
    long Version,
    Guid PractitionerId,
    DateTimeOffset StartsAt,
    DateTimeOffset EndsAt,
    DateTimeOffset? PreviousStartsAt,
    string Zone,
    DateTimeOffset OccurredAt)
{
    public bool ToPractitioner => PersonId == PractitionerId;

    public bool IsCancelled => Kind == News.Cancelled;
}
