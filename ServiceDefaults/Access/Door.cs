using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;

namespace PracticeAspire.ServiceDefaults;

/// <summary>What an endpoint is called in the <see cref="PolicyTable"/>.</summary>
public static class Door
{
    /// <summary>gRPC's own answer to a method that does not exist.</summary>
    public const string NoSuchMethod = "a gRPC method that does not exist";

    /// <returns><c>practice.users.v1.People/FindPatients</c>, <c>page /People/Search</c> or <c>GET /sign-in</c>.</returns>
    public static string NameOf(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<GrpcMethodMetadata>() is { } grpc)
            return grpc.Method.FullName.TrimStart('/');
        if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
            return $"page {page.ViewEnginePath}";
        if (endpoint is not RouteEndpoint { RoutePattern.RawText: { } route })
            return endpoint.DisplayName ?? "";
        if (route.EndsWith("{unimplementedMethod:grpcunimplemented}", StringComparison.Ordinal))
            return NoSuchMethod;

        var methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];
        return string.Join(' ', [.. methods.Order(StringComparer.Ordinal), $"/{route.TrimStart('/')}"]);
    }
}
