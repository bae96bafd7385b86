using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Tests;

/// <summary>
/// A realm as Keycloak 26 lays out what it publishes and signs: metadata and keys at its addresses, an RSA key for signatures beside one for
/// encryption, roles of the realm and of its clients in objects, kinds of token in a claim, people by ids of its own.
/// </summary>
public sealed class TestKeycloak(string authority = TestKeycloak.Authority) : TestIssuer
{
    public const string Authority = "https://keycloak.test/realms/practice";

    private readonly RsaSecurityKey key = new(RSA.Create(2048)) { KeyId = "lZ3gEtW9KfPkq0NnY5Hc" };
    private readonly RsaSecurityKey encryption = new(RSA.Create(2048)) { KeyId = "T8x2mVbR4hYdUe6JsQaC" };

    public override string Issuer => authority;

    public override string Header => """{"alg":"RS256","typ":"JWT","kid":"lZ3gEtW9KfPkq0NnY5Hc"}""";

    public override SecurityKey SigningKey => key;

    /// <summary>What it publishes of itself.</summary>
    public JsonObject Metadata => new()
    {
        ["issuer"] = authority,
        ["authorization_endpoint"] = $"{authority}/protocol/openid-connect/auth",
        ["token_endpoint"] = $"{authority}/protocol/openid-connect/token",
        ["end_session_endpoint"] = $"{authority}/protocol/openid-connect/logout",
        ["jwks_uri"] = $"{authority}/protocol/openid-connect/certs",
    };

    public JsonObject Keys => new() { ["keys"] = new JsonArray(Published(encryption, "RSA-OAEP", "enc"), Published(key, "RS256", "sig")) };

    /// <summary>What the client learns of who signed in; roles are not in it.</summary>
    public string IdentityToken(Guid person, string nonce, string level) => Sign(Header, OfPerson(person, [], claims =>
    {
        foreach (var claim in (string[])["realm_access", "resource_access", "scope"])
            claims.Remove(claim);
        (claims["typ"], claims["aud"], claims["nonce"], claims["acr"]) = ("ID", AppNames.Web, nonce, level);
    }));

    /// <summary>Who is who: Keycloak's ids say nothing of ours.</summary>
    internal ConcurrentDictionary<string, Guid> People { get; } = new();

    /// <summary>The id Keycloak knows somebody by.</summary>
    public string SubjectOf(Guid person)
    {
        var bytes = SHA256.HashData(person.ToByteArray());
        var subject = new Guid(bytes.AsSpan(0, 16)).ToString();
        People[subject] = person;
        return subject;
    }

    internal override void TrustedBy(JwtBearerOptions bearer) => bearer.BackchannelHttpHandler = new Realm(this);

    protected override void SetPerson(JsonObject claims, Guid person, IEnumerable<string> roles)
    {
        SetCommon(claims, AppNames.Web, SubjectOf(person), roles);
        claims["sid"] = Guid.NewGuid().ToString();
        claims["acr"] = "mfa";
        claims["scope"] = "openid profile email";
        claims["email_verified"] = true;
        claims["email"] = $"{person:N}@example.org";
        claims["name"] = "Somebody";
        claims["preferred_username"] = "somebody";
    }

    protected override void SetService(JsonObject claims, string app)
    {
        SetCommon(claims, app, Guid.NewGuid().ToString(), [app == AppNames.Web ? Roles.Web : Roles.Service]);
        claims.Remove("auth_time");
        claims["acr"] = "1";
        claims["scope"] = "";
        claims["client_id"] = app;
        claims["clientHost"] = "10.0.0.7";
        claims["clientAddress"] = "10.0.0.7";
        claims["preferred_username"] = $"service-account-{app}";
    }

    private static JsonObject Published(RsaSecurityKey key, string algorithm, string use)
    {
        var jwk = JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(key.Rsa.ExportParameters(false)));
        return new JsonObject { ["kid"] = key.KeyId, ["kty"] = "RSA", ["alg"] = algorithm, ["use"] = use, ["n"] = jwk.N, ["e"] = jwk.E };
    }

    private static void SetCommon(JsonObject claims, string client, string subject, IEnumerable<string> roles)
    {
        claims.Remove("nbf");
        claims["jti"] = $"onrtac:{Guid.NewGuid()}";
        claims["aud"] = Array(["practice", "account"]);
        claims["sub"] = subject;
        claims["typ"] = "Bearer";
        claims["azp"] = client;
        claims["realm_access"] = new JsonObject { ["roles"] = Array([.. roles, "offline_access", "uma_authorization", "default-roles-practice"]) };
        claims["resource_access"] = new JsonObject { ["account"] = new JsonObject { ["roles"] = Array(["manage-account", "view-profile"]) } };
    }

    /// <summary>What the realm answers to who asks for its keys.</summary>
    private sealed class Realm(TestKeycloak keycloak) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            var answer = path.EndsWith("/.well-known/openid-configuration", StringComparison.Ordinal) ? keycloak.Metadata : path.EndsWith("/certs", StringComparison.Ordinal) ? keycloak.Keys : null;
            return Task.FromResult(answer is null ? new HttpResponseMessage(HttpStatusCode.NotFound) : new HttpResponseMessage { Content = JsonContent.Create(answer) });
        }
    }
}

/// <summary>The directory of a test with Keycloak: everyone a token was made for is known in it.</summary>
internal sealed class EveryoneIsKnown(TestKeycloak keycloak) : ILinkedPeople
{
    public ValueTask<LinkedPerson?> FindAsync(string issuer, string subject, string token, CancellationToken ct) =>
        ValueTask.FromResult(keycloak.People.TryGetValue(subject, out var person) ? new LinkedPerson(person, "Somebody", Guid.CreateVersion7(), DateTimeOffset.UtcNow) : null);

    public void Forget(string subject)
    {
    }
}
