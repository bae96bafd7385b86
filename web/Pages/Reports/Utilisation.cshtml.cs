using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using NodaTime;
using PracticeAspire.Reporting.Contracts;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;

namespace PracticeAspire.Web.Pages.Reports;

/// <summary>How much of the working time is booked: by day as a chart, by practitioner as a table that sums.</summary>
internal sealed class UtilisationModel(ReportsClient reports, Practice practice, Names names, IClock clock) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "from")]
    public string? From { get; set; }

    [BindProperty(SupportsGet = true, Name = "to")]
    public string? To { get; set; }

    [BindProperty(SupportsGet = true, Name = "practitioner")]
    public string? PractitionerId { get; set; }

    public LocalDate First { get; private set; }

    public LocalDate Last { get; private set; }

    public IReadOnlyList<Person> Practitioners { get; private set; } = [];

    public IReadOnlyList<UtilisationDay> Days { get; private set; } = [];

    public string? Trouble { get; private set; }

    public string? Wrong { get; private set; }

    public IReadOnlyList<Total> ByDay => [.. Days.GroupBy(d => d.Day).Select(g => Total.Of(LocalTimes.ParseDay(g.Key)?.Short() ?? g.Key, g))];

    public IReadOnlyList<Total> ByPractitioner => [.. Days.GroupBy(d => d.PractitionerId).Select(g => Total.Of(names.Of(g.Key), g)).OrderBy(t => t.Name, StringComparer.CurrentCulture)];

    public Total All => Total.Of("All", Days);

    public Task OnGetAsync(CancellationToken ct) => Load(ct);

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken ct)
    {
        await Load(ct);
        if (Trouble is not null || Wrong is not null)
            return StatusCode(StatusCodes.Status503ServiceUnavailable);

        IReadOnlyList<object> head = ["Day", "Practitioner", "Booked minutes", "Working minutes", "Appointments", "Cancelled", "No-shows"];
        return Csv.File($"utilisation-{First.Iso()}-{Last.Iso()}.csv", Days
            .Select(d => (IReadOnlyList<object>)[d.Day, names.Of(d.PractitionerId), d.BookedMinutes, d.WorkingMinutes, d.Appointments, d.Cancelled, d.NoShows])
            .Prepend(head)
            .Append(["Total", "", All.Booked, All.Working, All.Appointments, All.Cancelled, All.NoShows]));
    }

    private async Task Load(CancellationToken ct)
    {
        var today = clock.Today("UTC");
        (First, Last) = (LocalTimes.ParseDay(From) ?? today.PlusDays(-20), LocalTimes.ParseDay(To) ?? today.PlusDays(7));
        var people = Panel.Load("People", () => practice.Practitioners(ct));
        Panel<Utilisation>? panel = null;
        var refusal = await Attempt.Do("Reports", async () => panel = await Panel.Load("Reports", async () => await reports.GetUtilisationAsync(
            new() { FirstDay = First.Iso(), LastDay = Last.Iso(), PractitionerId = PractitionerId ?? "" }, cancellationToken: ct)));
        Practitioners = (await people).Value ?? [];
        names.Add(Practitioners);
        (Days, Trouble, Wrong) = (panel?.Value?.Days ?? [], panel?.Trouble, refusal?.Sentence);
        await names.Load(Days.Select(d => d.PractitionerId), ct);
    }
}

internal sealed record Total(string Name, int Booked, int Working, int Appointments, int Cancelled, int NoShows)
{
    /// <summary>Null when nothing was planned: a share of nothing is no number.</summary>
    public int? Percent => Working == 0 ? null : (int)Math.Round(100.0 * Booked / Working);

    public static Total Of(string name, IEnumerable<UtilisationDay> days) => days.Aggregate(
        new Total(name, 0, 0, 0, 0, 0),
        (sum, d) => new(name, sum.Booked + d.BookedMinutes, sum.Working + d.WorkingMinutes, sum.Appointments + d.Appointments, sum.Cancelled + d.Cancelled, sum.NoShows + d.NoShows));

    public static string Hours(int minutes) => $"{minutes / 60}:{minutes % 60:00}";
}
