using Microsoft.AspNetCore.Mvc;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.SignIn;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>Breaks the glass: opens a record that is closed, for half an hour, for a reason that others look at.</summary>
[ProofFirst(Always = true)]
internal sealed class EmergencyModel(RecordAccessClient access, WhoseRecord whose, Names names) : RecordPageModel(whose, names)
{
    [BindProperty]
    public string RequestId { get; set; } = Guid.CreateVersion7().ToString();

    [BindProperty]
    public string? Code { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public IActionResult OnGet() => Whose.MaySee ? Redirect(Href("chart")) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct) =>
        await Write(async () => await access.BreakGlassAsync(new() { Id = RequestId, PatientId = PatientId, Code = Code ?? "", Reason = Reason?.Trim() ?? "" }, cancellationToken: ct))
            ? DoneAndTo("glass", "chart")
            : Page();
}
