using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace PracticeAspire.Tests;

/// <summary>An identity provider a test plays: ours, or one that is laid out as Keycloak is. Claims and headers are written out, so that a test can write others.</summary>
public abstract class TestIssuer
{
    public static TestIssuer Own { get; } = new TestIdentity();

    public static TestIssuer Keycloak { get; } = new TestKeycloak();

    public abstract string Issuer { get; }

    /// <summary>Of a good access token.</summary>
    public abstract string Header { get; }

    public abstract SecurityKey SigningKey { get; }

    public string ForPerson(Guid person, IEnumerable<string> roles, Action<JsonObject>? change = null) => Sign(Header, OfPerson(person, roles, change));

    public string ForService(string app, Action<JsonObject>? change = null)
    {
        var claims = NewClaims();
        SetService(claims, app);
        change?.Invoke(claims);
        return Sign(Header, claims.ToJsonString());
    }

    /// <returns>The claims of a good access token, as JSON.</returns>
    public string OfPerson(Guid person, IEnumerable<string> roles, Action<JsonObject>? change = null)
    {
        var claims = NewClaims();
        SetPerson(claims, person, roles);
        change?.Invoke(claims);
        return claims.ToJsonString();
    }

    public string Sign(string header, string payload)
    {
        var signed = $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode(payload)}";
        return $"{signed}.{Base64UrlEncoder.Encode(Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public byte[] Sign(byte[] data) => SigningKey is RsaSecurityKey { Rsa: { } rsa }
        ? rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        : ((ECDsaSecurityKey)SigningKey).ECDsa.SignData(data, HashAlgorithmName.SHA256);

    /// <summary>Lets a service find the keys.</summary>
    internal abstract void TrustedBy(JwtBearerOptions bearer);

    protected abstract void SetPerson(JsonObject claims, Guid person, IEnumerable<string> roles);

    protected abstract void SetService(JsonObject claims, string app);

    protected static JsonArray Array(IEnumerable<string> items) => [.. items.Select(item => (JsonNode)item)];

    protected static long Seconds(int fromNow) => DateTimeOffset.UtcNow.AddSeconds(fromNow).ToUnixTimeSeconds();

    private JsonObject NewClaims() => new()
    {
        ["iss"] = Issuer,
        ["aud"] = "practice",
        ["iat"] = Seconds(-60),
        ["nbf"] = Seconds(-60),
        ["exp"] = Seconds(600),
        ["auth_time"] = Seconds(-60),
    };
}
