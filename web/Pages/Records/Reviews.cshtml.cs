using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>The privacy officer's queue: every record that was opened in an emergency and that nobody has looked into yet, the oldest first.</summary>
internal sealed class ReviewsModel(RecordAccessClient access, Practice practice, Names names) : PageModel
{
    [BindProperty]
    public string Id { get; set; } = "";

    [BindProperty]
    public bool? Justified { get; set; }

    [BindProperty]
    public string? Comment { get; set; }

    public IReadOnlyList<GlassBreak> Waiting { get; private set; } = [];

    public string Zone { get; private set; } = "UTC";

    public string? Trouble { get; private set; }

    public Refusal? Refusal { get; private set; }

    public bool Done { get; private set; }

    public string NameOf(string id, string otherwise) => names.Of(id, otherwise);

    public bool IsOwnAct(GlassBreak glass) => glass.PersonId == HttpContext.Caller().PersonId.ToString();

    public Task OnGetAsync(CancellationToken ct)
    {
        Done = this.WasDone("reviews") is not null;
        return Load(ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Refusal = Justified is { } justified
            ? await Attempt.Do("Medical records", async () => await access.ReviewGlassBreakAsync(new() { Id = Id, Justified = justified, Comment = Comment?.Trim() ?? "" }, cancellationToken: ct))
            : new(RefusalKind.Rule, "Choose whether it was justified.");
        if (Refusal is null)
        {
            this.Tell("reviewed", "reviews");
            return Redirect("/records/reviews");
        }

        await Load(ct);
        return Page();
    }

    private async Task Load(CancellationToken ct)
    {
        ViewData["Record"] = true;
        var places = Panel.Load("Appointments", () => practice.Locations(ct));
        var panel = await Panel.Load("Medical records", async () => await access.ListGlassBreaksAsync(new(), cancellationToken: ct));
        Zone = (await places).Value is [var first, ..] ? first.Zone : "UTC";
        (Trouble, Waiting) = (panel.Trouble, panel.Value?.GlassBreaks ?? []);
        await names.Load(Waiting.SelectMany(g => new[] { g.PatientId, g.PersonId }), ct);
    }
}
