using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Notifications.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Notices;

/// <summary>What the bell rings for.</summary>
internal sealed class ListModel(NoticesClient notices, Names names) : PageModel
{
    public IReadOnlyList<Notice> Notices { get; private set; } = [];

    public int Unread { get; private set; }

    public string? Trouble { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        var panel = await Panel.Load("Notifications", async () => await notices.ListNoticesAsync(new() { Limit = 50 }, cancellationToken: ct));
        Trouble = panel.Trouble;
        Notices = panel.Value?.Notices ?? [];
        Unread = panel.Value?.Unread ?? 0;
        await names.Load(Notices.SelectMany(n => new[] { n.PatientId, n.PractitionerId }), ct);
    }

    public async Task<IActionResult> OnPostReadAsync(CancellationToken ct)
    {
        await Attempt.Do("Notifications", async () => await notices.MarkReadAsync(new(), cancellationToken: ct));
        return Redirect("/notices");
    }

    public string Say(Notice n)
    {
        var me = HttpContext.Caller().PersonId.ToString();
        var who = n.PatientId == me ? $"with {names.Of(n.PractitionerId, "your practitioner")}" : $"of {names.Of(n.PatientId, "a patient")}";
        var visit = $"{n.VisitType} {who}";
        return n.Kind switch
        {
            "appointment-booked" => $"{visit} is booked for {LocalTimes.Moment(n.Start, n.Zone)}.",
            "appointment-rescheduled" when n.PreviousStart is not null =>
                $"{visit} moved from {LocalTimes.Moment(n.PreviousStart, n.Zone)} to {LocalTimes.Moment(n.Start, n.Zone)}.",
            "appointment-rescheduled" => $"{visit} moved to {LocalTimes.Moment(n.Start, n.Zone)}.",
            "appointment-cancelled" => $"{visit} on {LocalTimes.Moment(n.Start, n.Zone)} is cancelled.",
            _ => $"{visit}, {LocalTimes.Moment(n.Start, n.Zone)}.",
        };
    }
}
