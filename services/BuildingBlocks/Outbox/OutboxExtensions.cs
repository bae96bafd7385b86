using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace PracticeAspire.BuildingBlocks;

public static class OutboxExtensions
{
    /// <summary>Publishes what <typeparamref name="TDb"/> announces, in order of its commits, at least once, whenever broker and sidecar can.</summary>
    public static WebApplicationBuilder AddOutbox<TDb>(this WebApplicationBuilder builder)
        where TDb : ServiceDb
    {
        builder.Services.AddSingleton<OutboxSignal>();
        builder.Services.AddSingleton<OutboxLog>();
        builder.Services.AddSingleton<EventPublisher>();
        builder.Services.AddHostedService<OutboxRelay>();
        builder.Services.AddSingleton<IDbContextOptionsConfiguration<TDb>, CommitWakes<TDb, OutboxSignal>>();
        return builder;
    }

    /// <summary>Lets subscribers fetch what the broker lost.</summary>
    public static IEndpointRouteBuilder MapEventLog(this IEndpointRouteBuilder app)
    {
        app.MapGrpcService<EventLogService>();
        return app;
    }
}
