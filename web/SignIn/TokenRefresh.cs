using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace PracticeAspire.Web.SignIn;

/// <summary>
/// Fetches a new access token shortly before the old one expires. A refresh token is used once, however many requests notice at the same
/// moment: providers take a second use for theft (RFC 9700 4.14.2).
/// </summary>
internal sealed class TokenRefresh(IOptionsMonitor<OpenIdConnectOptions> provider, TimeProvider time, ILogger<TokenRefresh> log)
{
    // The provider takes a refresh for a sign of life, and its tokens live for five minutes: it hears of a hand within two.
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, Lazy<Task<TokenReply?>>> running = new();

    public async Task RefreshWhenDue(CookieValidatePrincipalContext context)
    {
        var tokens = context.Properties;
        if (!DateTimeOffset.TryParse(tokens.GetTokenValue("expires_at"), CultureInfo.InvariantCulture, out var expires)
            || expires - time.GetUtcNow() > Early
            || tokens.GetTokenValue("refresh_token") is not { } refreshToken)
        {
            return;
        }

        var asking = running.GetOrAdd(refreshToken, token => new(() => AskAsync(token)));
        var reply = await asking.Value;
        _ = Task.Delay(reply is null ? AskAgainAfter : Early, CancellationToken.None).ContinueWith(_ => running.TryRemove(refreshToken, out Lazy<Task<TokenReply?>>? _), TaskScheduler.Default);

        // Refused or out of reach: the old token may still do for a moment; when it does not, a service says so and the person signs in again.
        if (reply is null)
            return;

        tokens.UpdateTokenValue("access_token", reply.AccessToken);
        tokens.UpdateTokenValue("refresh_token", reply.RefreshToken ?? refreshToken);
        tokens.UpdateTokenValue("expires_at", time.GetUtcNow().AddSeconds(reply.ExpiresIn).ToString("o", CultureInfo.InvariantCulture));
        context.ShouldRenew = true;
    }

    private async Task<TokenReply?> AskAsync(string refreshToken)
    {
        try
        {
            var options = provider.Get(OpenIdConnectDefaults.AuthenticationScheme);
            var configuration = await options.ConfigurationManager!.GetConfigurationAsync(CancellationToken.None);
            using var form = new FormUrlEncodedContent(new Dictionary<string, string>
            {
                ["grant_type"] = "refresh_token",
                ["refresh_token"] = refreshToken,
                ["client_id"] = options.ClientId!,
                ["client_secret"] = options.ClientSecret!,
            });
            using var reply = await options.Backchannel.PostAsync(configuration.TokenEndpoint, form);
            return reply.IsSuccessStatusCode ? await reply.Content.ReadFromJsonAsync<TokenReply>() : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or InvalidOperationException or TaskCanceledException)
        {
            log.LogWarning(failure, "The identity provider did not refresh an access token");
            return null;
        }
    }

    private sealed record TokenReply(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("refresh_token")] string? RefreshToken,
        [property: JsonPropertyName("expires_in")] int ExpiresIn);
}
