using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.BuildingBlocks;

/// <summary>
/// Remembers calls that come without a token, or with one that is refused. Whoever has no account may send as many as they like, so one network
/// gets one line a minute at each door, and this process writes at most <see cref="MostLines"/> of them; the rest is counted, and the next line
/// says how many there were. Of the token, and of what was sent, nothing is kept.
/// </summary>
internal sealed class RefusedStrangers(AuditLog log, IClock clock, ILogger<RefusedStrangers> logger) : BackgroundService
{
    /// <summary>A minute, of all networks and doors together; about ten megabytes a day at the worst.</summary>
    public const int MostLines = 30;

    private static readonly Duration Minute = Duration.FromMinutes(1);
    private static readonly Knock TheRest = new(null, "");

    private readonly Dictionary<Knock, Count> counts = [];
    private readonly Lock turn = new();

    /// <summary>When a line is due and cannot be written, this fails, and so must the call.</summary>
    public async Task RememberAsync(HttpContext http, string call)
    {
        var origin = Origin.Of(http);
        var act = new Audited(Audited.Nobody, "call.refused", Outcome: Outcomes.Refused) { OriginAddress = origin?.ToString() }
            .With("call", call).With("token", http.Request.Headers.Authorization.Count > 0 ? "refused" : "none");

        // Whoever hangs up at once has called all the same.
        if (Due(new(Origin.NetworkOf(origin), call)) is { } due)
            await WriteAsync(due, due.Knock == TheRest ? Of(TheRest) : act, CancellationToken.None);
    }

    /// <summary>Says what was counted since the last line of a network that has fallen silent.</summary>
    internal async Task TellCountsAsync(CancellationToken ct)
    {
        List<Line> due;
        lock (turn)
        {
            var now = clock.GetCurrentInstant();
            ForgetTheSilent(now);
            due = [.. counts.Where(c => now - c.Value.LineAt >= Minute).Select(c => Take(c.Key, c.Value, c.Value.Unwritten - 1, now))];
        }

        foreach (var line in due)
            await WriteAsync(line, Of(line.Knock), ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var every = new PeriodicTimer(Minute.ToTimeSpan());
        while (await every.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TellCountsAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("How many calls of strangers were refused is not written yet: {Reason}", failure.Message);
            }
        }
    }

    private static Audited Of(Knock knock) => new Audited(Audited.Nobody, "call.refused", Outcome: Outcomes.Refused)
    {
        OriginAddress = knock.Network?.Split('/')[0],
    }.With("call", knock.Call);

    private Line? Due(Knock knock)
    {
        lock (turn)
        {
            var now = clock.GetCurrentInstant();
            if (!counts.ContainsKey(knock))
            {
                if (counts.Count >= MostLines)
                    ForgetTheSilent(now);
                if (counts.Count >= MostLines)
                    knock = TheRest;
            }

            if (!counts.TryGetValue(knock, out var count))
                counts[knock] = count = new Count { LineAt = Instant.MinValue };
            if (now - count.LineAt >= Minute)
                return Take(knock, count, count.Unwritten, now);
            count.Unwritten++;
            return null;
        }
    }

    private static Line Take(Knock knock, Count count, int more, Instant now)
    {
        var line = new Line(knock, count, more, count.LineAt);
        (count.LineAt, count.Unwritten) = (now, 0);
        return line;
    }

    private void ForgetTheSilent(Instant now)
    {
        foreach (var (knock, count) in counts)
        {
            if (count.Unwritten == 0 && now - count.LineAt >= Minute)
                counts.Remove(knock);
        }
    }

    private async Task WriteAsync(Line line, Audited act, CancellationToken ct)
    {
        try
        {
            await log.WriteAsync(line.More > 0 ? act.With("more", line.More) : act, ct);
        }
        catch (Exception)
        {
            // The next call, or the next minute, tries again.
            lock (turn)
                (line.Count.LineAt, line.Count.Unwritten) = (line.LineAtBefore, line.Count.Unwritten + line.More + 1);
            throw;
        }
    }

    private sealed record Knock(string? Network, string Call);

    private sealed class Count
    {
        public required Instant LineAt { get; set; }

        /// <summary>Refused since that line.</summary>
        public int Unwritten { get; set; }
    }

    /// <summary>A line stands for one call, and for as many more as it says.</summary>
    private sealed record Line(Knock Knock, Count Count, int More, Instant LineAtBefore);
}
