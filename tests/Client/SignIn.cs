using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PracticeAspire.Client;

/// <summary>
/// Signs a person in as a browser and the web app do together: authorization code flow with PKCE, the provider's own page and form, and the web
/// app's client secret. For tests and load that call services as a person, without a browser.
/// </summary>
public sealed partial class SignIn(Uri authority, Uri web, string clientSecret) : IDisposable
{
    private readonly HttpClient token = new() { BaseAddress = authority };

    /// <returns>An access token.</returns>
    /// <exception cref="InvalidOperationException">The provider did not send the browser back with a code; its answer is in the message.</exception>
    public async Task<string> AsAsync(string email, string password, CancellationToken ct = default)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = authority };
        var verifier = Base64Url(RandomNumberGenerator.GetBytes(32));
        var redirect = new Uri(web, "/signin-oidc").ToString();
        var challenge = Base64Url(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        var authorize = $"/connect/authorize?client_id=web&response_type=code&scope=openid%20profile&redirect_uri={Uri.EscapeDataString(redirect)}"
            + $"&code_challenge={challenge}&code_challenge_method=S256&state=any&nonce=any";

        using var asked = await browser.GetAsync(authorize, ct);
        var page = Target(asked, "to its sign-in page");
        var html = await browser.GetStringAsync(page, ct);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["email"] = email,
            ["password"] = password,
            ["returnUrl"] = authorize,
            ["__RequestVerificationToken"] = Antiforgery().Match(html).Groups[1].Value,
        });
        using var signedIn = await browser.PostAsync(page, form, ct);
        using var back = await browser.GetAsync(Target(signedIn, "on, after the password"), ct);
        var code = Code().Match(Target(back, "back with a code").Query).Groups[1].Value;
        return await RedeemAsync(code, verifier, redirect, ct);
    }

    public void Dispose() => token.Dispose();

    private async Task<string> RedeemAsync(string code, string verifier, string redirect, CancellationToken ct)
    {
        using var reply = await token.PostAsync("/connect/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = "web",
            ["client_secret"] = clientSecret,
            ["code"] = Uri.UnescapeDataString(code),
            ["code_verifier"] = verifier,
            ["redirect_uri"] = redirect,
        }), ct);
        var answer = await reply.Content.ReadFromJsonAsync<JsonElement>(ct);
        return answer.TryGetProperty("access_token", out var issued)
            ? issued.GetString()!
            : throw new InvalidOperationException($"The provider gave no token: {answer}");
    }

    private Uri Target(HttpResponseMessage reply, string whereTo) => reply.Headers.Location is { } location
        ? new Uri(authority, location)
        : throw new InvalidOperationException($"The provider answered {(int)reply.StatusCode} instead of sending the browser {whereTo}.");

    private static string Base64Url(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Antiforgery();

    [GeneratedRegex("[?&]code=([^&]+)")]
    private static partial Regex Code();
}
