using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace PracticeAspire.BuildingBlocks;

public static class GrpcServices
{
    /// <summary>gRPC with the one error table, and messages no larger than what a sidecar lets through (4 MiB).</summary>
    public static WebApplicationBuilder AddGrpcServices(this WebApplicationBuilder builder)
    {
        builder.Services.AddGrpc(o =>
        {
            o.Interceptors.Add<RefusalInterceptor>();
            o.Interceptors.Add<FreshProofInterceptor>();
            o.MaxReceiveMessageSize = 4 * 1024 * 1024;
            o.EnableDetailedErrors = false;
        });
        return builder;
    }
}
