using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using OpenIddict.Server;

namespace PracticeAspire.Users.SignIn;

internal static class KeyRingSetUp
{
    /// <summary>The provider and the check of its tokens here take their keys from the ring, and take them anew whenever it has changed.</summary>
    public static void AddKeyRing(this WebApplicationBuilder builder, string authority)
    {
        builder.Services.AddSingleton<KeyRing>().AddSingleton<KeyMaterial>().AddSingleton<RotateKeys>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RotateKeys>());
        builder.Services.AddSingleton<IOptionsChangeTokenSource<OpenIddictServerOptions>>(services => services.GetRequiredService<KeyRing>());
        builder.Services.AddOptions<OpenIddictServerOptions>().Configure<KeyRing>((server, ring) => ring.Configure(server));

        // Its own tokens it knows by its own keys; asking itself over the network would only fail while it starts.
        builder.Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<KeyRing>((bearer, ring) =>
        {
            bearer.Configuration = new OpenIdConnectConfiguration { Issuer = new Uri(authority).AbsoluteUri };
            bearer.TokenValidationParameters.IssuerSigningKeyResolverUsingConfiguration = (_, _, kid, _, configuration) =>
                ring.Signing.Concat(configuration?.SigningKeys ?? []).Where(key => key.KeyId == kid);
        });
    }
}
