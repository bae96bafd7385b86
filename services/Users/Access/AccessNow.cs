using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.Access.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Users.Access;

/// <summary>
/// Looks at the decisions about roles and tokens twice a second, whichever replica they were made in: a dozen small rows. Holds them for this
/// process and for those who listen to <see cref="AccessFeedService"/>.
/// </summary>
internal sealed class AccessNow(IServiceScopeFactory scopes, AccessRules rules, IClock clock, ILogger<AccessNow> log) : BackgroundService
{
    /// <summary>Longer than a token lives, and the clocks' differences.</summary>
    public static readonly Duration TokensLive = Duration.FromMinutes(15);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(500);
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AccessState State { get; private set; } = new();

    /// <summary>Completes at the next change.</summary>
    public Task Changed => changed.Task;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

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
                log.LogWarning("Decisions about roles and tokens are not seen now: {Reason}", failure.Message);
            }
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var now = await ReadAsync(ct);
        if (now.Equals(State))
            return;

        State = now;
        rules.Take(now);
        Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    private async Task<AccessState> ReadAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<UsersDb>();
        var since = clock.GetCurrentInstant() - TokensLive;
        var decided = await db.Roles.AsNoTracking().ToDictionaryAsync(r => r.Name, ct);
        var revoked = await db.Revocations.AsNoTracking().Where(r => r.At > since).OrderBy(r => r.Subject).ToListAsync(ct);

        var state = new AccessState();
        state.Roles.AddRange(Role.Names.Select(name => decided.GetValueOrDefault(name) ?? Role.AsItComes(name)).Select(role => new RoleGrant
        {
            Role = role.Name,
            Permissions = { role.Permissions },
            MfaRequired = role.MfaRequired,
        }));
        state.Revocations.AddRange(revoked.Select(r => new PracticeAspire.Access.Contracts.Revocation { Subject = r.Subject.ToString(), At = r.At.ToTimestamp() }));
        return state;
    }
}
