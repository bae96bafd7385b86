using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Records.People;

/// <summary>What records hear of patients, who acts for them and who sees them.</summary>
internal static class PeopleSetUp
{
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        builder.AddSubscription<RecordsDb, PatientRegistered, WhenPatientRegistered>(AppNames.Users);
        builder.AddSubscription<RecordsDb, PatientsMerged, WhenPatientsMerged>(AppNames.Users);
        builder.AddSubscription<RecordsDb, PatientsUnmerged, WhenPatientsUnmerged>(AppNames.Users);
        builder.AddSubscription<RecordsDb, ProxyChanged, WhenProxyChanged>(AppNames.Users);
        builder.AddSubscription<RecordsDb, AppointmentBooked, WhenAppointmentBooked>(AppNames.Appointments);
        builder.AddSubscription<RecordsDb, AppointmentRescheduled, WhenAppointmentRescheduled>(AppNames.Appointments);
        builder.AddSubscription<RecordsDb, AppointmentCancelled, WhenAppointmentCancelled>(AppNames.Appointments);
        builder.AddSubscription<RecordsDb, AppointmentMissed, WhenAppointmentMissed>(AppNames.Appointments);
    }
}
