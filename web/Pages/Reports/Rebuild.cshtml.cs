using System.Globalization;
using Grpc.Core;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.Reports;

/// <summary>All figures again from the services' event logs.</summary>
internal sealed class RebuildModel(ReportsClient reports) : PageModel
{
    public string? Done { get; private set; }

    public string? Wrong { get; private set; }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var lines = ProgressLines.Wanted(Request) ? new ProgressLines(Response, ct) : null;
        var refusal = await Attempt.Do("Reports", async () =>
        {
            using var call = reports.Rebuild(new(), cancellationToken: ct);
            await foreach (var p in call.ResponseStream.ReadAllAsync(ct))
            {
                Done = string.Create(CultureInfo.InvariantCulture, $"{p.EventsDone:N0} of {p.EventsTotal:N0} events read.");
                if (lines is not null)
                    await lines.Tell(new { done = p.EventsDone, total = p.EventsTotal, words = Done });
            }
        });
        Wrong = refusal?.Sentence;
        if (lines is null)
            return Page();

        await lines.Tell(new { words = Wrong ?? $"Done. {Done}" });
        return new EmptyResult();
    }
}
