using System.Security.Claims;
using Grpc.Core;

namespace PracticeAspire.ServiceDefaults;

/// <summary>Who asks, as their token says. <see cref="PersonId"/> is empty when a service asks for itself.</summary>
public sealed record Caller(Guid PersonId, string Name, IReadOnlyList<string> Roles)
{
    public bool IsStaff => Roles.Any(ServiceDefaults.Roles.Staff.Contains);

    public bool IsService => Is(ServiceDefaults.Roles.Service);

    public bool Is(string role) => Roles.Contains(role);

    public bool IsOneOf(params ReadOnlySpan<string> roles)
    {
        foreach (var role in roles)
        {
            if (Is(role))
                return true;
        }

        return false;
    }

    public static Caller From(ClaimsPrincipal principal) => new(
        Guid.TryParse(principal.FindFirstValue("sub"), out var person) ? person : Guid.Empty,
        principal.FindFirstValue("name") ?? "",
        [.. principal.FindAll("role").Select(c => c.Value)]);
}

public static class CallerExtensions
{
    /// <summary>Who makes this call. The fallback policy has refused calls without a valid token before.</summary>
    public static Caller Caller(this ServerCallContext context) => ServiceDefaults.Caller.From(context.GetHttpContext().User);
}
