using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Terms;
using PracticeAspire.Users.Tests.SignIn;

namespace PracticeAspire.Users.Tests.Terms;

public sealed class TermsTests(TermsTests.HostWithTerms host) : IClassFixture<TermsTests.HostWithTerms>
{
    [Fact]
    public async Task Nobody_gets_a_code_before_they_have_agreed_and_everyone_only_once()
    {
        var email = await host.HireAsync(Roles.Patient);
        using var browser = host.OpenBrowser();
        var (url, verifier) = Browser.SignInRequest();
        await browser.SignInAsync(Staff.SignInPage, email, Staff.Password);

        var asked = await browser.Http.GetAsync(url);
        var terms = asked.Headers.Location!.OriginalString;
        Assert.StartsWith("/account/terms?", terms, StringComparison.Ordinal);
        Assert.False(await browser.IsSignedInAsync());
        Assert.Contains("Be kind at the desk.", await browser.Http.GetStringAsync(terms), StringComparison.Ordinal);

        var agreed = await browser.SubmitAsync(terms, "");
        var toWeb = await browser.Http.GetAsync(agreed.Headers.Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.RedeemAsync(Browser.CodeIn(toWeb), verifier)).Status);
        Assert.True(await browser.IsSignedInAsync());
    }

    [Fact]
    public async Task What_is_agreed_to_is_what_was_on_the_page()
    {
        var email = await host.HireAsync(Roles.Patient);
        using var browser = host.OpenBrowser();
        await browser.SignInAsync(Staff.SignInPage, email, Staff.Password);
        var answer = await browser.SubmitAsync("/account/terms?returnUrl=%2Faccount%2Fsecurity", "", ("version", "of last year"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, await host.InDatabase(db => db.Set<TermsAgreement>().CountAsync(a => db.Accounts.Any(x => x.Id == a.PersonId && x.Email == email))));
    }

    public sealed class HostWithTerms : UsersHost
    {
        private readonly string file = Path.GetTempFileName();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            File.WriteAllText(file, "Be kind at the desk.\n\nCome in time.\n");
            builder.UseSetting("Terms:File", file);
        }

        public override async ValueTask DisposeAsync()
        {
            await base.DisposeAsync();
            File.Delete(file);
        }
    }
}
