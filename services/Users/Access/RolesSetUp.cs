using PracticeAspire.Users.Colleagues;

namespace PracticeAspire.Users.Access;

internal static class RolesSetUp
{
    public static WebApplicationBuilder AddRoles(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AccessNow>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AccessNow>());
        return builder;
    }

    public static void MapRoles(this WebApplication app)
    {
        app.MapGrpcService<RolesService>();
        app.MapGrpcService<AccessFeedService>();
        app.MapGrpcService<ColleaguesService>();
    }
}
