using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Notifications.Tests;

/// <summary>A doctor and the record of a patient that is closed to them.</summary>
internal sealed record Asking
{
    /// <summary>Of the request, or of the opening in an emergency.</summary>
    public Guid Id { get; } = Guid.CreateVersion7();

    public Guid Patient { get; } = Guid.CreateVersion7();

    public Guid Doctor { get; } = Guid.CreateVersion7();

    public string PatientMail => NotificationsHost.MailOf(Patient);

    public string DoctorMail => NotificationsHost.MailOf(Doctor);

    public AccessRequested Requested(DateTimeOffset at) => new(Id, 1, Patient, Doctor, at);

    public AccessGranted Granted(Guid by, DateTimeOffset until, DateTimeOffset at) => new(Id, 2, Patient, Doctor, by, until, at);

    public AccessRefused Refused(Guid by, DateTimeOffset at) => new(Id, 2, Patient, Doctor, by, at);

    public GlassBroken Broken(DateTimeOffset at) => new(Id, 1, Patient, Doctor, at.AddMinutes(30), at);

    public ReviewOverdue Overdue(DateTimeOffset at) => new(Id, 2, Patient, Doctor, at);
}
