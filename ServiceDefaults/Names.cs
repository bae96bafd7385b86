namespace PracticeAspire.ServiceDefaults;

/// <summary>The processes, as Aspire resources, as Dapr app ids and as OpenID Connect clients.</summary>
public static class AppNames
{
    public const string Users = "users";
    public const string Appointments = "appointments";
    public const string Records = "records";
    public const string Notifications = "notifications";
    public const string Reporting = "reporting";
    public const string Web = "web";

    public static IReadOnlyList<string> All { get; } = [Users, Appointments, Records, Notifications, Reporting, Web];
}

/// <summary>The Dapr components every set below <c>components/</c> provides, whatever broker or store stands behind them.</summary>
public static class DaprNames
{
    public const string PubSub = "pubsub";
    public const string StateStore = "statestore";
    public const string SecretStore = "secretstore";
}

/// <summary>The roles a token can carry in its <c>role</c> claims.</summary>
public static class Roles
{
    public const string Doctor = "doctor";
    public const string Nurse = "nurse";
    public const string Receptionist = "receptionist";
    public const string Biller = "biller";
    public const string Administrator = "administrator";
    public const string Patient = "patient";

    /// <summary>A service that calls for itself, by client credentials; never a person.</summary>
    public const string Service = "service";

    /// <summary>The web app when it asks for itself; when it shows a page it is the person whose page it is.</summary>
    public const string Web = "web";

    public static IReadOnlyList<string> Staff { get; } = [Doctor, Nurse, Receptionist, Biller, Administrator];

    /// <summary>All that a person can have. The others are of processes, whatever a person's token says.</summary>
    public static IReadOnlyList<string> OfPeople { get; } = [.. Staff, Patient];
}
