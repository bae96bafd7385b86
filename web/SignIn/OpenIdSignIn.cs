using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Security;

namespace PracticeAspire.Web.SignIn;

/// <summary>Sign-in by OpenID Connect: code flow with PKCE, a cookie that holds nothing but a random session id.</summary>
internal static class OpenIdSignIn
{
    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<TokenRefresh>();
        builder.Services
            .AddAuthentication(o =>
            {
                o.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
                o.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
            })
            .AddCookie(o =>
            {
                o.Cookie.Make("session", builder);
                o.SlidingExpiration = true;
                o.Events.OnSigningIn = IdleTime.Grant;
                o.Events.OnCheckSlidingExpiration = IdleTime.CountHandsOnly;
                o.AccessDeniedPath = "/error/403";
                o.Events.OnRedirectToAccessDenied = context =>
                {
                    context.Response.StatusCode = StatusCodes.Status403Forbidden;
                    return Task.CompletedTask;
                };
                o.Events.OnValidatePrincipal = async context =>
                {
                    var services = context.HttpContext.RequestServices;
                    if (Caller.From(context.Principal!, services.GetRequiredService<AccessRules>()).IsShutOut)
                        context.RejectPrincipal();
                    else if (!IdleTime.IsByItself(context.Request))
                        await services.GetRequiredService<TokenRefresh>().RefreshWhenDue(context);
                };
            })
            .AddOpenIdConnect(o => Configure(o, builder));
        builder.Services.AddSingleton<IPostConfigureOptions<CookieAuthenticationOptions>>(services =>
            new PostConfigureOptions<CookieAuthenticationOptions>(
                CookieAuthenticationDefaults.AuthenticationScheme, o => o.SessionStore = services.GetRequiredService<ITicketStore>()));
    }

    private static void Configure(OpenIdConnectOptions o, WebApplicationBuilder builder)
    {
        o.Authority = builder.Configuration.GetRequired("Identity:Authority");
        o.AutomaticRefreshInterval = BearerAuthentication.LookForKeysEvery;
        o.ClientId = AppNames.Web;
        o.ClientSecret = builder.Configuration.GetRequired("clients:web");
        o.RequireHttpsMetadata = !builder.Environment.IsDevelopment();
        o.ResponseType = OpenIdConnectResponseType.Code;
        o.ResponseMode = OpenIdConnectResponseMode.Query;
        o.UsePkce = true;
        o.SaveTokens = true;
        o.MapInboundClaims = false;
        o.DisableTelemetry = true;
        o.TokenValidationParameters.NameClaimType = "name";
        o.TokenValidationParameters.RoleClaimType = "role";
        o.Scope.Clear();
        var keycloak = builder.Configuration.IsKeycloak();
        foreach (var scope in ScopesOf(keycloak))
            o.Scope.Add(scope);

        // The answer comes as a link from the provider, so Lax cookies reach us; SameSite=None would need https even on localhost.
        o.CorrelationCookie.Make("correlation-", builder);
        o.NonceCookie.Make("nonce-", builder);

        o.Events.OnTokenValidated = keycloak ? KeycloakSignIn.FindPerson : TakeRolesFromAccessToken;
        o.Events.OnRedirectToIdentityProvider = StepUp.AddContext;
        o.Events.OnTicketReceived = EndOldSession;
        o.Events.OnRemoteFailure = context =>
        {
            context.Response.Redirect($"/signed-out?why={(context.Failure as SignInRefused)?.Code ?? "failed"}");
            context.HandleResponse();
            return Task.CompletedTask;
        };
    }

    /// <summary>Keycloak gives refresh tokens without being asked; what it calls offline access outlives a sign-out. A first sign-in is found by its e-mail address.</summary>
    private static string[] ScopesOf(bool keycloak) => keycloak ? ["openid", "profile", "email", "roles"] : ["openid", "profile", "roles", "offline_access"];

    /// <summary>The access token came straight from the provider and is what the services go by; an id token need not repeat its roles.</summary>
    private static Task TakeRolesFromAccessToken(TokenValidatedContext context)
    {
        var identity = (System.Security.Claims.ClaimsIdentity)context.Principal!.Identity!;
        if (identity.HasClaim(c => c.Type == "role") || context.TokenEndpointResponse?.AccessToken is not { } token)
            return Task.CompletedTask;

        var handler = new JsonWebTokenHandler();
        if (handler.CanReadToken(token))
            identity.AddClaims(handler.ReadJsonWebToken(token).Claims.Where(c => c.Type == "role"));
        return Task.CompletedTask;
    }

    /// <summary>A new sign-in gets a new session id, and the id the browser had before opens nothing any more (ASVS 7.2.4).</summary>
    private static async Task EndOldSession(TicketReceivedContext context)
    {
        var http = context.HttpContext;
        var cookies = http.RequestServices.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CookieAuthenticationDefaults.AuthenticationScheme);
        if (cookies.CookieManager.GetRequestCookie(http, cookies.Cookie.Name!) is not { } old)
            return;

        var key = cookies.TicketDataFormat.Unprotect(old)?.Principal.Claims.FirstOrDefault(c => c.Type.EndsWith("SessionId", StringComparison.Ordinal))?.Value;
        if (key is not null)
            await cookies.SessionStore!.RemoveAsync(key);
        http.Features.Set<IRequestCookiesFeature>(new RequestCookiesFeature(new NoCookies()));
    }

    private sealed class NoCookies : Dictionary<string, string>, IRequestCookieCollection
    {
        string? IRequestCookieCollection.this[string key] => null;

        ICollection<string> IRequestCookieCollection.Keys => Keys;
    }
}
