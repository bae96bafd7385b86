using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Audit;

namespace PracticeAspire.Users;

/// <summary>The log of what is done here, and who may read it.</summary>
internal static class AuditSetUp
{
    public static WebApplicationBuilder AddAudit(this WebApplicationBuilder builder)
    {
        builder.AddAuditLog<UsersDb>();
        builder.Services.AddScoped<SignInLog>();
        return builder;
    }

    public static void MapAudit(this WebApplication app)
    {
        app.MapAuditKey();
        app.MapGrpcService<AuditService>();
    }
}
