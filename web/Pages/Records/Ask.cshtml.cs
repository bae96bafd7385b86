using Microsoft.AspNetCore.Mvc;
using NodaTime;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>Someone at the practice asks a patient to let them see the record: why, and until when.</summary>
internal sealed class AskModel(RecordAccessClient access, WhoseRecord whose, Names names) : RecordPageModel(whose, names)
{
    private const string ByDay = "day";

    /// <summary>How long is asked for mostly, in days from today.</summary>
    public static IReadOnlyList<(string Days, string Text)> Presets { get; } = [("0", "today"), ("7", "a week"), ("30", "30 days"), ("90", "90 days")];

    [BindProperty]
    public string RequestId { get; set; } = Guid.CreateVersion7().ToString();

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>One of the presets, or "day".</summary>
    [BindProperty]
    public string Until { get; set; } = "7";

    [BindProperty]
    public string? Day { get; set; }

    [BindProperty]
    public bool RestrictedToo { get; set; }

    /// <summary>They see it already, but for what is restricted.</summary>
    public bool OnlyRestricted => Whose.Standing.Basis == "grant";

    public IActionResult OnGet() => Whose.Trouble is null && !Whose.Standing.MayAsk ? Redirect(Href("chart")) : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (LastDay() is not { } last)
        {
            Refusal = new(RefusalKind.Rule, "Choose the last day.");
            return Page();
        }

        var request = new RequestAccessRequest { Id = RequestId, PatientId = PatientId, Reason = Reason?.Trim() ?? "", RestrictedToo = RestrictedToo, WantedUntil = LocalTimes.EndOf(last, Whose.Zone) };
        return await Write(async () => await access.RequestAccessAsync(request, cancellationToken: ct)) ? Redirect("/records/requests") : Page();
    }

    private LocalDate? LastDay() => Until == ByDay
        ? LocalTimes.ParseDay(Day)
        : Presets.Any(p => p.Days == Until) ? Whose.Today.PlusDays(int.Parse(Until, System.Globalization.CultureInfo.InvariantCulture)) : null;
}
