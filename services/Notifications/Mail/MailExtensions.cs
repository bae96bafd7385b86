using PracticeAspire.Notifications.Accounts;
using PracticeAspire.Notifications.Appointments;
using PracticeAspire.Notifications.Telling;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Mail;

internal static class MailExtensions
{
    /// <summary>Mail by SMTP, to addresses that the directory of people knows.</summary>
    public static WebApplicationBuilder AddMail(this WebApplicationBuilder builder)
    {
        var server = MailServer.From(builder.Configuration.GetRequired("ConnectionStrings:mailbox"));
        builder.Services.AddSingleton(server);
        builder.Services.AddSingleton(PracticeSettings.From(builder.Configuration));
        builder.Services.AddDaprGrpcClient<People.PeopleClient>(AppNames.Users);
        builder.Services.AddDaprGrpcClient<AccountLinks.AccountLinksClient>(AppNames.Users);
        builder.Services.AddSingleton<MailSignal>();
        builder.Services.AddSingleton<Mailbox>();
        builder.Services.AddScoped<NewsDesk>().AddScoped<AppointmentDesk>();
        builder.Services.AddScoped<MailQueue>();
        builder.Services.AddScoped<SendMail>();
        builder.Services.AddScoped<SendAccountMail>();
        builder.Services.AddHostedService<MailSender>();
        return builder;
    }
}
