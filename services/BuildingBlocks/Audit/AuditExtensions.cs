using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PracticeAspire.BuildingBlocks;

public static class AuditExtensions
{
    /// <summary>
    /// The tamper-evident log of what is done in the service, in a part of its database that it can only add to: what is saved with
    /// <see cref="AuditedActs.Audit"/>, what is written with <see cref="AuditLog.WriteAsync"/>, and every call that is refused.
    /// </summary>
    public static WebApplicationBuilder AddAuditLog<TDb>(this WebApplicationBuilder builder)
        where TDb : ServiceDb
    {
        builder.Services.AddHostedService<RequireAppendOnly>();
        builder.Services.AddSingleton<AuditSignal>();
        builder.Services.AddSingleton<AuditLog>();
        builder.Services.AddSingleton<AuditExport>();
        builder.Services.AddSingleton<AuditKey>();
        builder.Services.AddSingleton(services => new AuditProof(
            services.GetRequiredService<AuditLog>(), services.GetRequiredService<AuditKey>(), services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<AuditProof>>()));
        builder.Services.AddSingleton<AnchorFile>();
        builder.Services.AddHostedService<Sequencer>();
        builder.Services.AddSingleton<RefusedStrangers>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RefusedStrangers>());
        builder.Services.AddSingleton<IAuthorizationMiddlewareResultHandler, AuditedDenials>();
        builder.Services.AddSingleton<IDbContextOptionsConfiguration<TDb>, CommitWakes<TDb, AuditSignal>>();
        return builder;
    }

    /// <summary>The key that verifies the log, for anyone who wants to (C2SP signed-note, verifier key).</summary>
    public static IEndpointRouteBuilder MapAuditKey(this IEndpointRouteBuilder app)
    {
        app.MapGet("/audit/key", (AuditKey key) => Results.Text(key.PublicKey + "\n"));
        return app;
    }
}
