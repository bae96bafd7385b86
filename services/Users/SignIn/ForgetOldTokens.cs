using Microsoft.EntityFrameworkCore;
using NodaTime;
using OpenIddict.Abstractions;
using PracticeAspire.Users.Access;
using PracticeAspire.Users.AccountLinks;
using PracticeAspire.Users.Accounts;

namespace PracticeAspire.Users.SignIn;

/// <summary>Removes what the provider remembers of tokens, sign-ins and attempts that no longer count, once an hour, so that the tables do not grow for ever.</summary>
internal sealed class ForgetOldTokens(IServiceScopeFactory scopes, TimeProvider time, IClock clock, ILogger<ForgetOldTokens> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);

    // A code's second use takes back what its first gave; that needs the code to be remembered as long as what it gave.
    private static readonly TimeSpan Keep = 2 * Provider.LongestSession;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ForgetAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(failure, "Old tokens were not removed; tried again in an hour");
            }
        }
    }

    public async Task ForgetAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var before = time.GetUtcNow() - Keep;
        await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(before, ct);
        await scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>().PruneAsync(before, ct);

        var now = clock.GetCurrentInstant();
        var db = scope.ServiceProvider.GetRequiredService<UsersDb>();
        await db.Set<SpentAttempts>().Where(a => a.FreeAt < now).ExecuteDeleteAsync(ct);
        await db.Revocations.Where(r => r.At < now - AccessNow.TokensLive).ExecuteDeleteAsync(ct);
        await db.Set<Session>().Where(s => s.StartedAt < now - Session.Longest - Session.Keep).ExecuteDeleteAsync(ct);
        await db.Set<AccountLink>().Where(l => l.ExpiresAt < now - Session.Keep).ExecuteDeleteAsync(ct);
        await db.Set<KnownDevice>().Where(d => d.LastSignInAt < now - KnownDevice.Keep).ExecuteDeleteAsync(ct);
    }
}
