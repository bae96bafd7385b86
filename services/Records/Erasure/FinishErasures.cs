using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Erasure;

/// <summary>An erasure that was cut off after its tombstones were written is finished at the next start: the rows go, the ledger and others are told.</summary>
internal sealed class FinishErasures(IServiceScopeFactory scopes, Tombstones tombstones, IClock clock, ILogger<FinishErasures> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var erased in (await tombstones.AllAsync(stoppingToken)).GroupBy(t => t.Patient))
                    await FinishAsync(erased.Key, [.. erased.Select(t => t.Record).Distinct()], erased.First().By, stoppingToken);
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or DbUpdateException or IOException)
            {
                log.LogError(failure, "Erasures that were cut off could not be finished; it is tried again");
            }

            await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FinishAsync(Guid patient, Guid[] records, string by, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RecordsDb>();
        if (await IsToldAsync(db, patient, ct))
            return;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var heads = await Forgetting.HoldAsync(db, records, ct);
        if (await IsToldAsync(db, patient, ct))
            return;

        await Forgetting.ForgetAsync(db, patient, heads, new Audited(AppNames.Records, "record.erased", patient.ToString()).With("asked-by", by), clock.GetCurrentInstant(), ct);
        await transaction.CommitAsync(ct);
        log.LogWarning("An erasure that was cut off is finished");
    }

    private static Task<bool> IsToldAsync(RecordsDb db, Guid patient, CancellationToken ct) =>
        db.Set<AuditEntry>().AnyAsync(e => e.Subject == patient.ToString() && e.Action == "record.erased", ct);
}
