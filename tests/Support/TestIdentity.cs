using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using PracticeAspire.Access.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Tests;

/// <summary>An identity provider's key and the tokens it signs, checked by the service with the framework's own handler.</summary>
public static class TestIdentity
{
    public const string Authority = "https://identity.test";

    private static readonly string[] WithSecondFactor = ["pwd", "otp", "mfa"];

    internal static ECDsaSecurityKey Key { get; } = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "test" };

    public static string TokenFor(Guid person, params string[] roles) => Token(person.ToString(), roles, DateTime.UtcNow.AddMinutes(10));

    public static string TokenForService(string appName) => Token(appName, [Roles.Service], DateTime.UtcNow.AddMinutes(10));

    public static string ExpiredTokenFor(Guid person, params string[] roles) => Token(person.ToString(), roles, DateTime.UtcNow.AddMinutes(-10));

    /// <summary>Makes a service accept these tokens, and every role mean what it means in the product as it comes.</summary>
    public static void TrustTestIdentity(this IServiceCollection services)
    {
        services.Configure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, o =>
        {
            var provider = new OpenIdConnectConfiguration { Issuer = Authority };
            provider.SigningKeys.Add(Key);
            o.Configuration = provider;
        });

        services.TakeRolesAsTheyCome();
    }

    /// <summary>Instead of asking the users service, which is not there.</summary>
    public static void TakeRolesAsTheyCome(this IServiceCollection services)
    {
        if (services.SingleOrDefault(s => s.ImplementationType == typeof(FollowAccess)) is not { } feed)
            return;
        services.Remove(feed);
        var rules = new AccessRules();
        rules.Take(RolesAsTheyCome());
        services.AddSingleton(rules);
    }

    /// <summary>What the users service says of roles nobody has decided about.</summary>
    public static AccessState RolesAsTheyCome() => new()
    {
        Roles =
        {
            Roles.Staff.Append(Roles.Patient).Select(role => new RoleGrant
            {
                Role = role,
                Permissions = { Permissions.DefaultsOf(role).Permissions },
                MfaRequired = Permissions.DefaultsOf(role).MfaRequired,
            }),
        },
    };

    /// <summary>Of a sign-in by password alone.</summary>
    public static string TokenWithoutSecondFactorFor(Guid person, params string[] roles) => Token(person.ToString(), roles, DateTime.UtcNow.AddMinutes(10), ["pwd"]);

    private static string Token(string subject, string[] roles, DateTime expires, string[]? methods = null) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Authority,
        Audience = BearerAuthentication.Audience,
        TokenType = "at+jwt",
        NotBefore = expires.AddHours(-1),
        IssuedAt = expires.AddHours(-1),
        Expires = expires,
        SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.EcdsaSha256),
        Claims = new Dictionary<string, object> { ["sub"] = subject, ["name"] = subject, ["role"] = roles, ["amr"] = methods ?? WithSecondFactor },
    });
}
