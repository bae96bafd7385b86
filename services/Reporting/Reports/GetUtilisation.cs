using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Reporting.Contracts;

namespace PracticeAspire.Reporting.Reports;

internal sealed partial class ReportsService
{
    private const int MostDays = 366;
    private const int MostLines = 40_000; // stays below the 4 MiB that a sidecar lets through

    public override async Task<Utilisation> GetUtilisation(GetUtilisationRequest request, ServerCallContext context)
    {
        var (first, last) = (request.FirstDay.ToDay("first_day"), request.LastDay.ToDay("last_day"));
        var practitioner = request.PractitionerId.ToIdOrNone("practitioner_id");
        if (last < first)
            throw new RuleBroken("range-reversed", "The last day is before the first. Choose them the other way round.");
        if (Period.DaysBetween(first, last) >= MostDays)
            throw new RuleBroken("range-too-long", $"At most {MostDays} days can be shown at once. Choose a shorter range.");

        var days = await db.Utilisation.AsNoTracking()
            .Where(d => d.Day >= first && d.Day <= last && (practitioner == null || d.PractitionerId == practitioner))
            .OrderBy(d => d.Day).ThenBy(d => d.PractitionerId)
            .Take(MostLines + 1).ToListAsync(context.CancellationToken);
        if (days.Count > MostLines)
            throw new RuleBroken("range-too-long", "That is too much to show at once. Choose a shorter range or one practitioner.");

        var reply = new Utilisation();
        reply.Days.AddRange(days.Select(d => new UtilisationDay
        {
            Day = d.Day.ToIso(),
            PractitionerId = d.PractitionerId.ToString(),
            BookedMinutes = d.BookedMinutes,
            WorkingMinutes = d.WorkingMinutes,
            Appointments = d.Appointments,
            Cancelled = d.Cancelled,
            NoShows = d.NoShows,
        }));
        return reply;
    }
}
