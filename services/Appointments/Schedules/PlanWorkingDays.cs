using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.Appointments.Contracts;

namespace PracticeAspire.Appointments.Schedules;

/// <summary>
/// Announces how long everyone works on each of the coming days, once, and again when that changes, so that reports can tell how much of it
/// was used. Looks every few seconds whether the schedule changed, and each hour whether a new day has come into sight.
/// </summary>
internal sealed class PlanWorkingDays(IServiceScopeFactory scopes, ScheduleBooks books, IClock clock, ILogger<PlanWorkingDays> log) : BackgroundService
{
    private const int DaysAhead = 60;
    private (long Version, LocalDateTime Hour) planned;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var every = new PeriodicTimer(TimeSpan.FromSeconds(3));
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await PlanAsync(scope.ServiceProvider.GetRequiredService<AppointmentsDb>(), stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("Working days are announced later: {Reason}", failure.Message);
            }
        }
        while (await every.WaitForNextTickAsync(stoppingToken));
    }

    internal async Task PlanAsync(AppointmentsDb db, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var book = await books.CurrentAsync(ct);
        var hour = now.InUtc().Date + new LocalTime(now.InUtc().Hour, 0);
        if (planned == (book.Version, hour))
            return;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('plan-working-days'))", ct);
        foreach (var location in book.Locations.Values)
        {
            var today = now.InZone(Zones.Of(location.Zone)).Date;
            var known = await db.WorkingDays.Where(d => d.LocationId == location.Id && d.Day >= today)
                .ToDictionaryAsync(d => (d.PractitionerId, d.Day), ct);
            foreach (var practitioner in book.Practitioners.Values)
            {
                for (var day = today; day < today.PlusDays(DaysAhead); day = day.PlusDays(1))
                    Announce(db, book, practitioner, location, day, known.GetValueOrDefault((practitioner.Id, day)), now);
            }
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        planned = (book.Version, hour);
    }

    private static void Announce(
        AppointmentsDb db, ScheduleBook book, Practitioner practitioner, Location location, LocalDate day, WorkingDay? known, Instant now)
    {
        var minutes = practitioner.Active ? (int)book.WorkingTimes(practitioner.Id, location, day).Sum(t => t.Duration.TotalMinutes) : 0;
        if (minutes == (known?.Minutes ?? 0))
            return;

        if (known is null)
            db.WorkingDays.Add(known = new() { Id = Guid.CreateVersion7(), PractitionerId = practitioner.Id, LocationId = location.Id, Day = day });
        known.Minutes = minutes;
        known.Version++;
        db.Publish(new WorkingDayPlanned(
            known.Id, known.Version, practitioner.Id, location.Id, day.ToDateOnly(), minutes, now.ToDateTimeOffset()));
    }
}
