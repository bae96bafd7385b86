using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Reporting;
using PracticeAspire.Reporting.Appointments;
using PracticeAspire.Reporting.Patients;
using PracticeAspire.Reporting.Reports;
using PracticeAspire.Reporting.WorkingDays;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(AppNames.Reporting);
builder.AddDaprSecrets();
builder.AddServiceDatabase<ReportingDb>(AppNames.Reporting);
builder.AddGrpcServices();
builder.Services.AddScoped<AppointmentFigures>();
builder.AddSubscription<ReportingDb, AppointmentBooked, WhenAppointmentBooked>(AppNames.Appointments);
builder.AddSubscription<ReportingDb, AppointmentRescheduled, WhenAppointmentRescheduled>(AppNames.Appointments);
builder.AddSubscription<ReportingDb, AppointmentCancelled, WhenAppointmentCancelled>(AppNames.Appointments);
builder.AddSubscription<ReportingDb, AppointmentMissed, WhenAppointmentMissed>(AppNames.Appointments);
builder.AddSubscription<ReportingDb, WorkingDayPlanned, WhenWorkingDayPlanned>(AppNames.Appointments);
builder.AddSubscription<ReportingDb, PatientsMerged, WhenPatientsMerged>(AppNames.Users);
builder.AddSubscription<ReportingDb, PatientsUnmerged, WhenPatientsUnmerged>(AppNames.Users);

var app = builder.Build();
app.MapServiceDefaults();
app.MapSubscriptions();
app.MapGrpcService<ReportsService>();
app.Run();
