using Microsoft.Playwright;

namespace PracticeAspire.EndToEnd;

/// <summary>People with browsers: the system's Chromium, headless. A machine without one fails these tests; it does not skip them.</summary>
public sealed class Visitors : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly Uri web;

    private Visitors(IPlaywright playwright, IBrowser browser, Uri web) => (this.playwright, this.browser, this.web) = (playwright, browser, web);

    public static async Task<Visitors> ComeAsync(Uri web)
    {
        var executable = Environment.GetEnvironmentVariable("CHROMIUM") ?? Array.Find(Places, File.Exists)
            ?? throw new InvalidOperationException("There is no Chromium. Install it (Debian: apt-get install chromium), or set CHROMIUM to its path.");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = executable,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        return new Visitors(playwright, browser, web);
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    /// <summary>Someone new, who has signed in.</summary>
    public async Task<IPage> SignInAsync(string email, string password = RunningPractice.Password, bool scripts = true)
    {
        var page = await NewPageAsync(scripts);
        await page.GotoAsync("/sign-in");
        await page.FillAsync("input[name=email]", email);
        await page.FillAsync("input[name=password]", password);
        await page.ClickAsync("main button[type=submit], form button[type=submit]");
        await page.WaitForURLAsync(url => url.StartsWith(web.ToString(), StringComparison.Ordinal));
        return page;
    }

    /// <summary>Someone who was mailed a link: chooses a password, agrees to the terms, and is signed in.</summary>
    public async Task<IPage> JoinAsync(string link, bool scripts = true)
    {
        var page = await NewPageAsync(scripts);
        await page.GotoAsync(link);
        await page.FillAsync("#password", RunningPractice.Password);
        await page.FillAsync("#again", RunningPractice.Password);
        await page.ClickAsync("main button[type=submit]");
        await page.WaitForURLAsync(url => url.StartsWith(web.ToString(), StringComparison.Ordinal));
        await page.GotoAsync("/sign-in");
        await page.ClickAsync("text=I have read this and agree");
        await page.WaitForURLAsync(url => url.StartsWith(web.ToString(), StringComparison.Ordinal));
        return page;
    }

    public Task<IPage> SignInAsDemoAsync(string account, bool scripts = true) => SignInAsync($"{account}@demo.practice", scripts: scripts);

    private async Task<IPage> NewPageAsync(bool scripts)
    {
        var visit = await browser.NewContextAsync(new() { BaseURL = web.ToString(), JavaScriptEnabled = scripts, ViewportSize = new() { Width = 1280, Height = 900 } });
        visit.SetDefaultTimeout(60_000);
        return await visit.NewPageAsync();
    }
}
