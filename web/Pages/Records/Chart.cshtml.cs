using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Mvc;
using NodaTime;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Web.Neighbours;
using PracticeAspire.Web.Shared;
using PracticeAspire.Web.Times;
using Person = PracticeAspire.Users.Contracts.Person;

namespace PracticeAspire.Web.Pages.Records;

/// <summary>A patient's record: what is current first, then all of it by day. Its owner reads it here too.</summary>
internal sealed class ChartModel(ChartsClient charts, ProxiesClient proxies, WhoseRecord whose, Names names) : RecordPageModel(whose, names)
{
    /// <summary>One kind only, by its name.</summary>
    [BindProperty(SupportsGet = true, Name = "kind")]
    public string? Only { get; set; }

    [BindProperty(SupportsGet = true, Name = "after")]
    public string? After { get; set; }

    /// <summary>Null when it is not theirs to see, or not to be had.</summary>
    public Chart? Chart { get; private set; }

    public IReadOnlyList<IGrouping<LocalDate, Entry>> Days { get; private set; } = [];

    public string Next { get; private set; } = "";

    public int Withheld { get; private set; }

    public IReadOnlyList<VitalTile> Vitals { get; private set; } = [];

    /// <summary>Whose records they may look at besides their own.</summary>
    public IReadOnlyList<Person> Represented { get; private set; } = [];

    public IEnumerable<(string Name, string Many, int Count)> Filters => EntryWords.Kinds
        .Select(k => (k.Name, k.Many, Chart!.Counts.GetValueOrDefault(k.Name))).Where(k => k.Item3 > 0 || k.Name == Only);

    public bool MayWrite => Chart?.MayWrite == true && HttpContext.Caller().May(Permissions.WriteRecords);

    /// <summary>In an emergency notes are written, and no files attached.</summary>
    public bool MayAttach => MayWrite && Chart!.Basis != "break-glass";

    public async Task OnGetAsync(CancellationToken ct)
    {
        var represented = Whose.IsOwn || Whose.IsProxys ? LoadRepresented(ct) : Task.CompletedTask;
        if (Whose.MaySee)
            await LoadChart(ct);
        await represented;
    }

    private async Task LoadChart(CancellationToken ct)
    {
        var kind = EntryWords.Kinds.FirstOrDefault(k => k.Name == Only);
        var asked = new GetChartRequest { PatientId = PatientId, PageToken = After ?? "" };
        if (kind.Name is not null)
            asked.Kinds.Add(kind.Kind);

        // One question, since each is a line in the patient's ledger.
        if ((Chart = await Read(async () => await charts.GetChartAsync(asked, cancellationToken: ct))) is null)
            return;

        (Next, Withheld) = (Chart.NextPageToken, Chart.Withheld);
        Days = [.. Chart.Newest.GroupBy(e => e.HappenedAt.In(Whose.Zone).Date)];
        Vitals = VitalTile.Of(Chart.Latest, Chart.Vitals);
        await Names.Load(Chart.Newest.SelectMany(e => new[] { e.AuthorId, e.SignedBy }), ct);
    }

    private async Task LoadRepresented(CancellationToken ct)
    {
        var panel = await Panel.Load("People", async () => await proxies.ListRepresentedAsync(new(), cancellationToken: ct));
        Represented = [.. panel.Value?.Proxies.Where(p => p.Scopes.Contains(ProxyWords.Records)).Select(p => p.Patient) ?? []];
    }
}

/// <summary>What was measured last of one kind, and how it went.</summary>
internal sealed record VitalTile(string Name, string Value, string Unit, Timestamp At, string EntryId, int Nth, bool HasTrend, LineChart? Line)
{
    private const int Width = 96;
    private const int Height = 28;

    public static IReadOnlyList<VitalTile> Of(IReadOnlyList<Latest> latest, IReadOnlyList<Entry> vitals)
    {
        var upper = latest.FirstOrDefault(l => MeasurementWords.Is(l.Measurement, MeasurementWords.Systolic));
        var lower = latest.FirstOrDefault(l => MeasurementWords.Is(l.Measurement, MeasurementWords.Diastolic));
        var both = upper?.Measurement.Quantity is not null && lower?.Measurement.Quantity is not null && upper.EntryId == lower.EntryId;
        return [.. latest.Where(l => !both || l != lower).Select(l => both && l == upper
            ? Tile(l, vitals) with { Name = "Blood pressure", Value = $"{MeasurementWords.Figure(upper!.Measurement.Quantity)}/{MeasurementWords.Figure(lower!.Measurement.Quantity)}" }
            : Tile(l, vitals))];
    }

    private static VitalTile Tile(Latest latest, IReadOnlyList<Entry> vitals)
    {
        var measurement = latest.Measurement;
        var coding = measurement.What?.Codings.FirstOrDefault();
        var values = coding is null ? [] : vitals.Where(e => e.RetractedBecause.Length == 0)
            .SelectMany(e => e.Content.Vitals?.Measurements.Where(m => m.What?.Codings.Any(c => c.System == coding.System && c.Code == coding.Code) == true)
                .Select(m => (At: Instant.FromDateTimeOffset(e.HappenedAt.ToDateTimeOffset()), Value: MeasurementWords.Number(m.Quantity))) ?? [])
            .Where(v => v.Value is not null).Select(v => (v.At, v.Value!.Value)).ToList();
        return new(
            MeasurementWords.Name(measurement), measurement.Quantity is { } figure ? MeasurementWords.Figure(figure) : MeasurementWords.Value(measurement),
            measurement.Quantity is { } quantity ? MeasurementWords.Unit(quantity) : "",
            latest.At, latest.EntryId, latest.Nth, measurement.Quantity is not null && coding is not null, values.Count > 1 ? new LineChart(values, Width, Height, withAxes: false) : null);
    }
}
