using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace PracticeAspire.Appointments.Booking;

/// <summary>
/// Tidies up after holds that ran out. Nobody waits for it: queries do not see a hold whose time is over, and a booking that meets one in the
/// exclusion constraint lets it go itself.
/// </summary>
internal sealed class ExpireHolds(IServiceScopeFactory scopes, IClock clock, ILogger<ExpireHolds> log) : BackgroundService
{
    /// <summary>How long the row stays, so that who held it can be told that the hold ran out.</summary>
    private static readonly Duration Remembered = Duration.FromHours(1);

    public static Task LetGoAsync(AppointmentsDb db, Instant now, CancellationToken ct) =>
        db.Claims.Where(c => c.HeldUntil <= now).ExecuteDeleteAsync(ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var every = new PeriodicTimer(TimeSpan.FromSeconds(30));
        while (await every.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<AppointmentsDb>();
                var now = clock.GetCurrentInstant();
                await LetGoAsync(db, now, stoppingToken);
                await db.Appointments.Where(a => a.Status == Status.Held && a.HoldExpiresAt < now - Remembered).ExecuteDeleteAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("Holds are tidied up later: {Reason}", failure.Message);
            }
        }
    }
}
