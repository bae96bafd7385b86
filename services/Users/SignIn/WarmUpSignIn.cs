using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Accounts;

namespace PracticeAspire.Users.SignIn;

/// <summary>Goes the way of a sign-in once before the first person does: an attempt nobody can win, and the key that seals the form.</summary>
internal static class WarmUpSignIn
{
    public static WebApplicationBuilder WarmUpSignInPath(this WebApplicationBuilder builder) => builder.WarmUp("sign-in", async (services, ct) =>
    {
        await services.GetRequiredService<PasswordCheck>().TryAsync($"{Guid.NewGuid()}@nowhere.invalid", "", new Visitor("start", null), ct);
        services.GetRequiredService<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>().CreateProtector("warm-up").Protect([1]);
    });
}
