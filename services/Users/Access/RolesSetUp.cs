using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Colleagues;
using PracticeAspire.Users.LinkedIdentities;

namespace PracticeAspire.Users.Access;

internal static class RolesSetUp
{
    public static WebApplicationBuilder AddRoles(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ILinkedPeople, LinkedInDirectory>();
        builder.Services.AddSingleton<AccessNow>();
        builder.Services.AddHostedService(services => services.GetRequiredService<AccessNow>());
        return builder;
    }

    public static void MapRoles(this WebApplication app)
    {
        app.MapGrpcService<RolesService>();
        app.MapGrpcService<AccessFeedService>();
        app.MapGrpcService<ColleaguesService>();
        app.MapGrpcService<SignInsService>();
        app.MapGrpcService<LinkedIdentitiesService>();
    }
}
