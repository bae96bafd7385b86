using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using Microsoft.IdentityModel.Tokens;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Users.Tests;

/// <summary>A person's browser, and web behind it, as the provider sees the two.</summary>
public sealed partial class Browser(HttpClient http) : IDisposable
{
    public const string Redirect = $"{UsersHost.Web}/signin-oidc";

    public HttpClient Http => http;

    /// <summary>What web sends the browser with; the verifier is what it keeps for itself.</summary>
    public static (string Url, string Verifier) SignInRequest(params (string Name, string? Value)[] changes)
    {
        var verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        var query = new Dictionary<string, string?>
        {
            ["client_id"] = AppNames.Web,
            ["redirect_uri"] = Redirect,
            ["response_type"] = "code",
            ["scope"] = "openid profile email roles offline_access",
            ["state"] = "the-state",
            ["nonce"] = "the-nonce",
            ["code_challenge"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
            query[name] = value;
        return ($"/connect/authorize{Microsoft.AspNetCore.Http.QueryString.Create(query.Where(p => p.Value is not null))}", verifier);
    }

    /// <summary>Goes to the sign-in page, fills the form, follows the redirect back to the provider.</summary>
    /// <returns>The answer after the form: a redirect, or the page with a sentence.</returns>
    public async Task<HttpResponseMessage> SignInAsync(string signInPage, string email, string password)
    {
        var page = await http.GetStringAsync(signInPage);
        return await http.PostAsync(signInPage, new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["email"] = email,
            ["password"] = password,
            ["returnUrl"] = HttpUtility.HtmlDecode(ReturnUrl().Match(page).Groups[1].Value),
            ["__RequestVerificationToken"] = FormTokenIn(page),
        }));
    }

    /// <summary>Fills a form of a page that is open already; what is hidden in it goes along.</summary>
    /// <param name="form">What its action ends with; "" for the page's one form.</param>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string form, params (string Name, string Value)[] fields)
    {
        var html = await http.GetStringAsync(page);
        return await SubmitAsync(html, page, form, fields);
    }

    public async Task<HttpResponseMessage> SubmitAsync(string html, string page, string form, params (string Name, string Value)[] fields)
    {
        var found = Forms().Matches(html).First(f => form.Length == 0 || f.Groups["tag"].Value.Contains($"handler={form}", StringComparison.Ordinal));
        var all = Hidden().Matches(found.Value).Select(h => (Tag: h.Value, Name: NameOf().Match(h.Value).Groups[1].Value))
            .ToDictionary(h => h.Name, h => HttpUtility.HtmlDecode(ValueOf().Match(h.Tag).Groups[1].Value));
        foreach (var (name, value) in fields)
            all[name] = value;
        var action = HttpUtility.HtmlDecode(Action().Match(found.Groups["tag"].Value).Groups[1].Value);
        return await http.PostAsync(action.Length == 0 ? page : action, new FormUrlEncodedContent(all));
    }

    /// <summary>The whole way: web's request, sign-in, and the code that web is sent.</summary>
    public async Task<(string Code, string Verifier)> GetCodeAsync(string email, string password, params (string Name, string? Value)[] changes)
    {
        var (url, verifier) = SignInRequest(changes);
        var toSignIn = await http.GetAsync(url);
        var signedIn = await SignInAsync(toSignIn.Headers.Location!.PathAndQuery(), email, password);
        var toWeb = await http.GetAsync(signedIn.Headers.Location);
        return (CodeIn(toWeb), verifier);
    }

    /// <summary>The session that is there already gives another code without asking.</summary>
    public async Task<(string Code, string Verifier)> SecondCodeAsync()
    {
        var (url, verifier) = SignInRequest();
        return (CodeIn(await http.GetAsync(url)), verifier);
    }

    public static string FormTokenIn(string page) => FormToken().Match(page).Groups[1].Value;

    public static string CodeIn(HttpResponseMessage toWeb) =>
        HttpUtility.ParseQueryString(toWeb.Headers.Location!.Query)["code"] ?? throw new InvalidOperationException($"No code in {toWeb.Headers.Location}");

    public Task<(HttpStatusCode Status, JsonElement Body)> RedeemAsync(string code, string verifier, params (string Name, string Value)[] changes) =>
        AskForTokensAsync([("grant_type", "authorization_code"), ("code", code), ("code_verifier", verifier), ("redirect_uri", Redirect), .. changes]);

    public Task<(HttpStatusCode Status, JsonElement Body)> RefreshAsync(string refreshToken) =>
        AskForTokensAsync([("grant_type", "refresh_token"), ("refresh_token", refreshToken)]);

    public async Task<(HttpStatusCode Status, JsonElement Body)> AskForTokensAsync((string Name, string Value)[] form, string client = AppNames.Web, string? secret = null)
    {
        var fields = new Dictionary<string, string> { ["client_id"] = client, ["client_secret"] = secret ?? UsersHost.SecretOf(client) };
        foreach (var (name, value) in form)
            fields[name] = value;
        var reply = await http.PostAsync("/connect/token", new FormUrlEncodedContent(fields));
        return (reply.StatusCode, JsonDocument.Parse(await reply.Content.ReadAsStringAsync()).RootElement);
    }

    public void Dispose() => http.Dispose();

    [GeneratedRegex("(?<tag><form[^>]*>).*?</form>", RegexOptions.Singleline)]
    private static partial Regex Forms();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();

    [GeneratedRegex("name=\"([^\"]*)\"")]
    private static partial Regex NameOf();

    [GeneratedRegex("value=\"([^\"]*)\"")]
    private static partial Regex ValueOf();

    [GeneratedRegex("action=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();

    [GeneratedRegex("name=\"returnUrl\" value=\"([^\"]*)\"")]
    private static partial Regex ReturnUrl();
}

internal static class Uris
{
    public static string PathAndQuery(this Uri uri) => uri.IsAbsoluteUri ? uri.PathAndQuery : uri.OriginalString;
}
