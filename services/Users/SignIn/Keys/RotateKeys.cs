using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Users.SignIn;

/// <summary>
/// Looks at the keys twice a minute, whichever replica made them: makes the next ones when the latest have come of age, takes away those that
/// nothing that is alive can need, and tells the provider which to use. Replicas take turns.
/// </summary>
internal sealed class RotateKeys(
    IServiceScopeFactory scopes, KeyRing ring, KeyMaterial material, IClock clock, IConfiguration configuration, ILogger<RotateKeys> log) : BackgroundService
{
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(30);
    private static readonly string[] Purposes = [ProviderKey.Signs, ProviderKey.Seals];

    private readonly Duration age = Duration.FromTimeSpan(configuration.GetValue("Identity:RotateKeysEvery", TimeSpan.FromDays(30)));

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (age <= ProviderKey.Ahead)
            throw new InvalidOperationException($"The setting 'Identity:RotateKeysEvery' must be longer than {ProviderKey.Ahead.TotalMinutes:0} minutes, the time a new key is published before it is used.");

        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public async Task LookAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<UsersDb>();
        var now = clock.GetCurrentInstant();
        var rows = await db.ProviderKeys.AsNoTracking().ToListAsync(ct);
        if (Purposes.Any(purpose => NeedsChange(rows, purpose, now)))
            rows = await ChangeAsync(db, now, ct);
        ring.Take(rows, material, now);
    }

    /// <summary>The next keys, whatever the age of the latest: published at once, used when everyone has them.</summary>
    public static void MakeNext(UsersDb db, KeyMaterial material, Instant now) => AddAudited(db, Purposes.Select(purpose => material.New(purpose, now, now + ProviderKey.Ahead)));

    /// <summary>Waits for whoever else may be changing the keys, in the caller's transaction.</summary>
    public static Task TakeTurnAsync(UsersDb db, CancellationToken ct) => db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('provider-keys'))", ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var every = new PeriodicTimer(Glance);
        while (await every.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("The provider's keys are not seen now; those known go on: {Reason}", failure.Message);
            }
        }
    }

    private bool NeedsChange(List<ProviderKey> rows, string purpose, Instant now)
    {
        var own = rows.Where(row => row.Purpose == purpose).ToList();
        return own.Count == 0 || own.Max(row => row.CreatedAt) + age <= now || Dead(own, now).Any();
    }

    /// <summary>Those that another took over from so long ago that nothing they closed is alive.</summary>
    private static IEnumerable<ProviderKey> Dead(IEnumerable<ProviderKey> own, Instant now)
    {
        var inTurn = own.OrderBy(row => row.UsedFrom).ToList();
        return inTurn.Zip(inTurn.Skip(1)).Where(pair => pair.Second.UsedFrom + ProviderKey.Keep <= now).Select(pair => pair.First);
    }

    private async Task<List<ProviderKey>> ChangeAsync(UsersDb db, Instant now, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await TakeTurnAsync(db, ct);
        var rows = await db.ProviderKeys.ToListAsync(ct);
        foreach (var purpose in Purposes)
        {
            var own = rows.Where(row => row.Purpose == purpose).ToList();
            RemoveAudited(db, Dead(own, now));
            if (own.Count == 0)
                AddAudited(db, [material.First(purpose, now)]);
            else if (own.Max(row => row.CreatedAt) + age <= now)
                AddAudited(db, [material.New(purpose, now, now + ProviderKey.Ahead)]);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return await db.ProviderKeys.AsNoTracking().ToListAsync(ct);
    }

    private static void AddAudited(UsersDb db, IEnumerable<ProviderKey> keys)
    {
        foreach (var key in keys)
        {
            db.ProviderKeys.Add(key);
            db.Audit(new Audited("users", "key.made").With("key", key.Id).With("purpose", key.Purpose));
        }
    }

    private static void RemoveAudited(UsersDb db, IEnumerable<ProviderKey> keys)
    {
        foreach (var key in keys)
        {
            db.ProviderKeys.Remove(key);
            db.Audit(new Audited("users", "key.removed").With("key", key.Id).With("purpose", key.Purpose));
        }
    }
}
