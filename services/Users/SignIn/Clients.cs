using System.Collections.Immutable;
using OpenIddict.Abstractions;
using PracticeAspire.ServiceDefaults;
using static OpenIddict.Abstractions.OpenIddictConstants;
using Permissions = OpenIddict.Abstractions.OpenIddictConstants.Permissions;

namespace PracticeAspire.Users.SignIn;

/// <summary>Who may ask this provider for tokens: web for people, each service for itself. Registered at start, so that a changed secret or address holds from then on.</summary>
internal sealed class Clients(IOpenIddictApplicationManager applications, IConfiguration configuration)
{
    private static readonly string[] Services = [AppNames.Users, AppNames.Appointments, AppNames.Records, AppNames.Notifications, AppNames.Reporting];

    public async Task RegisterAsync(CancellationToken ct)
    {
        await RegisterAsync(Web(configuration), ct);
        foreach (var service in Services)
            await RegisterAsync(Service(service), ct);
    }

    private async Task RegisterAsync(OpenIddictApplicationDescriptor wanted, CancellationToken ct)
    {
        wanted.ClientType = ClientTypes.Confidential;
        wanted.ClientSecret = configuration.GetRequired($"clients:{wanted.ClientId}");
        wanted.ConsentType = ConsentTypes.Implicit;

        if (await applications.FindByClientIdAsync(wanted.ClientId!, ct) is { } known)
            await applications.UpdateAsync(known, wanted, ct);
        else
            await applications.CreateAsync(wanted, ct);
    }

    private static OpenIddictApplicationDescriptor Web(IConfiguration configuration)
    {
        var address = WebAddress.From(configuration);
        return new()
        {
            ClientId = AppNames.Web,
            RedirectUris = { new Uri(address, "signin-oidc") },
            PostLogoutRedirectUris = { new Uri(address, "signout-callback-oidc") },
            Permissions =
            {
                Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.EndSession,
                Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.ClientCredentials, Permissions.GrantTypes.RefreshToken, Permissions.ResponseTypes.Code,
                Permissions.Scopes.Profile, Permissions.Scopes.Email, Permissions.Scopes.Roles,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        };
    }

    private static OpenIddictApplicationDescriptor Service(string appId) => new()
    {
        ClientId = appId,
        Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials },
    };
}

/// <summary>Where people find web: <c>Web:Address</c>.</summary>
internal static class WebAddress
{
    public static Uri From(IConfiguration configuration) => new($"{(configuration["Web:Address"] ?? "http://localhost:5080").TrimEnd('/')}/");
}
