namespace PracticeAspire.Notifications.Notices;

internal static class BellExtensions
{
    public static WebApplicationBuilder AddBell(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Bell>();
        builder.Services.AddHostedService<DatabaseSignals>();
        return builder;
    }
}
