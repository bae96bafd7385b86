using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using OpenIddict.Server;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.Audit;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace PracticeAspire.Users.SignIn;

/// <summary>The OpenID Connect provider: who may ask for what, how long it holds, what it is signed with.</summary>
internal static class Provider
{
    public static readonly TimeSpan LongestSession = Session.Longest.ToTimeSpan();

    public static WebApplicationBuilder AddProvider(this WebApplicationBuilder builder)
    {
        var authority = builder.Configuration.GetRequired("Identity:Authority");
        var keys = ProviderKeys.From(builder.Configuration);
        builder.Services.AddSingleton(keys);

        builder.Services.AddIdentityCore<Account>().AddEntityFrameworkStores<UsersDb>().AddSignInManager();
        builder.Services.AddSingleton<IPasswordHasher<Account>, Argon2Passwords>();
        builder.Services.AddSingleton(HashingQueue.ForThisMachine());
        builder.Services.AddScoped<PasswordCheck>().AddScoped<Attempts>().AddScoped<SecondFactors>().AddScoped<Passkeys>().AddScoped<MfaRules>();
        builder.Services.AddScoped<Sessions>().AddScoped<SignInSteps>();
        builder.Services.Configure<IdentityPasskeyOptions>(o => Passkeys.Configure(o, authority));
        builder.AddSessionCookie();

        // What it would log of a request, login hints and all, is nobody's business.
        builder.Logging.AddFilter("OpenIddict", LogLevel.Warning);
        builder.Services.AddOpenIddict().AddCore(core => core.UseEntityFrameworkCore().UseDbContext<UsersDb>().ReplaceDefaultEntities<Guid>());
        return builder.Configuration.IsKeycloak() ? builder : builder.AddServer(authority);
    }

    /// <summary>Where another provider signs people in, nothing of this is here: two issuers of one name would be one too many.</summary>
    private static WebApplicationBuilder AddServer(this WebApplicationBuilder builder, string authority)
    {
        builder.AddKeyRing(authority);
        builder.Services.AddOpenIddict()
            .AddServer(server =>
            {
                server.SetIssuer(authority)
                    .SetAuthorizationEndpointUris("connect/authorize")
                    .SetTokenEndpointUris("connect/token")
                    .SetUserInfoEndpointUris("connect/userinfo")
                    .SetEndSessionEndpointUris("connect/logout");

                server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange()
                    .AllowRefreshTokenFlow()
                    .AllowClientCredentialsFlow()
                    .RegisterScopes(Scopes.OpenId, Scopes.Profile, Scopes.Email, Scopes.Roles, Scopes.OfflineAccess)
                    .RegisterClaims(
                        Claims.Subject, Claims.Name, Claims.Email, Claims.Role, Claims.AuthenticationTime, Claims.AuthenticationContextReference,
                        Claims.AuthenticationMethodReference, Sessions.Id);

                // Without this, "plain" is taken too, and a stolen code would be worth something again (RFC 9700, 2.1.1).
                server.Configure(o => o.CodeChallengeMethods.IntersectWith([CodeChallengeMethods.Sha256]));

                server.AddEventHandler<OpenIddictServerEvents.HandleConfigurationRequestContext>(discovery => discovery.UseInlineHandler(context =>
                {
                    context.Metadata["acr_values_supported"] = new(System.Collections.Immutable.ImmutableArray.Create<string?>(Proof.Mfa, Proof.PasswordOnly));
                    return default;
                }));

                server.SetAuthorizationCodeLifetime(TimeSpan.FromMinutes(1))
                    .SetAccessTokenLifetime(TimeSpan.FromMinutes(10))
                    .SetIdentityTokenLifetime(TimeSpan.FromMinutes(10))
                    .SetRefreshTokenLifetime(LongestSession)
                    .DisableSlidingRefreshTokenExpiration()
                    .SetRefreshTokenReuseLeeway(TimeSpan.FromSeconds(10));

                server.AddEventHandler(RefusedTokens.WhoseToken).AddEventHandler(RefusedTokens.Descriptor);
                server.DisableAccessTokenEncryption();

                var host = server.UseAspNetCore()
                    .EnableAuthorizationEndpointPassthrough()
                    .EnableTokenEndpointPassthrough()
                    .EnableUserInfoEndpointPassthrough()
                    .EnableEndSessionEndpointPassthrough()
                    .EnableStatusCodePagesIntegration();
                if (builder.Environment.IsDevelopment())
                    host.DisableTransportSecurityRequirement();
            });

        return builder;
    }

    public static void MapProvider(this WebApplication app)
    {
        if (app.Configuration.IsKeycloak())
            return;

        app.MapGrpcService<KeysService>();
        var connect = app.MapGroup("/connect");
        connect.MapMethods("/authorize", [HttpMethods.Get, HttpMethods.Post], Authorize.Answer).DisableAntiforgery();
        connect.MapPost("/token", Token.Answer).DisableAntiforgery();
        connect.MapMethods("/userinfo", [HttpMethods.Get, HttpMethods.Post], (Delegate)UserInfo.Answer).DisableAntiforgery();
        connect.MapMethods("/logout", [HttpMethods.Get, HttpMethods.Post], (Delegate)EndSession.Answer).DisableAntiforgery();
    }

    private static void AddSessionCookie(this WebApplicationBuilder builder)
    {
        var plain = builder.Environment.IsDevelopment();
        builder.Services.AddSingleton<SessionCookie>();
        builder.Services.AddAuthentication().AddCookie(IdentityConstants.ApplicationScheme, cookie =>
        {
            cookie.Cookie.Name = plain ? "practice-sign-in" : "__Host-practice-sign-in";
            cookie.Cookie.SecurePolicy = plain ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.ExpireTimeSpan = LongestSession;
            cookie.SlidingExpiration = false;
            cookie.EventsType = typeof(SessionCookie);
            cookie.LoginPath = "/account/sign-in";
            cookie.LogoutPath = "/account/sign-out";
            cookie.ReturnUrlParameter = "returnUrl";
        });
        foreach (var between in (string[])[SignInSteps.Scheme, IdentityConstants.TwoFactorUserIdScheme])
        {
            builder.Services.AddAuthentication().AddCookie(between, cookie =>
            {
                cookie.Cookie.Name = $"{(plain ? "" : "__Host-")}practice-{(between == SignInSteps.Scheme ? "step" : "passkey")}";
                cookie.Cookie.SecurePolicy = plain ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.ExpireTimeSpan = SignInSteps.Fresh.ToTimeSpan();
                cookie.SlidingExpiration = false;
            });
        }

        builder.Services.Configure<CookieTempDataProviderOptions>(said =>
        {
            said.Cookie.Name = plain ? "practice-said" : "__Host-practice-said";
            said.Cookie.SecurePolicy = plain ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        });
        builder.Services.AddAntiforgery(forms =>
        {
            forms.Cookie.Name = plain ? "practice-forms" : "__Host-practice-forms";
            forms.Cookie.SecurePolicy = plain ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        });
        builder.Services.AddDataProtection().SetApplicationName(AppNames.Users);
        builder.Services.AddSingleton<DatabaseKeys>();
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(services =>
            new ConfigureOptions<KeyManagementOptions>(o =>
            {
                o.XmlRepository = services.GetRequiredService<DatabaseKeys>();
                o.XmlEncryptor = new SealedKeys(services);
            }));
    }
}
