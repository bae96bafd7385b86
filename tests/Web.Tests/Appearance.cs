using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace PracticeAspire.Web.Tests;

/// <summary>Looks at a page as it is: nothing sticks out, nothing keeps anyone out. With WEB_PICTURES set to a folder it leaves a picture there.</summary>
internal static class Appearance
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("WEB_PICTURES");

    public static async Task LookAsync(this IPage page, string name, int width, ColorScheme theme)
    {
        if (Pictures is not null)
            await page.ScreenshotAsync(new() { Path = Path.Combine(Pictures, $"{name}-{width}-{theme}.png".ToLowerInvariant()), FullPage = true });

        var sticksOut = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(sticksOut <= 0, $"{name} at {width} px sticks out by {sticksOut} px.");
        var axe = await page.RunAxe();
        Assert.True(axe.Violations.Length == 0, string.Join("\n", axe.Violations.Select(v => $"{theme} {width}: {v.Id}: {v.Help}: {string.Join(", ", v.Nodes.Take(4).Select(n => $"{n.Html} {n.Any.FirstOrDefault()?.Message}"))}")));
    }
}
