using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Notifications.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.Notices;

/// <summary>What the bell rings for.</summary>
internal sealed class ListModel(NoticesClient notices, Names names) : PageModel
{
    public IReadOnlyList<Notice> Notices { get; private set; } = [];

    public int Unread { get; private set; }

    public string? Trouble { get; private set; }

    public NoticeWords Words => new(names, HttpContext.Caller().PersonId.ToString());

    public async Task OnGetAsync(CancellationToken ct)
    {
        var panel = await Panel.Load("Notifications", async () => await notices.ListNoticesAsync(new() { Limit = 50 }, cancellationToken: ct));
        Trouble = panel.Trouble;
        Notices = panel.Value?.Notices ?? [];
        Unread = panel.Value?.Unread ?? 0;
        await names.Load(Notices.SelectMany(NoticeWords.PeopleIn), ct);
    }

    public async Task<IActionResult> OnPostReadAsync(CancellationToken ct)
    {
        await Attempt.Do("Notifications", async () => await notices.MarkReadAsync(new(), cancellationToken: ct));
        return Redirect("/notices");
    }
}
