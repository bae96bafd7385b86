using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>What somebody at the practice has asked patients for: what waits, what is open to them, what was.</summary>
internal sealed class RequestsModel(RecordAccessClient access, Practice practice, Names names) : PageModel
{
    private IReadOnlyList<AccessRequest> all = [];

    public IEnumerable<AccessRequest> Waiting => all.Where(r => r.Status == "asked");

    public IEnumerable<AccessRequest> Open => all.Where(r => r.Status == "approved");

    public IEnumerable<AccessRequest> Closed => all.Except(Waiting).Except(Open);

    public bool IsEmpty => all.Count == 0;

    public string Zone { get; private set; } = "UTC";

    public string? Trouble { get; private set; }

    public Refusal? Refusal { get; private set; }

    public string NameOf(string id) => names.Of(id, "a patient");

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public async Task<IActionResult> OnPostEndAsync([FromForm] string request, CancellationToken ct)
    {
        Refusal = await Attempt.Do("Medical records", async () => await access.EndAccessAsync(new() { Id = request }, cancellationToken: ct));
        if (Refusal is null)
            return Redirect("/records/requests");
        await Load(ct);
        return Page();
    }

    private async Task Load(CancellationToken ct)
    {
        ViewData["Record"] = true;
        var places = Panel.Load("Appointments", () => practice.Locations(ct));
        var panel = await Panel.Load("Medical records", async () => await access.ListRequestsAsync(new(), cancellationToken: ct));
        Zone = (await places).Value is [var first, ..] ? first.Zone : "UTC";
        (Trouble, all) = (panel.Trouble, panel.Value?.Requests ?? []);
        await names.Load(all.Select(r => r.PatientId), ct);
    }
}
