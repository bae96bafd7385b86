using Microsoft.Playwright;

namespace PracticeAspire.Web.Tests;

/// <summary>Headless Chromium of the system, one for the tests of a class.</summary>
public sealed class TheBrowser : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        const string path = "/usr/bin/chromium";
        Assert.True(File.Exists(path), $"Install Chromium: {path} is not there (Debian: apt-get install chromium).");
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }

    public Task<IBrowserContext> NewContext(int width = 1280, ColorScheme theme = ColorScheme.Light, bool scripts = true, bool bypassPolicy = true) => browser!.NewContextAsync(new()
    {
        ViewportSize = new() { Width = width, Height = width < 600 ? 844 : 860 },
        ColorScheme = theme,
        JavaScriptEnabled = scripts,
        ReducedMotion = ReducedMotion.Reduce,
        BypassCSP = bypassPolicy, // axe is put into the page; that the page itself needs no exception is tested elsewhere
    });

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }
}
