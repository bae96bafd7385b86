using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Reporting.Appointments;
using PracticeAspire.Reporting.Contracts;

namespace PracticeAspire.Reporting.Reports;

internal sealed partial class ReportsService
{
    private static readonly LocalDateTimePattern LocalMinute = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm");

    public override async Task<DaySheet> GetDaySheet(GetDaySheetRequest request, ServerCallContext context)
    {
        var location = request.LocationId.ToIdOrNone("location_id");
        var day = request.Day.ToDay("day");

        var facts = await db.Appointments.AsNoTracking()
            .Where(f => f.Day == day && (location == null || f.LocationId == location))
            .OrderBy(f => f.StartsAt).ThenBy(f => f.PractitionerId).ThenBy(f => f.AppointmentId)
            .ToListAsync(context.CancellationToken);

        var records = facts.Select(f => f.PatientId).Distinct().ToArray();
        var survivors = await db.MergedPatients.AsNoTracking().Where(m => records.Contains(m.Id) && m.SurvivorId != null)
            .ToDictionaryAsync(m => m.Id, m => m.SurvivorId!.Value, context.CancellationToken);

        var sheet = new DaySheet
        {
            Booked = facts.Count(f => f.Status == AppointmentStatus.Booked),
            Cancelled = facts.Count(f => f.Status == AppointmentStatus.Cancelled),
            CancelledLate = facts.Count(f => f.Status == AppointmentStatus.Cancelled && f.Late),
            Patients = facts.Where(f => f.Status != AppointmentStatus.Cancelled).Select(PatientOf).Distinct().Count(),
            NoShows = facts.Count(f => f.Status == AppointmentStatus.NoShow),
        };
        sheet.Lines.AddRange(facts.Select(f => ToLine(f, PatientOf(f))));
        return sheet;

        Guid PatientOf(AppointmentFact fact) => survivors.GetValueOrDefault(fact.PatientId, fact.PatientId);
    }

    private static DaySheetLine ToLine(AppointmentFact fact, Guid patient) => new()
    {
        AppointmentId = fact.AppointmentId.ToString(),
        Status = fact.Status,
        PatientId = patient.ToString(),
        PractitionerId = fact.PractitionerId.ToString(),
        LocationId = fact.LocationId.ToString(),
        VisitType = fact.VisitType,
        Start = Local(fact.StartsAt, fact.Zone),
        End = Local(fact.EndsAt, fact.Zone),
    };

    private static string Local(Instant time, string zone) => LocalMinute.Format(time.InZone(DateTimeZoneProviders.Tzdb[zone]).LocalDateTime);
}
