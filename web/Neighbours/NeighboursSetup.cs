using Microsoft.AspNetCore.DataProtection;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Pages.Records;
using PracticeAspire.Web.Security;

namespace PracticeAspire.Web.Neighbours;

/// <summary>The services behind the pages, called as the person who is signed in.</summary>
internal static class NeighboursSetup
{
    public static void AddNeighbours(this WebApplicationBuilder builder)
    {
        builder.Services
            .AddDaprGrpcClient<PeopleClient>(AppNames.Users)
            .AddDaprGrpcClient<PatientsClient>(AppNames.Users)
            .AddDaprGrpcClient<AccountsClient>(AppNames.Users)
            .AddDaprGrpcClient<LinkedIdentitiesClient>(AppNames.Users)
            .AddDaprGrpcClient<FhirExportClient>(AppNames.Users)
            .AddDaprGrpcClient<FhirImportClient>(AppNames.Users)
            .AddDaprGrpcClient<PracticeRolesClient>(AppNames.Users)
            .AddDaprGrpcClient<ColleaguesClient>(AppNames.Users)
            .AddDaprGrpcClient<ProxiesClient>(AppNames.Users)
            .AddDaprGrpcClient<AuditClient>(AppNames.Users)
            .AddDaprGrpcClient<BookingClient>(AppNames.Appointments)
            .AddDaprGrpcClient<CalendarClient>(AppNames.Appointments)
            .AddDaprGrpcClient<SlotsClient>(AppNames.Appointments)
            .AddDaprGrpcClient<SchedulesClient>(AppNames.Appointments)
            .AddDaprGrpcClient<ChartsClient>(AppNames.Records)
            .AddDaprGrpcClient<EntriesClient>(AppNames.Records)
            .AddDaprGrpcClient<AttachmentsClient>(AppNames.Records)
            .AddDaprGrpcClient<DraftsClient>(AppNames.Records)
            .AddDaprGrpcClient<RecordAccessClient>(AppNames.Records)
            .AddDaprGrpcClient<LedgerClient>(AppNames.Records)
            .AddDaprGrpcClient<RecordImportClient>(AppNames.Records)
            .AddDaprGrpcClient<NoticesClient>(AppNames.Notifications)
            .AddDaprGrpcClient<DeliveriesClient>(AppNames.Notifications)
            .AddDaprGrpcClient<ReportsClient>(AppNames.Reporting);
        builder.Services.AddMemoryCache();
        builder.Services.AddScoped<Practice>();
        builder.Services.AddScoped<Names>();
        builder.Services.AddScoped<WhoseRecord>();
        builder.Services.AddScoped<NoteDrafts>();
    }

    public static void AddPages(this WebApplicationBuilder builder)
    {
        builder.Services.AddRazorPages()
            .AddCookieTempDataProvider(o => o.Cookie.Make("told", builder))
            .AddMvcOptions(o =>
            {
                o.Filters.Add<GarbledIds>();
                o.Filters.Add<WhenRefused>();
                o.Filters.Add(new Microsoft.AspNetCore.Mvc.AutoValidateAntiforgeryTokenAttribute());
            });
        builder.Services.AddRouting(o => o.LowercaseUrls = true);
        builder.Services.AddAntiforgery(o =>
        {
            o.Cookie.Make("form", builder);
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.HeaderName = "X-Form";
        });
    }
}
