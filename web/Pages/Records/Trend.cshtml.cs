using Microsoft.AspNetCore.Mvc;
using NodaTime;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>One measurement over time, as a drawing and as the same figures in a table.</summary>
internal sealed class TrendModel(ChartsClient charts, WhoseRecord whose, Names names) : RecordPageModel(whose, names)
{
    /// <summary>An entry that has the measurement.</summary>
    [BindProperty(SupportsGet = true, Name = "entryId")]
    public string EntryId { get; set; } = "";

    /// <summary>Which of the entry's, counted from 0.</summary>
    [BindProperty(SupportsGet = true, Name = "nth")]
    public int Nth { get; set; }

    public Trend? Trend { get; private set; }

    public string Name => Trend?.What is { } what ? MeasurementWords.Name(new Measurement { What = what }) : "Over time";

    /// <summary>Of the newest value; "" when values have none.</summary>
    public string Unit => Trend is { Points: [var newest, ..] } ? MeasurementWords.Unit(newest.Quantity) : "";

    /// <summary>What is usual, as the newest value that says so has it.</summary>
    public string Usual => Trend?.Points.FirstOrDefault(p => p.ReferenceRange.Length > 0)?.ReferenceRange ?? "";

    /// <summary>Of values in the newest one's unit; others cannot be on one scale with it. Null: nothing to draw.</summary>
    public LineChart? Drawn(int width, int height)
    {
        var values = Trend?.Points.Where(p => MeasurementWords.Unit(p.Quantity) == Unit)
            .Select(p => (Instant.FromDateTimeOffset(p.At.ToDateTimeOffset()), MeasurementWords.Number(p.Quantity)))
            .Where(v => v.Item2 is not null).Select(v => (v.Item1, v.Item2!.Value)).ToList() ?? [];
        return values.Count == 0 ? null : new LineChart(values, width, height, MeasurementWords.Range(Usual));
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (string.IsNullOrEmpty(EntryId))
            return NotFound();
        if (!Whose.MaySee && Whose.Trouble is null)
            return Redirect(Href("chart"));
        Trend = await Read(async () => await charts.GetTrendAsync(new() { PatientId = PatientId, EntryId = EntryId, Nth = Nth }, cancellationToken: ct));
        return Page();
    }
}
