using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using PracticeAspire.Users.Accounts;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.Tests.SignIn;

internal static class Staff
{
    public const string Password = "correct horse battery staple";
    public const string SignInPage = "/account/sign-in?returnUrl=%2Faccount%2Fsecurity";

    /// <summary>Someone new who can sign in.</summary>
    public static async Task<string> HireAsync(this UsersHost host, params string[] roles)
    {
        var email = $"{Guid.NewGuid():N}@example.org";
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<UsersDb>();
        var person = Person.With(roles, new PersonalDetails("Robin", "Example") { Email = email });
        db.People.Add(person);
        db.Accounts.Add(Account.For(person, email, Password, scope.ServiceProvider.GetRequiredService<UserManager<Account>>()));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return email;
    }

    /// <summary>Sets up an app, in a sign-in that asks for it or on the security page.</summary>
    public static async Task<(Phone Phone, string[] RecoveryCodes)> SetUpAppAsync(this UsersHost host, Browser browser)
    {
        const string page = "/account/authenticator?returnUrl=%2Faccount%2Fsecurity";
        var html = await browser.Http.GetStringAsync(page);
        var phone = new Phone(host.Clock, html);
        var answer = await browser.SubmitAsync(html, page, "", ("code", phone.Code()));
        return (phone, CodesOn(await answer.Content.ReadAsStringAsync()));
    }

    public static string[] CodesOn(string page) =>
        [.. System.Text.RegularExpressions.Regex.Matches(page, "<li><code>([A-Z0-9-]+)</code></li>").Select(m => m.Groups[1].Value)];

    /// <summary>Whether the session of this browser gets a code without being asked for anything.</summary>
    public static async Task<bool> IsSignedInAsync(this Browser browser)
    {
        var answer = await browser.Http.GetAsync(Browser.SignInRequest(("prompt", "none")).Url);
        return answer.Headers.Location!.Query.Contains("code=", StringComparison.Ordinal);
    }
}
