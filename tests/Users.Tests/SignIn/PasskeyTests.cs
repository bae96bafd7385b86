using Deque.AxeCore.Playwright;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using NodaTime;
using PracticeAspire.Infrastructure;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.SignIn;

namespace PracticeAspire.Users.Tests.SignIn;

/// <summary>The service on a port, where a browser finds it.</summary>
public sealed class BrowsableHost : UsersHost
{
    private readonly int port = FreePort.Next();

    public BrowsableHost() => UseKestrel(port);

    public string Address => $"http://localhost:{port}";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseEnvironment(Microsoft.Extensions.Hosting.Environments.Development);
        builder.UseSetting("Identity:Authority", Address);
        builder.UseSetting("Web:Address", $"{Address}/");
    }
}

/// <summary>In Chromium, with an authenticator that is not there, and the pages' content security policy kept to the letter.</summary>
public sealed class PasskeyTests(BrowsableHost host) : IClassFixture<BrowsableHost>, IAsyncLifetime
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("WEB_PICTURES");

    private IPlaywright playwright = null!;
    private IBrowser chromium = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host.StartServer();
        const string path = "/usr/bin/chromium";
        Assert.True(File.Exists(path), $"Install Chromium: {path} is not there (Debian: apt-get install chromium).");
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox", "--disable-gpu", "--no-first-run"] });
    }

    public async ValueTask DisposeAsync()
    {
        await chromium.DisposeAsync();
        playwright.Dispose();
    }

    [Fact]
    public async Task A_passkey_is_set_up_named_signed_in_with_and_removed()
    {
        var email = await host.HireAsync(Roles.Doctor);
        var (page, complaints) = await OpenAsync();
        await SignInAsync(page, email);

        await page.GetByLabel("Name of the new passkey").FillAsync("My phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Assertions.Expect(page.Locator(".codes li")).ToHaveCountAsync(10);
        await Assertions.Expect(page.Locator(".row__text strong").First).ToHaveTextAsync("My phone");

        await page.GotoAsync($"{host.Address}/account/security");
        await page.GetByText("Rename").ClickAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Phone in the left pocket");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.Locator(".row__text strong").First).ToHaveTextAsync("Phone in the left pocket");

        // Signed out, the passkey alone signs in, and counts as more than a password.
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync($"{host.Address}/account/sign-in?returnUrl=%2Faccount%2Fsecurity");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign-in and security" })).ToBeVisibleAsync();
        var session = await host.InDatabase(db => db.Set<Session>().OrderByDescending(s => s.Id).FirstAsync(Ct));
        Assert.Contains("mfa", session.Methods);
        Assert.DoesNotContain("pwd", session.Methods);
        Assert.NotNull(session.SecondFactorAt);

        // With a password it is the second step.
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync($"{host.Address}/account/sign-in?returnUrl=%2Faccount%2Fsecurity");
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(Staff.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign-in and security" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Phone in the left pocket" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("The passkey is removed");
        Assert.False(await host.InDatabase(db => db.Set<IdentityUserPasskey<Guid>>().AnyAsync(p => p.UserId == session.AccountId, Ct)));
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_passkey_that_is_not_known_here_signs_nobody_in()
    {
        var email = await host.HireAsync(Roles.Doctor);
        var (page, _) = await OpenAsync();
        await SignInAsync(page, email);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Assertions.Expect(page.Locator(".codes li")).ToHaveCountAsync(10);
        await host.InDatabase(db => db.Set<IdentityUserPasskey<Guid>>().ExecuteDeleteAsync(Ct));

        await page.Context.ClearCookiesAsync();
        await page.GotoAsync($"{host.Address}/account/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(page.Locator("#refusal")).ToContainTextAsync("not known here");
    }

    [Fact]
    public async Task Every_page_fits_and_lets_everyone_in()
    {
        foreach (var (width, theme) in new[] { (1280, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            var email = await host.HireAsync(Roles.Doctor);
            var (page, _) = await OpenAsync(width, theme, bypassPolicy: true);
            await LookAsync(page, "sign-in", width, theme, "/account/sign-in?returnUrl=%2Faccount%2Fsecurity");
            await SignInAsync(page, email);
            await LookAsync(page, "security-empty", width, theme, "/account/security");
            await LookAsync(page, "password", width, theme, "/account/password");
            await LookAsync(page, "authenticator", width, theme, "/account/authenticator?returnUrl=%2Faccount%2Fsecurity");
            var phone = new Phone(host.Clock, await page.ContentAsync());
            await page.GetByLabel("The code it shows now").FillAsync(phone.Code());
            await page.GetByRole(AriaRole.Button, new() { Name = "Turn it on" }).ClickAsync();
            await LookAsync(page, "recovery-codes", width, theme);
            await page.GotoAsync($"{host.Address}/account/security");
            await page.GetByLabel("Name of the new passkey").FillAsync("The phone with the very long name that somebody gave it once");
            await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("The passkey is set up");
            await LookAsync(page, "security", width, theme);
            host.Clock.Advance(Duration.FromMinutes(11));
            await LookAsync(page, "confirm", width, theme, "/account/password");
            await page.GetByRole(AriaRole.Link, new() { Name = "Use a recovery code" }).ClickAsync();
            await page.GetByLabel("Recovery code").FillAsync("nothing");
            await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
            await LookAsync(page, "confirm-recovery", width, theme);
            await page.Context.CloseAsync();
        }
    }

    private async Task LookAsync(IPage page, string name, int width, ColorScheme theme, string? path = null)
    {
        if (path is not null)
            await page.GotoAsync($"{host.Address}{path}");
        if (Pictures is not null)
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{width}-{theme}.png".ToLowerInvariant()), FullPage = true });
        var sticksOut = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(sticksOut <= 0, $"{name} at {width} px sticks out by {sticksOut} px.");
        var axe = await page.RunAxe();
        Assert.True(axe.Violations.Length == 0, string.Join("\n", axe.Violations.Select(v => $"{name} {theme} {width}: {v.Id}: {v.Help}: {string.Join(", ", v.Nodes.Take(4).Select(n => n.Html))}")));
    }

    private async Task SignInAsync(IPage page, string email)
    {
        await page.GotoAsync($"{host.Address}/account/sign-in?returnUrl=%2Faccount%2Fsecurity");
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(Staff.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Sign-in and security" })).ToBeVisibleAsync();
    }

    private async Task<(IPage Page, List<string> Complaints)> OpenAsync(int width = 1280, ColorScheme theme = ColorScheme.Light, bool bypassPolicy = false)
    {
        var context = await chromium.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 844 }, ColorScheme = theme, BypassCSP = bypassPolicy });
        var page = await context.NewPageAsync();
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add(message.Text);
        };
        var devtools = await context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable", new() { ["enableUI"] = false });
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return (page, complaints);
    }
}
