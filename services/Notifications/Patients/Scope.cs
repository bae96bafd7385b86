namespace PracticeAspire.Notifications.Patients;

/// <summary>What for somebody acts for a patient, as far as people are told of it here: a scope of users' <c>ProxyChanged</c>.</summary>
internal static class Scope
{
    public const string Appointments = "appointments";
    public const string Records = "records";
}
