using Google.Protobuf.Collections;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Records.Charts;

internal sealed partial class ChartsService
{
    private const int MostPoints = 1000;
    private static readonly string[] Measuring = ["vitals", "result"];

    public override Task<Trend> GetTrend(GetTrendRequest request, ServerCallContext context)
    {
        var (system, code, asked) = (request.System.ToText("system", 200), request.Code.ToText("code", 100), request.EntryId.ToIdOrNone("entry_id"));
        return ReadAsync(request.PatientId, "trend", context, async chart =>
        {
            if (asked is { } id)
                (system, code) = await CodeOfAsync(chart, id, request.Nth, context.CancellationToken);
            var measured = await EntriesOf(chart).Where(e => Measuring.Contains(e.Kind) && e.RetractedAt == null)
                .OrderByDescending(e => e.HappenedAt).Take(MostPoints).ToListAsync(context.CancellationToken);
            var trend = new Trend();
            foreach (var entry in chart.Show(measured))
            {
                foreach (var measurement in MeasurementsOf(entry.Content).Where(m => m.Quantity is not null && IsOf(m.What)))
                {
                    trend.What ??= measurement.What;
                    trend.Points.Add(new TrendPoint
                    {
                        At = entry.HappenedAt,
                        Quantity = measurement.Quantity,
                        Interpretation = measurement.Interpretation,
                        ReferenceRange = measurement.ReferenceRange,
                        EntryId = entry.Id,
                    });
                }
            }

            return trend;
        });

        bool IsOf(Concept? what) => what?.Codings.Any(c => c.System == system && c.Code == code) == true;
    }

    private async Task<(string System, string Code)> CodeOfAsync(Chart chart, Guid id, int nth, CancellationToken ct)
    {
        var entry = await EntriesOf(chart).SingleOrDefaultAsync(e => e.Id == id, ct) ?? throw new NotFound();
        return chart.Show([entry]).SelectMany(e => MeasurementsOf(e.Content)).ElementAtOrDefault(nth)?.What is { Codings: [var coding, ..] } ? (coding.System, coding.Code) : throw new NotFound();
    }

    private static RepeatedField<Measurement> MeasurementsOf(Content content) => content.Vitals?.Measurements ?? content.Result?.Measurements ?? [];
}
