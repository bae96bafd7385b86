using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Tests;

/// <summary>An identity provider's key and the tokens it signs, checked by the service with the framework's own handler.</summary>
public static class TestIdentity
{
    public const string Authority = "https://identity.test";

    private static readonly ECDsaSecurityKey Key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "test" };

    public static string TokenFor(Guid person, params string[] roles) => Token(person.ToString(), roles, DateTime.UtcNow.AddMinutes(10));

    public static string TokenForService(string appName) => Token(appName, [Roles.Service], DateTime.UtcNow.AddMinutes(10));

    public static string ExpiredTokenFor(Guid person, params string[] roles) => Token(person.ToString(), roles, DateTime.UtcNow.AddMinutes(-10));

    /// <summary>Makes a service accept these tokens; for hosts that a test builds itself.</summary>
    public static void TrustTestIdentity(this IServiceCollection services) =>
        services.Configure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, o =>
        {
            var provider = new OpenIdConnectConfiguration { Issuer = Authority };
            provider.SigningKeys.Add(Key);
            o.Configuration = provider;
        });

    private static string Token(string subject, string[] roles, DateTime expires) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Authority,
        Audience = BearerAuthentication.Audience,
        TokenType = "at+jwt",
        NotBefore = expires.AddHours(-1),
        IssuedAt = expires.AddHours(-1),
        Expires = expires,
        SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.EcdsaSha256),
        Claims = new Dictionary<string, object> { ["sub"] = subject, ["name"] = subject, ["role"] = roles },
    });
}
