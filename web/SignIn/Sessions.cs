using Dapr.Client;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.SignIn;

/// <summary>Who is signed in is kept in the state store, so that any replica knows it, restarts forget nothing and signing out ends it everywhere.</summary>
internal static class Sessions
{
    public static void AddSessions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(_ => new DaprClientBuilder().UseConfigured(builder.Configuration).Build());
        builder.Services.AddSingleton<SessionTickets>();
        builder.Services.AddSingleton<ITicketStore>(services => services.GetRequiredService<SessionTickets>());
        builder.Services.AddSingleton<StateStoreKeys>();
        builder.Services.AddDataProtection().SetApplicationName(AppNames.Web);
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(services =>
            new ConfigureOptions<KeyManagementOptions>(o =>
            {
                o.XmlRepository = services.GetRequiredService<StateStoreKeys>();
                o.XmlEncryptor = new SealedKeys(services);
            }));

        // The person's own token goes to the services, and never the web's: without one they refuse.
        builder.Services.TryAddSingleton<IAccessTokens, SessionToken>();
    }

    private static DaprClientBuilder UseConfigured(this DaprClientBuilder dapr, ConfigurationManager configuration)
    {
        dapr.UseGrpcEndpoint(DaprGrpcClients.SidecarAddress(configuration).ToString());
        return configuration["DAPR_API_TOKEN"] is { Length: > 0 } token ? dapr.UseDaprApiToken(token) : dapr;
    }
}
