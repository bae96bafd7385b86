using static PracticeAspire.ServiceDefaults.Permissions;

namespace PracticeAspire.ServiceDefaults;

/// <summary>
/// Who may knock at which door: every gRPC method, route and page of every process has its row, or the process does not start. What is not
/// written here is refused. Attributes that would decide elsewhere are refused too, so that this table is the whole answer.
/// </summary>
public static class PolicyTable
{
    private const string EveryApp = "*";

    /// <summary>The rows in the order in which people read them. Doors are named as <see cref="Door.NameOf"/> names them.</summary>
    public static IReadOnlyList<Policy> All { get; } =
    [
        // Every process
        new(EveryApp, "/health/live", Who.Anyone),
        new(EveryApp, "/health/ready", Who.Anyone),
        new(EveryApp, "GET /dapr/subscribe", Who.Sidecar),
        new(EveryApp, "POST /dapr/events/{topic}", Who.Sidecar),
        new(EveryApp, "POST /dapr/dead-letters", Who.Sidecar),
        new(EveryApp, "practice.events.v1.EventLog/Read", Who.ServiceOrMay(Operate)),
        new(EveryApp, "practice.events.v1.EventLog/Head", Who.ServiceOrMay(Operate)),
        new(EveryApp, "practice.events.v1.DeadLetters/ListDeadLetters", Who.May(Operate)),
        new(EveryApp, "practice.events.v1.DeadLetters/ReplayDeadLetter", Who.May(Operate)),
        new(EveryApp, Door.NoSuchMethod, Who.SignedIn),

        // users: the provider
        new(AppNames.Users, "GET /", Who.Anyone),
        new(AppNames.Users, "GET POST /connect/authorize", Who.Anyone),
        new(AppNames.Users, "POST /connect/token", Who.ByProtocol),
        new(AppNames.Users, "GET POST /connect/userinfo", Who.ByProtocol),
        new(AppNames.Users, "GET POST /connect/logout", Who.Anyone),
        new(AppNames.Users, "page /Account/SignIn", Who.Anyone),
        new(AppNames.Users, "page /Account/SignOut", Who.Anyone),
        new(AppNames.Users, "page /Account/MailLink", Who.Anyone),
        new(AppNames.Users, "page /Account/Link", Who.Anyone),
        new(AppNames.Users, "page /Account/Terms", Who.ProviderSession),
        new(AppNames.Users, "page /Problem", Who.Anyone),
        new(AppNames.Users, "POST /policy-reports", Who.Anyone),
        new(AppNames.Users, "page /Account/Confirm", Who.ProviderSession),
        new(AppNames.Users, "page /Account/Authenticator", Who.ProviderSession),
        new(AppNames.Users, "page /Account/Security", Who.ProviderSession),
        new(AppNames.Users, "page /Account/Password", Who.ProviderSession),
        new(AppNames.Users, "page /Account/RecoveryCodes", Who.ProviderSession),

        // users: people and what they may
        new(AppNames.Users, "practice.access.v1.AccessFeed/Watch", Who.ServiceOrWeb),
        new(AppNames.Users, "practice.access.v1.SignIns/WhoAmI", Who.AnyPerson),
        new(AppNames.Users, "practice.users.v1.LinkedIdentities/ListIdentities", Who.May(ManageStaff)),
        new(AppNames.Users, "practice.users.v1.LinkedIdentities/LinkIdentity", Who.May(ManageStaff), FreshProof: true),
        new(AppNames.Users, "practice.users.v1.LinkedIdentities/EndIdentity", Who.May(ManageStaff), FreshProof: true),
        new(AppNames.Users, "practice.users.v1.ProviderKeyRing/ListKeys", Who.May(Operate)),
        new(AppNames.Users, "practice.users.v1.ProviderKeyRing/MakeNextKeys", Who.May(Operate), FreshProof: true),
        new(AppNames.Users, "practice.users.v1.People/GetPeople", Who.SignedIn),
        new(AppNames.Users, "practice.users.v1.People/ListPractitioners", Who.SignedIn),
        new(AppNames.Users, "practice.users.v1.People/GetContacts", Who.Service),
        new(AppNames.Users, "practice.users.v1.People/FindPatients", Who.May(ReadDirectory)),
        new(AppNames.Users, "practice.users.v1.People/ListPeople", Who.May(ReadDirectory)),
        new(AppNames.Users, "practice.users.v1.People/ListPlacesOfWork", Who.May(ReadDirectory)),
        new(AppNames.Users, "practice.users.v1.People/RegisterPatient", Who.May(RegisterPatients)),
        new(AppNames.Users, "practice.users.v1.People/CheckPatient", Who.May(RegisterPatients)),
        new(AppNames.Users, "practice.users.v1.People/FindDuplicates", Who.May(ReadDirectory, RegisterPatients)),
        new(AppNames.Users, "practice.users.v1.People/PreviewMerge", Who.May(MergePatients)),
        new(AppNames.Users, "practice.users.v1.People/MergePatients", Who.May(MergePatients)),
        new(AppNames.Users, "practice.users.v1.People/UndoMerge", Who.May(MergePatients)),
        new(AppNames.Users, "practice.users.v1.People/ListMerged", Who.May(ReadDirectory)),
        new(AppNames.Users, "practice.users.v1.Proxies/AppointProxy", Who.May(RegisterPatients)),
        new(AppNames.Users, "practice.users.v1.Proxies/EndProxy", Who.SignedIn),
        new(AppNames.Users, "practice.users.v1.Proxies/ListProxies", Who.SignedIn),
        new(AppNames.Users, "practice.users.v1.Proxies/ListRepresented", Who.SignedIn),
        new(AppNames.Users, "practice.users.v1.Patients/GetPatient", Who.May(ReadDirectory)),
        new(AppNames.Users, "practice.users.v1.Patients/CorrectPatient", Who.May(RegisterPatients)),
        new(AppNames.Users, "practice.users.v1.Patients/CheckCorrection", Who.May(RegisterPatients)),
        new(AppNames.Users, "practice.users.v1.Patients/ListPatientContacts", Who.May(ReadDirectory)),
        new(AppNames.Users, "practice.users.v1.Patients/SavePatientContact", Who.May(RegisterPatients)),
        new(AppNames.Users, "practice.users.v1.Patients/CheckPatientContact", Who.May(RegisterPatients)),
        new(AppNames.Users, "practice.users.v1.Patients/RemovePatientContact", Who.May(RegisterPatients)),
        new(AppNames.Users, "practice.users.v1.FhirImport/ImportBundle", Who.May(ImportPeople)),
        new(AppNames.Users, "practice.users.v1.FhirExport/ExportPerson", Who.SignedIn),
        new(AppNames.Users, "practice.users.v1.Accounts/Invite", Who.May(ManageStaff, RegisterPatients)),
        new(AppNames.Users, "practice.users.v1.Accounts/CreateAccount", Who.May(ManageStaff), FreshProof: true),
        new(AppNames.Users, "practice.users.v1.Accounts/GetSignIn", Who.May(ManageStaff)),
        new(AppNames.Users, "practice.users.v1.Accounts/RemoveSecondFactor", Who.May(ManageStaff), FreshProof: true),
        new(AppNames.Users, "practice.users.v1.AccountLinks/GetLink", Who.Only(AppNames.Notifications)),
        new(AppNames.Users, "practice.users.v1.Audit/ListEntries", Who.May(ReadAudit)),
        new(AppNames.Users, "practice.users.v1.Audit/Export", Who.May(ReadAudit), FreshProof: true),
        new(AppNames.Users, "GET /audit/key", Who.Anyone),
        new(AppNames.Users, "practice.users.v1.Colleagues/ListColleagues", Who.May(ManageStaff)),
        new(AppNames.Users, "practice.users.v1.Colleagues/SaveColleague", Who.May(ManageStaff), FreshProof: true),
        new(AppNames.Users, "practice.users.v1.Colleagues/Deactivate", Who.May(ManageStaff), FreshProof: true),
        new(AppNames.Users, "practice.users.v1.Colleagues/Reactivate", Who.May(ManageStaff), FreshProof: true),
        new(AppNames.Users, "practice.users.v1.PracticeRoles/ListRoles", Who.May(EditRoles)),
        new(AppNames.Users, "practice.users.v1.PracticeRoles/SaveRole", Who.May(EditRoles), FreshProof: true),

        // appointments
        new(AppNames.Appointments, "practice.appointments.v1.Booking/HoldSlot", Who.May(ManageAppointments, OwnAppointments)),
        new(AppNames.Appointments, "practice.appointments.v1.Booking/BookAppointment", Who.May(ManageAppointments, OwnAppointments)),
        new(AppNames.Appointments, "practice.appointments.v1.Booking/ReleaseHold", Who.May(ManageAppointments, OwnAppointments)),
        new(AppNames.Appointments, "practice.appointments.v1.Booking/RescheduleAppointment", Who.May(ManageAppointments, OwnAppointments)),
        new(AppNames.Appointments, "practice.appointments.v1.Booking/CancelAppointment", Who.May(ManageAppointments, OwnAppointments)),
        new(AppNames.Appointments, "practice.appointments.v1.Booking/MarkNoShow", Who.May(ManageAppointments)),
        new(AppNames.Appointments, "practice.appointments.v1.Calendar/GetAppointment", Who.May(ReadCalendar, OwnAppointments)),
        new(AppNames.Appointments, "practice.appointments.v1.Calendar/ListForPatient", Who.May(ReadCalendar, OwnAppointments)),
        new(AppNames.Appointments, "practice.appointments.v1.Calendar/GetDay", Who.May(ReadCalendar)),
        new(AppNames.Appointments, "practice.appointments.v1.Calendar/GetWeek", Who.May(ReadCalendar)),
        new(AppNames.Appointments, "practice.appointments.v1.Calendar/WatchDay", Who.May(ReadCalendar)),
        new(AppNames.Appointments, "practice.appointments.v1.Slots/FindSlots", Who.SignedIn),
        new(AppNames.Appointments, "practice.appointments.v1.Schedules/ListVisitTypes", Who.SignedIn),
        new(AppNames.Appointments, "practice.appointments.v1.Schedules/ListLocations", Who.SignedIn),
        new(AppNames.Appointments, "practice.appointments.v1.Schedules/GetWorkingHours", Who.SignedIn),
        new(AppNames.Appointments, "practice.appointments.v1.Schedules/SaveLocation", Who.May(EditSchedules)),
        new(AppNames.Appointments, "practice.appointments.v1.Schedules/SaveVisitType", Who.May(EditSchedules)),
        new(AppNames.Appointments, "practice.appointments.v1.Schedules/SetWorkingHours", Who.May(EditSchedules)),
        new(AppNames.Appointments, "practice.appointments.v1.Schedules/AddAbsence", Who.May(EditSchedules)),
        new(AppNames.Appointments, "practice.appointments.v1.Schedules/RemoveAbsence", Who.May(EditSchedules)),

        // records: the service decides besides, for each patient, see Standings
        new(AppNames.Records, "practice.records.v1.Charts/GetChart", Who.May(ReadRecords, RequestRecords, OwnRecord)),
        new(AppNames.Records, "practice.records.v1.Charts/ListEntries", Who.May(ReadRecords, RequestRecords, OwnRecord)),
        new(AppNames.Records, "practice.records.v1.Charts/GetEntry", Who.May(ReadRecords, RequestRecords, OwnRecord)),
        new(AppNames.Records, "practice.records.v1.Charts/GetTrend", Who.May(ReadRecords, RequestRecords, OwnRecord)),
        new(AppNames.Records, "practice.records.v1.Entries/AddEntry", Who.May(WriteRecords)),
        new(AppNames.Records, "practice.records.v1.Entries/AmendEntry", Who.May(WriteRecords)),
        new(AppNames.Records, "practice.records.v1.Entries/SignEntry", Who.May(WriteRecords)),
        new(AppNames.Records, "practice.records.v1.Entries/RetractEntry", Who.May(WriteRecords)),
        new(AppNames.Records, "practice.records.v1.Entries/ListTemplates", Who.May(WriteRecords)),
        new(AppNames.Records, "practice.records.v1.RecordAccess/GetStanding", Who.May(ReadRecords, RequestRecords, OwnRecord)),
        new(AppNames.Records, "practice.records.v1.RecordAccess/RequestAccess", Who.May(RequestRecords)),
        new(AppNames.Records, "practice.records.v1.RecordAccess/ListRequests", Who.May(RequestRecords, OwnRecord)),
        new(AppNames.Records, "practice.records.v1.RecordAccess/ApproveRequest", Who.May(OwnRecord)),
        new(AppNames.Records, "practice.records.v1.RecordAccess/DenyRequest", Who.May(OwnRecord)),
        new(AppNames.Records, "practice.records.v1.RecordAccess/EndAccess", Who.May(RequestRecords, OwnRecord)),
        new(AppNames.Records, "practice.records.v1.RecordAccess/BreakGlass", Who.May(Permissions.BreakGlass), FreshProof: true),
        new(AppNames.Records, "practice.records.v1.RecordAccess/ListGlassBreaks", Who.May(ReviewRecords, OwnRecord)),
        new(AppNames.Records, "practice.records.v1.RecordAccess/ReviewGlassBreak", Who.May(ReviewRecords)),
        new(AppNames.Records, "practice.records.v1.RecordAccess/KeepOut", Who.May(OwnRecord)),
        new(AppNames.Records, "practice.records.v1.RecordAccess/LetInAgain", Who.May(OwnRecord)),
        new(AppNames.Records, "practice.records.v1.RecordAccess/ListKeptOut", Who.May(OwnRecord)),
        new(AppNames.Records, "practice.records.v1.Ledger/ListAccesses", Who.May(OwnRecord)),
        new(AppNames.Records, "GET /audit/key", Who.Anyone),

        // notifications
        new(AppNames.Notifications, "practice.notifications.v1.Notices/ListNotices", Who.SignedIn),
        new(AppNames.Notifications, "practice.notifications.v1.Notices/MarkRead", Who.SignedIn),
        new(AppNames.Notifications, "practice.notifications.v1.Notices/WatchUnread", Who.SignedIn),
        new(AppNames.Notifications, "practice.notifications.v1.Deliveries/ListDeliveries", Who.May(ReadDeliveries, OwnAppointments)),
        new(AppNames.Notifications, "practice.notifications.v1.Deliveries/SendAgain", Who.May(ResendDeliveries)),

        // reporting
        new(AppNames.Reporting, "practice.reporting.v1.Reports/GetDaySheet", Who.May(ReadReports)),
        new(AppNames.Reporting, "practice.reporting.v1.Reports/GetUtilisation", Who.May(ReadReports)),
        new(AppNames.Reporting, "practice.reporting.v1.Reports/Rebuild", Who.May(Operate)),

        // web: the services decide about everything a page shows or does; these keep people from pages that would be empty for them
        new(AppNames.Web, "GET /sign-in", Who.Anyone),
        new(AppNames.Web, "POST /sign-out", Who.Anyone),
        new(AppNames.Web, "GET /prove", Who.SignedIn),
        new(AppNames.Web, "page /Proven", Who.SignedIn),
        new(AppNames.Web, "POST /theme", Who.Anyone),
        new(AppNames.Web, "POST /policy-reports", Who.Anyone),
        new(AppNames.Web, "page /Index", Who.Anyone),
        new(AppNames.Web, "page /SignedOut", Who.Anyone),
        new(AppNames.Web, "page /Problem", Who.Anyone),
        new(AppNames.Web, "page /More", Who.May(ReadCalendar, ReadDirectory, ReadReports)),
        new(AppNames.Web, "page /Notices/List", Who.SignedIn),
        new(AppNames.Web, "GET /live/unread", Who.SignedIn),
        new(AppNames.Web, "page /Calendar/Board", Who.May(ReadCalendar)),
        new(AppNames.Web, "page /Calendar/Week", Who.May(ReadCalendar)),
        new(AppNames.Web, "GET /live/board", Who.May(ReadCalendar)),
        new(AppNames.Web, "page /Appointments/FindTime", Who.May(ManageAppointments, OwnAppointments)),
        new(AppNames.Web, "page /Appointments/Confirm", Who.May(ManageAppointments, OwnAppointments)),
        new(AppNames.Web, "page /Appointments/Reschedule", Who.May(ManageAppointments, OwnAppointments)),
        new(AppNames.Web, "page /Appointments/Show", Who.May(ReadCalendar, OwnAppointments)),
        new(AppNames.Web, "page /Appointments/Mine", Who.SignedIn),
        new(AppNames.Web, "page /Profile", Who.SignedIn),
        new(AppNames.Web, "page /People/Search", Who.May(ReadDirectory)),
        new(AppNames.Web, "page /People/Show", Who.May(ReadDirectory)),
        new(AppNames.Web, "page /People/Register", Who.May(RegisterPatients)),
        new(AppNames.Web, "page /People/AppointProxy", Who.May(RegisterPatients)),
        new(AppNames.Web, "page /People/Edit", Who.May(RegisterPatients)),
        new(AppNames.Web, "page /People/Contact", Who.May(RegisterPatients)),
        new(AppNames.Web, "page /People/Export", Who.SignedIn),
        new(AppNames.Web, "page /People/Merge", Who.May(MergePatients)),
        new(AppNames.Web, "page /People/GiveSignIn", Who.May(ManageStaff, RegisterPatients)),
        new(AppNames.Web, "page /People/SignIn", Who.May(ManageStaff)),
        new(AppNames.Web, "page /Reports/DaySheet", Who.May(ReadReports)),
        new(AppNames.Web, "page /Reports/Utilisation", Who.May(ReadReports)),
        new(AppNames.Web, "page /Reports/Rebuild", Who.May(Operate)),
        new(AppNames.Web, "page /Administration/Locations", Who.May(EditSchedules)),
        new(AppNames.Web, "page /Administration/VisitTypes", Who.May(EditSchedules)),
        new(AppNames.Web, "page /Administration/WorkingHours", Who.May(EditSchedules)),
        new(AppNames.Web, "page /Administration/Import", Who.May(ImportPeople)),
        new(AppNames.Web, "page /Administration/Staff", Who.May(ManageStaff)),
        new(AppNames.Web, "page /Administration/Roles", Who.May(EditRoles)),
        new(AppNames.Web, "page /Administration/Audit", Who.May(ReadAudit)),
    ];

    /// <summary>The rows of one process, by door.</summary>
    public static Dictionary<string, Who> Of(string app) =>
        All.Where(row => row.App == app || row.App == EveryApp).ToDictionary(row => row.Door, row => row.Who with { NeedsFreshProof = row.FreshProof });
}

/// <param name="App">One of <see cref="AppNames"/>, or <c>*</c> for each of them.</param>
/// <param name="Door">The endpoint's name, see <see cref="ServiceDefaults.Door.NameOf"/>.</param>
/// <param name="FreshProof">Opens only to who has proven who they are lately, see <see cref="ServiceDefaults.FreshProof"/>.</param>
public sealed record Policy(string App, string Door, Who Who, bool FreshProof = false);
