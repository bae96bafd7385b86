using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace PracticeAspire.ServiceDefaults;

/// <summary>On whose behalf a call to another service is made: the person who asks, wherever their token is kept.</summary>
public interface IAccessTokens
{
    /// <returns>A JWT, or null to call without one (and be refused, but by the one who decides).</returns>
    ValueTask<string?> GetAsync(CancellationToken ct);
}

/// <summary>The token of the request being served; the service's own when it works for nobody (a relay, a sender, a catch-up).</summary>
internal sealed class ForwardedToken(IHttpContextAccessor http, ServiceToken own) : IAccessTokens
{
    public async ValueTask<string?> GetAsync(CancellationToken ct)
    {
        var header = http.HttpContext?.Request.Headers.Authorization.ToString();
        return header?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true
            ? header["Bearer ".Length..]
            : await own.GetAsync(ct);
    }
}

/// <summary>This service's own access token (OAuth 2.0 client credentials, RFC 6749 4.4), kept until shortly before it expires.</summary>
public sealed class ServiceToken(ThisApp app, IConfiguration configuration, TimeProvider time) : IDisposable
{
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly SemaphoreSlim one = new(1, 1);
    private string? token;
    private DateTimeOffset renewAt;

    public async ValueTask<string> GetAsync(CancellationToken ct)
    {
        if (token is { } kept && time.GetUtcNow() < renewAt)
            return kept;

        await one.WaitAsync(ct);
        try
        {
            if (token is { } meanwhile && time.GetUtcNow() < renewAt)
                return meanwhile;

            var reply = await AskAsync(ct);
            renewAt = time.GetUtcNow() + TimeSpan.FromSeconds(Math.Max(reply.ExpiresIn - 60, 1));
            return token = reply.AccessToken;
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose()
    {
        http.Dispose();
        one.Dispose();
    }

    private async Task<TokenReply> AskAsync(CancellationToken ct)
    {
        var authority = configuration.GetRequired("Identity:Authority").TrimEnd('/');
        var provider = await http.GetFromJsonAsync<ProviderMetadata>($"{authority}/.well-known/openid-configuration", ct);
        using var reply = await http.PostAsync(provider!.TokenEndpoint, new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = app.Name,
            ["client_secret"] = configuration.GetRequired($"clients:{app.Name}"),
        }), ct);
        reply.EnsureSuccessStatusCode();
        return (await reply.Content.ReadFromJsonAsync<TokenReply>(ct))!;
    }

    private sealed record ProviderMetadata([property: JsonPropertyName("token_endpoint")] string TokenEndpoint);

    private sealed record TokenReply(
        [property: JsonPropertyName("access_token")] string AccessToken, [property: JsonPropertyName("expires_in")] int ExpiresIn);
}
