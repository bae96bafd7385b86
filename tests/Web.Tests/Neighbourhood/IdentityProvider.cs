using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PracticeAspire.Web.Tests.Neighbourhood;

/// <summary>An OpenID Connect provider that asks no password: whoever <see cref="World.SigningIn"/> names is signed in.</summary>
internal static class IdentityProvider
{
    private static readonly string[] WithSecondFactor = ["pwd", "otp", "mfa"];

    public static void MapIdentityProvider(this WebApplication app, World world, string issuer)
    {
        var key = new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "test" };
        var codes = new ConcurrentDictionary<string, (string Challenge, string? Nonce)>();

        app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer,
            authorization_endpoint = $"{issuer}/authorize",
            token_endpoint = $"{issuer}/token",
            end_session_endpoint = $"{issuer}/end-session",
            jwks_uri = $"{issuer}/jwks",
        }));
        app.MapGet("/jwks", () =>
        {
            var jwk = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(key);
            return Results.Json(new { keys = new[] { new { kty = jwk.Kty, crv = jwk.Crv, x = jwk.X, y = jwk.Y, kid = key.KeyId, use = "sig", alg = "ES256" } } });
        });
        app.MapGet("/authorize", (HttpRequest request) =>
        {
            var query = request.Query;
            world.AskedOfProvider.Enqueue(query);
            if (query.ContainsKey("max_age"))
                (world.ProvenAt, world.WantsFreshProof) = (world.Time.GetUtcNow(), false);
            var code = Guid.NewGuid().ToString("N");
            codes[code] = (query["code_challenge"].ToString(), query["nonce"]);
            return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"].ToString())}");
        });
        app.MapPost("/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            if (form["grant_type"] == "client_credentials")
                return Results.Json(new { access_token = Token("practice", new() { ["sub"] = form["client_id"].ToString() }), expires_in = 3600 });
            if (!codes.TryRemove(form["code"].ToString(), out var asked)
                || Base64UrlEncoder.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != asked.Challenge)
            {
                return Results.BadRequest(new { error = "invalid_grant" });
            }

            var person = world.SigningIn;
            var facts = new Dictionary<string, object> { ["sub"] = person.Id, ["name"] = person.DisplayName, ["role"] = person.Roles.ToArray(), ["amr"] = WithSecondFactor, ["auth_time"] = world.ProvenAt.ToUnixTimeSeconds() };
            return Results.Json(new
            {
                access_token = Token("practice", facts),
                id_token = Token("web", new(facts) { ["nonce"] = asked.Nonce! }),
                refresh_token = Guid.NewGuid().ToString("N"),
                token_type = "Bearer",
                expires_in = 3600,
            });
        });
        app.MapGet("/end-session", (HttpRequest request) => Results.Redirect($"{request.Query["post_logout_redirect_uri"]}?state={Uri.EscapeDataString(request.Query["state"].ToString())}"));

        string Token(string audience, Dictionary<string, object> claims) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            Expires = DateTime.UtcNow.AddHours(1),
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.EcdsaSha256),
            Claims = claims,
        });
    }
}
