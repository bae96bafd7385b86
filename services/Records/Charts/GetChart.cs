using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Records.Charts;

internal sealed partial class ChartsService
{
    private const int NewestShown = 50;
    private const int VitalsLookedAt = 40;

    private static readonly string[] Summary = ["problem", "allergy", "medication"];
    private static readonly string[] NoLongerCurrent = ["inactive", "resolved", "remission", "completed", "stopped", "cancelled", "entered-in-error"];

    public override Task<Contracts.Chart> GetChart(GetChartRequest request, ServerCallContext context)
    {
        var (kinds, after) = (NamesOf(request.Kinds), PageToken.Parse(request.PageToken, "page_token"));
        var what = string.Join(' ', kinds.Prepend(after is null ? "chart" : "chart timeline"));
        return ReadAsync(request.PatientId, what, context, chart => SummarizeAsync(chart, kinds, after, context.CancellationToken));
    }

    private async Task<Contracts.Chart> SummarizeAsync(Chart chart, string[] kinds, (Instant At, Guid Id)? after, CancellationToken ct)
    {
        var standing = chart.Standing;
        var counts = await EntriesOf(chart).GroupBy(e => e.Kind).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, ct);
        var current = chart.Show(await EntriesOf(chart).Where(e => Summary.Contains(e.Kind) && e.RetractedAt == null).OrderByDescending(e => e.HappenedAt).ToListAsync(ct))
            .Where(IsCurrent).ToLookup(e => e.Kind);
        var vitals = chart.Show(
            await EntriesOf(chart).Where(e => e.Kind == "vitals" && e.RetractedAt == null).OrderByDescending(e => e.HappenedAt).Take(VitalsLookedAt).ToListAsync(ct)).ToList();
        var newest = await TimelineOf(chart, kinds, after).Take(NewestShown + 1).ToListAsync(ct);

        var reply = new Contracts.Chart
        {
            PatientId = standing.Patient.ToString(),
            Basis = standing.Basis,
            Until = standing.Until?.ToTimestamp(),
            MayWrite = standing.MayWrite,
            Problems = { current[Kind.Problem] },
            Allergies = { current[Kind.Allergy] },
            Medications = { current[Kind.Medication] },
            Latest = { LatestOf(vitals) },
            Newest = { chart.Show(newest.Take(NewestShown)) },
            NextPageToken = newest.Count > NewestShown ? PageToken.After(newest[NewestShown - 1]) : "",
            Counts = { counts },
            Vitals = { vitals },
        };
        reply.Withheld = chart.Withheld;
        return reply;
    }

    private static bool IsCurrent(Contracts.Entry entry) => entry.Content is not ({ Problem.Verification: "refuted" } or { Allergy.Verification: "refuted" }) && !NoLongerCurrent.Contains(entry.Content.KindCase switch
    {
        Content.KindOneofCase.Problem => entry.Content.Problem.ClinicalStatus,
        Content.KindOneofCase.Allergy => entry.Content.Allergy.ClinicalStatus,
        _ => entry.Content.Medication.Status,
    });

    private static IEnumerable<Latest> LatestOf(IEnumerable<Contracts.Entry> newestFirst) => newestFirst
        .SelectMany(e => e.Content.Vitals.Measurements.Select((m, nth) => new Latest { Measurement = m, At = e.HappenedAt, EntryId = e.Id, Nth = nth }))
        .DistinctBy(l => l.Measurement.What is { Codings: [var coding, ..] } ? $"{coding.System}|{coding.Code}" : l.Measurement.What?.Text);
}
