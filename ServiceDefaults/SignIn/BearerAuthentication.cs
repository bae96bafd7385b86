using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace PracticeAspire.ServiceDefaults;

/// <summary>Every service checks the caller itself: a JWT of <c>Identity:Authority</c> for the audience <c>practice</c>, or no answer.</summary>
public static class BearerAuthentication
{
    /// <summary>The audience every access token of this installation is made for.</summary>
    public const string Audience = "practice";

    /// <summary>How often a process looks for keys the provider has published since. No provider may sign with a key sooner.</summary>
    public static readonly TimeSpan LookForKeysEvery = TimeSpan.FromMinutes(5);

    internal static void AddBearerAuthentication(this WebApplicationBuilder builder)
    {
        var keycloak = builder.Configuration.IsKeycloak();
        builder.Services.AddSingleton<SignInReader>();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o =>
        {
            o.Authority = builder.Configuration.GetRequired("Identity:Authority");
            o.Audience = Audience;
            o.AutomaticRefreshInterval = LookForKeysEvery;

            // Keycloak signs with a new key at once: who meets one that is not known looks again, but not at the will of whoever makes up keys.
            o.RefreshInterval = TimeSpan.FromSeconds(30);
            o.MapInboundClaims = false;
            o.RequireHttpsMetadata = !builder.Environment.IsDevelopment();
            o.TokenValidationParameters.NameClaimType = "name";
            o.TokenValidationParameters.RoleClaimType = "role";
            o.TokenValidationParameters.TypeValidator = (type, token, _) => AccessTokenType.Require(type, token, keycloak);
            o.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
            o.Events = new RememberedTokens();
        });

        // A key that the provider publishes no more signs nothing any more, whatever was signed with it before.
        builder.Services.AddSingleton<IPostConfigureOptions<JwtBearerOptions>>(new PostConfigureOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, o =>
        {
            if (o.ConfigurationManager is BaseConfigurationManager keys)
                keys.UseLastKnownGoodConfiguration = false;
        }));
    }

    /// <summary>A setting the process cannot do without.</summary>
    /// <exception cref="InvalidOperationException">It is missing; the message names the key.</exception>
    public static string GetRequired(this IConfiguration configuration, string key) =>
        configuration[key] is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"The setting '{key}' is missing. Set it, or the environment variable {key.Replace(":", "__", StringComparison.Ordinal)}.");
}
