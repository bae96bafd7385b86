using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Users.Tests;

/// <summary>The users service as it is, with secrets of its own, in the environment a practice runs.</summary>
public class UsersHost() : PracticeAspire.Tests.ServiceHost<Program>(AppNames.Users)
{
    public const string Web = "https://web.test";
    public const string DemoPassword = "the demo's own password";

    private static readonly string SigningKey = NewSigningKey();
    private static readonly string AuditKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private static readonly string EncryptionKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    public static string SecretOf(string client) => $"secret-of-{client}";

    /// <summary>A person's browser: keeps cookies, shows where it is sent instead of going there.</summary>
    /// <param name="address">Where it is, as the proxy in front says; a proxy that is trusted is set up below.</param>
    public Browser OpenBrowser(string? address = null)
    {
        var http = CreateClient(new WebApplicationFactoryClientOptions
        {
            BaseAddress = new Uri(PracticeAspire.Tests.TestIdentity.Authority),
            AllowAutoRedirect = false,
        });
        if (address is not null)
            http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return new(http);
    }

    /// <summary>Works on the service's own database.</summary>
    internal async Task<T> InDatabase<T>(Func<UsersDb, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<UsersDb>());
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Web:Address", Web);
        builder.UseSetting("Proxies:Trusted", "127.0.0.1/32");
        builder.UseSetting("demo:password", DemoPassword);
        builder.UseSetting("Terms:File", "");
        builder.UseSetting("users:signing-key", SigningKey);
        builder.UseSetting("users:encryption-key", EncryptionKey);
        builder.UseSetting("users:audit-key", AuditKey);

        // It takes what it has issued itself too, as it does where no test signs tokens.
        if (Issuer is PracticeAspire.Tests.TestIdentity)
            builder.ConfigureTestServices(services => services.PostConfigure<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme, TakeOwn));
        foreach (var client in new[] { AppNames.Web, AppNames.Users, AppNames.Appointments, AppNames.Notifications, AppNames.Records, AppNames.Reporting })
            builder.UseSetting($"clients:{client}", SecretOf(client));
    }

    private static void TakeOwn(JwtBearerOptions bearer) =>
        bearer.TokenValidationParameters.ValidIssuers = [PracticeAspire.Tests.TestIdentity.Authority, $"{PracticeAspire.Tests.TestIdentity.Authority}/"];

    private static string NewSigningKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Convert.ToBase64String(key.ExportPkcs8PrivateKey());
    }
}

/// <summary>The same service where people sign in with Keycloak.</summary>
public class UsersByKeycloak : UsersHost
{
    public UsersByKeycloak() => Issuer = PracticeAspire.Tests.TestIssuer.Keycloak;
}

/// <summary>The same with the links it has made itself, and no others.</summary>
public sealed class DirectoryByKeycloak : UsersByKeycloak
{
    public DirectoryByKeycloak() => EveryoneIsKnown = false;
}

/// <summary>The same on a developer's machine: demo people can sign in.</summary>
public sealed class DemoHost : UsersHost
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseEnvironment(Environments.Development);
    }
}
