using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using PracticeAspire.Access.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Tests;

/// <summary>An identity provider's key and the tokens it signs, as our own lays them out, checked by the service with the framework's own handler.</summary>
public sealed class TestIdentity : TestIssuer
{
    public const string Authority = "https://identity.test";

    internal static ECDsaSecurityKey Key { get; } = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "test" };

    public override string Issuer => Authority;

    public override string Header => """{"alg":"ES256","typ":"at+jwt","kid":"test"}""";

    public override SecurityKey SigningKey => Key;

    public static string TokenFor(Guid person, params string[] roles) => Own.ForPerson(person, roles);

    public static string TokenForService(string appName) => Own.ForService(appName);

    public static string ExpiredTokenFor(Guid person, params string[] roles) => Own.ForPerson(person, roles, claims =>
    {
        foreach (var time in (string[])["iat", "nbf", "exp"])
            claims[time] = (long)claims[time]! - 1200;
    });

    /// <summary>Of a sign-in by password alone.</summary>
    public static string TokenWithoutSecondFactorFor(Guid person, params string[] roles) => Own.ForPerson(person, roles, claims => claims["amr"] = new System.Text.Json.Nodes.JsonArray("pwd"));

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

    internal override void TrustedBy(JwtBearerOptions bearer)
    {
        bearer.Configuration = new OpenIdConnectConfiguration { Issuer = Authority };
        bearer.Configuration.SigningKeys.Add(Key);
    }

    protected override void SetPerson(System.Text.Json.Nodes.JsonObject claims, Guid person, IEnumerable<string> roles)
    {
        claims["sub"] = person.ToString();
        claims["name"] = person.ToString();
        claims["role"] = Array(roles);
        claims["amr"] = Array(["pwd", "otp", "mfa"]);
    }

    protected override void SetService(System.Text.Json.Nodes.JsonObject claims, string app)
    {
        claims["sub"] = app;
        claims["name"] = app;
        claims["role"] = Array([app == AppNames.Web ? Roles.Web : Roles.Service]);
        claims["amr"] = Array(["pwd", "otp", "mfa"]);
    }
}

public static class TestIdentities
{
    /// <summary>Makes a service accept these tokens, and every role mean what it means in the product as it comes.</summary>
    public static void Trust(this IServiceCollection services, TestIssuer issuer)
    {
        services.Configure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, issuer.TrustedBy);
        services.TakeRolesAsTheyCome();
    }

    /// <summary>Instead of asking the users service, which is not there.</summary>
    public static void TakeRolesAsTheyCome(this IServiceCollection services)
    {
        if (services.SingleOrDefault(s => s.ImplementationType == typeof(FollowAccess)) is not { } feed)
            return;
        services.Remove(feed);
        var rules = new AccessRules();
        rules.Take(TestIdentity.RolesAsTheyCome());
        services.AddSingleton(rules);
    }
}
