using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Tests;

/// <summary>Who sits at the browser.</summary>
/// <param name="HasSecondFactor">Whether they have one to show when they are asked for it.</param>
public sealed record KeycloakUser(Guid Person, IReadOnlyList<string> Roles, bool HasSecondFactor = true);

/// <summary>A realm as a browser and a client meet it, at Keycloak's addresses. It asks no password: whoever the test says signs in.</summary>
public static class KeycloakEndpoints
{
    private static readonly string[] Scopes = ["openid", "profile", "email", "roles", "acr", "basic"];

    /// <param name="asked">Takes what each request for a sign-in asked for.</param>
    public static void MapKeycloak(this WebApplication app, TestKeycloak realm, Func<KeycloakUser> user, ConcurrentQueue<IQueryCollection> asked)
    {
        var codes = new ConcurrentDictionary<string, (string Challenge, string Nonce, string Level, KeycloakUser User)>();
        var connect = $"{new Uri(realm.Issuer).AbsolutePath}/protocol/openid-connect";

        app.MapGet($"{new Uri(realm.Issuer).AbsolutePath}/.well-known/openid-configuration", () => Results.Json(realm.Metadata));
        app.MapGet($"{connect}/certs", () => Results.Json(realm.Keys));

        app.MapGet($"{connect}/auth", (HttpRequest request) =>
        {
            var query = request.Query;
            asked.Enqueue(query);
            var back = $"{query["redirect_uri"]}?state={Uri.EscapeDataString(query["state"].ToString())}&iss={Uri.EscapeDataString(realm.Issuer)}";
            if (query["scope"].ToString().Split(' ').Except(Scopes).Any())
                return Results.Redirect($"{back}&error=invalid_scope");
            if (query["code_challenge_method"] != "S256")
                return Results.Redirect($"{back}&error=invalid_request");

            var code = Guid.NewGuid().ToString("N");
            var signsIn = user();
            codes[code] = (query["code_challenge"].ToString(), query["nonce"].ToString(), query["acr_values"] == "mfa" && signsIn.HasSecondFactor ? "mfa" : "pwd", signsIn);
            return Results.Redirect($"{back}&code={code}&session_state={Guid.NewGuid()}");
        });

        app.MapPost($"{connect}/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            if (form["grant_type"] == "client_credentials")
                return Results.Json(new JsonObject { ["access_token"] = realm.ForService(form["client_id"].ToString()), ["expires_in"] = 300, ["refresh_expires_in"] = 0, ["token_type"] = "Bearer", ["not-before-policy"] = 0 });
            if (!codes.TryRemove(form["code"].ToString(), out var given)
                || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != given.Challenge)
            {
                return Results.Json(new JsonObject { ["error"] = "invalid_grant", ["error_description"] = "Code not valid" }, statusCode: 400);
            }

            return Results.Json(new JsonObject
            {
                ["access_token"] = realm.ForPerson(given.User.Person, given.User.Roles, t => t["acr"] = given.Level),
                ["id_token"] = realm.IdentityToken(given.User.Person, given.Nonce, given.Level),
                ["refresh_token"] = Guid.NewGuid().ToString("N"),
                ["expires_in"] = 300,
                ["refresh_expires_in"] = 900,
                ["token_type"] = "Bearer",
                ["not-before-policy"] = 0,
                ["scope"] = "openid profile email",
            });
        });

        app.MapGet($"{connect}/logout", (HttpRequest request) => request.Query["id_token_hint"].ToString().Length > 0
            ? Results.Redirect($"{request.Query["post_logout_redirect_uri"]}?state={Uri.EscapeDataString(request.Query["state"].ToString())}")
            : Results.BadRequest());
    }
}
