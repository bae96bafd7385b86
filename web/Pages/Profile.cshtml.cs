using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages;

/// <summary>Who one is here, whom one acts for, and who acts for one.</summary>
internal sealed class ProfileModel(ProxiesClient proxies, Names names) : PageModel
{
    public Person? Person => names.Person(Me);

    public IReadOnlyList<Proxy> Represented { get; private set; } = [];

    public IReadOnlyList<Proxy> Proxies { get; private set; } = [];

    public string? Trouble { get; private set; }

    public string? Wrong { get; private set; }

    private string Me => HttpContext.Caller().PersonId.ToString();

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public async Task<IActionResult> OnPostEndProxyAsync([FromForm] string proxy, [FromForm] long version, CancellationToken ct)
    {
        Wrong = (await Attempt.Do("People", async () => await proxies.EndProxyAsync(new() { Id = proxy, Version = version }, cancellationToken: ct)))?.Sentence;
        if (Wrong is null)
            return Redirect("/profile");
        await Load(ct);
        return Page();
    }

    private async Task Load(CancellationToken ct)
    {
        var represented = Panel.Load("People", async () => await proxies.ListRepresentedAsync(new(), cancellationToken: ct));
        var mine = Panel.Load("People", async () => await proxies.ListProxiesAsync(new() { PatientId = Me }, cancellationToken: ct));
        await names.Load([Me], ct);
        (Represented, Proxies) = ((await represented).Value?.Proxies ?? [], (await mine).Value?.Proxies ?? []);
        Trouble = (await represented).Trouble ?? (await mine).Trouble;
    }
}
