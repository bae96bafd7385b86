namespace PracticeAspire.ServiceDefaults;

/// <summary>What a role can be allowed. A name is for ever: roles in databases hold it.</summary>
public static class Permissions
{
    public const string ReadDirectory = "directory.read";
    public const string RegisterPatients = "patients.register";
    public const string MergePatients = "patients.merge";
    public const string ImportPeople = "people.import";
    public const string ExportPeople = "people.export";
    public const string ManageStaff = "staff.manage";
    public const string EditRoles = "roles.edit";
    public const string ReadAudit = "audit.read";
    public const string ReadCalendar = "calendar.read";
    public const string ManageAppointments = "appointments.manage";
    public const string OwnAppointments = "appointments.own";
    public const string OwnRecord = "records.own";
    public const string ReadRecords = "records.read";
    public const string WriteRecords = "records.write";
    public const string RequestRecords = "records.request";
    public const string BreakGlass = "records.break-glass";
    public const string ImportRecords = "records.import";
    public const string ReviewRecords = "records.review";
    public const string EraseRecords = "records.erase";
    public const string EditSchedules = "schedules.edit";
    public const string ReadDeliveries = "deliveries.read";
    public const string ResendDeliveries = "deliveries.resend";
    public const string ReadReports = "reports.read";
    public const string Operate = "operations.manage";

    /// <summary>All of them, in the order in which people read them.</summary>
    public static IReadOnlyList<Permission> All { get; } =
    [
        new(OwnAppointments, "See, book, move and cancel their own appointments", ForPatients: true),
        new(OwnRecord, "See their own medical record and who opened it, and decide who else may", ForPatients: true),
        new(ReadCalendar, "See the day board, the calendars and everyone's appointments"),
        new(ManageAppointments, "Book, move and cancel for any patient, and mark who did not come"),
        new(ReadDirectory, "Find patients and colleagues, with birth dates and how to reach them"),
        new(RegisterPatients, "Register patients, invite them to sign in, and correct who they are and whom to call about them"),
        new(MergePatients, "Merge two records of one patient, and undo it"),
        new(ReadDeliveries, "See which messages were sent about an appointment"),
        new(ResendDeliveries, "Send a message again that could not be delivered"),
        new(ReadReports, "See the day sheet and the reports"),
        new(ReadRecords, "See the medical records of the patients they treat", Clinical: true),
        new(WriteRecords, "Write into the medical records of the patients they treat", Clinical: true),
        new(RequestRecords, "Ask a patient to let them see the medical record", Clinical: true),
        new(BreakGlass, "Open a medical record in an emergency, for half an hour; the patient and the privacy officer are told", Clinical: true),
        new(ReviewRecords, "Look at every record opened in an emergency, as the privacy officer"),
        new(EraseRecords, "Erase a medical record for good"),
        new(EditSchedules, "Set up locations, visit types, working hours and absences"),
        new(ImportPeople, "Import people from FHIR bundles"),
        new(ImportRecords, "Import clinical resources from FHIR bundles"),
        new(ExportPeople, "Export everything the directory knows of a person, as a FHIR bundle"),
        new(ManageStaff, "Give people a sign-in and take it away, colleagues too"),
        new(EditRoles, "Decide what each role may do"),
        new(ReadAudit, "Read who did what"),
        new(Operate, "Rebuild reports, replay dead letters, read event logs"),
    ];

    /// <summary>
    /// What the role may do until an administrator decides otherwise, and whether its sign-ins need a second factor. A role that is unknown
    /// may do nothing.
    /// </summary>
    public static RoleRules DefaultsOf(string role) => role switch
    {
        Roles.Administrator => new([.. All.Where(p => !p.ForPatients && !p.Clinical).Select(p => p.Name)], MfaRequired: true),
        Roles.Receptionist => new(
            [ReadCalendar, ManageAppointments, ReadDirectory, RegisterPatients, MergePatients, ExportPeople, ReadDeliveries, ReadReports, RequestRecords], MfaRequired: true),
        Roles.Doctor or Roles.Nurse => new(
            [
                ReadCalendar, ManageAppointments, ReadDirectory, RegisterPatients, ReadDeliveries, ReadReports,
                ReadRecords, WriteRecords, RequestRecords, BreakGlass,
            ],
            MfaRequired: true),
        Roles.Biller => new([ReadCalendar, ReadDirectory, ReadDeliveries, ReadReports, RequestRecords], MfaRequired: true),
        Roles.Patient => new([OwnAppointments, OwnRecord], MfaRequired: false),
        _ => new([], MfaRequired: false),
    };

    /// <summary>What no edit can take from a role: without it nobody could give anything back.</summary>
    public static IReadOnlyList<string> KeptBy(string role) => role == Roles.Administrator ? [EditRoles, ManageStaff] : [];
}

/// <param name="Sentence">Completes "Someone in this role may …" for people who decide about it.</param>
/// <param name="ForPatients">About the caller's own things only, and the only kind a patient can be given.</param>
/// <param name="Clinical">For who treats patients: an administrator gives it, and does not have it unless given.</param>
public sealed record Permission(string Name, string Sentence, bool ForPatients = false, bool Clinical = false);

public sealed record RoleRules(IReadOnlyList<string> Permissions, bool MfaRequired);
