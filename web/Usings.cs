// The contracts' client classes, under names that do not meet the pages' folders (Calendar, People, Reports, …).
global using AccountsClient = PracticeAspire.Users.Contracts.Accounts.AccountsClient;
global using AuditClient = PracticeAspire.Users.Contracts.Audit.AuditClient;
global using BookingClient = PracticeAspire.Appointments.Contracts.Booking.BookingClient;
global using CalendarClient = PracticeAspire.Appointments.Contracts.Calendar.CalendarClient;
global using ColleaguesClient = PracticeAspire.Users.Contracts.Colleagues.ColleaguesClient;
global using DeliveriesClient = PracticeAspire.Notifications.Contracts.Deliveries.DeliveriesClient;
global using FhirExportClient = PracticeAspire.Users.Contracts.FhirExport.FhirExportClient;
global using FhirImportClient = PracticeAspire.Users.Contracts.FhirImport.FhirImportClient;
global using LinkedIdentitiesClient = PracticeAspire.Users.Contracts.LinkedIdentities.LinkedIdentitiesClient;
global using NoticesClient = PracticeAspire.Notifications.Contracts.Notices.NoticesClient;
global using PatientsClient = PracticeAspire.Users.Contracts.Patients.PatientsClient;
global using PeopleClient = PracticeAspire.Users.Contracts.People.PeopleClient;
global using PracticeRolesClient = PracticeAspire.Users.Contracts.PracticeRoles.PracticeRolesClient;
global using ProxiesClient = PracticeAspire.Users.Contracts.Proxies.ProxiesClient;
global using ReportsClient = PracticeAspire.Reporting.Contracts.Reports.ReportsClient;
global using SchedulesClient = PracticeAspire.Appointments.Contracts.Schedules.SchedulesClient;
global using SlotsClient = PracticeAspire.Appointments.Contracts.Slots.SlotsClient;
