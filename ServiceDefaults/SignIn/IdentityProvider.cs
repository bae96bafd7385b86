using Microsoft.Extensions.Configuration;

namespace PracticeAspire.ServiceDefaults;

/// <summary>Which identity provider this installation signs in with: <c>Identity:Authority</c> says it.</summary>
public static class IdentityProvider
{
    /// <summary>Whether it is Keycloak rather than the users service: Keycloak's issuers are <c>…/realms/&lt;realm&gt;</c>, and ours never is.</summary>
    public static bool IsKeycloak(this IConfiguration configuration) =>
        new Uri(configuration.GetRequired("Identity:Authority")).AbsolutePath.Contains("/realms/", StringComparison.Ordinal);
}
