using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.Notifications.Telling;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Notifications.Records;

/// <summary>
/// Asks users who the privacy officers are, and tells them what waits for them. Looks by itself every second: a record is seldom opened in an
/// emergency, and the table is nearly always empty. Every replica does; whoever comes second finds everyone told.
/// </summary>
internal sealed class TellReviewers(IServiceScopeFactory scopes, ILogger<TellReviewers> log) : BackgroundService
{
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var every = new PeriodicTimer(Glance);
        while (await every.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await TellAsync(scope.ServiceProvider, stoppingToken);
            }
            catch (RpcException away)
            {
                log.LogWarning("The privacy officers are not told yet, users does not answer: {Reason}", away.StatusCode);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(failure, "The privacy officers are not told yet");
            }
        }
    }

    private async Task TellAsync(IServiceProvider services, CancellationToken ct)
    {
        var db = services.GetRequiredService<NotificationsDb>();
        var waiting = await db.ReviewersToTell.AsNoTracking().OrderBy(r => r.EventId).ToListAsync(ct);
        if (waiting.Count == 0)
            return;

        var ask = new ListHoldersRequest { Permission = Permissions.ReviewRecords };
        var reviewers = (await services.GetRequiredService<People.PeopleClient>().ListHoldersAsync(ask, cancellationToken: ct)).PersonIds.Select(Guid.Parse).ToList();
        if (reviewers.Count == 0)
            log.LogError("Nobody may {Permission}: {Count} openings in an emergency are told to no privacy officer", Permissions.ReviewRecords, waiting.Count);

        var desk = services.GetRequiredService<NewsDesk>();
        foreach (var next in waiting)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await db.WaitForErasingAsync(ct);
            if (await db.RecordNews.AsNoTracking().SingleOrDefaultAsync(n => n.EventId == next.EventId, ct) is { } news)
            {
                // Whoever opened it may be one of them, and does not look at what they did themself.
                var told = reviewers.Where(person => person != news.ViewerId).Select(person => new Told<RecordNews>(news, person, ActsFor: null));
                await desk.WriteAsync(RecordNews.Table, [news], [.. told], next.TraceParent, ct);
            }

            await db.ReviewersToTell.Where(r => r.EventId == next.EventId).ExecuteDeleteAsync(ct);
            await transaction.CommitAsync(ct);
        }
    }
}
