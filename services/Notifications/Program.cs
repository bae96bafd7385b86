using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Notifications;
using PracticeAspire.Notifications.Appointments;
using PracticeAspire.Notifications.Deliveries;
using PracticeAspire.Notifications.Mail;
using PracticeAspire.Notifications.Notices;
using PracticeAspire.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(AppNames.Notifications);
builder.AddDaprSecrets();
builder.AddServiceDatabase<NotificationsDb>(AppNames.Notifications);
builder.AddGrpcServices();
builder.AddSubscription<NotificationsDb, AppointmentBooked, WhenAppointmentBooked>(AppNames.Appointments);
builder.AddSubscription<NotificationsDb, AppointmentRescheduled, WhenAppointmentRescheduled>(AppNames.Appointments);
builder.AddSubscription<NotificationsDb, AppointmentCancelled, WhenAppointmentCancelled>(AppNames.Appointments);
builder.AddMail();
builder.AddBell();

var app = builder.Build();
app.MapServiceDefaults();
app.MapSubscriptions();
app.MapGrpcService<NoticesService>();
app.MapGrpcService<DeliveriesService>();
app.Run();
