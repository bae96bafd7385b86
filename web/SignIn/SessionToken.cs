using Microsoft.AspNetCore.Authentication;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.SignIn;

/// <summary>The access token of the person whose page this is.</summary>
internal sealed class SessionToken(IHttpContextAccessor http) : IAccessTokens
{
    public async ValueTask<string?> GetAsync(CancellationToken ct) =>
        http.HttpContext is { User.Identity.IsAuthenticated: true } context ? await context.GetTokenAsync("access_token") : null;
}
