using System.Text.Json;
using System.Threading.Channels;
using NodaTime;
using NodaTime.Extensions;
using Npgsql;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.Appointments.Schedules;
using PracticeAspire.BuildingBlocks;

namespace PracticeAspire.Appointments.Calendar;

/// <summary>
/// Tells open boards that their day changed. Follows the numbered event log, which every replica sees in the same order and which has no gaps,
/// with one small query a few times a second for all boards together, and none when no board is open.
/// </summary>
internal sealed class DayFeed(NpgsqlDataSource source, ILogger<DayFeed> log) : BackgroundService
{
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    private static readonly string[] Topics =
        [AppointmentBooked.Topic, AppointmentRescheduled.Topic, AppointmentCancelled.Topic, AppointmentMissed.Topic];

    private readonly List<Watch> watches = [];
    private readonly Dictionary<string, long> seen = [];

    /// <summary>A token for each change of the day from now on, the newest only when the reader is slow; dispose it to stop.</summary>
    public Watch Open(Guid location, LocalDate day)
    {
        var watch = new Watch(this, location, day);
        lock (watches)
            watches.Add(watch);
        return watch;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var every = new PeriodicTimer(Glance);
        while (await every.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (Watching() is { Count: > 0 } watching)
                {
                    await LookAsync(stoppingToken);
                    watching.ForEach(watch => watch.Follow());
                }
                else
                {
                    seen.Clear();
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("Open boards are not told of changes now: {Reason}", failure.Message);
            }
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        if (seen.Count == 0)
        {
            await StartFromNowAsync(ct);
            return;
        }

        await using var command = source.CreateCommand(
            """
            SELECT e.topic, e.sequence, e.data FROM unnest($1, $2) AS since (topic, sequence)
            CROSS JOIN LATERAL (
                SELECT topic, sequence, data FROM outbox
                WHERE topic = since.topic AND sequence > since.sequence ORDER BY sequence LIMIT 1000) AS e
            """);
        command.Parameters.Add(new() { Value = seen.Keys.ToArray() });
        command.Parameters.Add(new() { Value = seen.Values.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var topic = reader.GetString(0);
            seen[topic] = Math.Max(seen[topic], reader.GetInt64(1));
            Tell(reader.GetString(2));
        }
    }

    private async Task StartFromNowAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand("SELECT topic, sequence FROM topic_head WHERE topic = ANY ($1)");
        command.Parameters.Add(new() { Value = Topics });
        foreach (var topic in Topics)
            seen[topic] = 0;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            seen[reader.GetString(0)] = reader.GetInt64(1);
    }

    private void Tell(string data)
    {
        var change = JsonSerializer.Deserialize<Change>(data, EventJson.Options)!;
        var zone = Zones.Of(change.Appointment.Zone);
        var day = change.Appointment.Start.ToInstant().InZone(zone).Date;
        var before = change.PreviousStart?.ToInstant().InZone(zone).Date;
        lock (watches)
        {
            foreach (var watch in watches.Where(w => w.Location == change.Appointment.LocationId && (w.Day == day || w.Day == before)))
                watch.Tell();
        }
    }

    private List<Watch> Watching()
    {
        lock (watches)
            return [.. watches];
    }

    private void Close(Watch watch)
    {
        lock (watches)
            watches.Remove(watch);
    }

    private sealed record Change(AppointmentFacts Appointment, DateTimeOffset? PreviousStart);

    /// <summary>One open board.</summary>
    internal sealed class Watch(DayFeed feed, Guid location, LocalDate day) : IDisposable
    {
        private readonly TaskCompletionSource following = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

        public Guid Location { get; } = location;

        public LocalDate Day { get; } = day;

        /// <summary>Completes when no change from now on can be missed.</summary>
        public Task Following => following.Task;

        public void Follow() => following.TrySetResult();

        public IAsyncEnumerable<bool> ChangesAsync(CancellationToken ct) => changes.Reader.ReadAllAsync(ct);

        public void Tell() => changes.Writer.TryWrite(true);

        public void Dispose() => feed.Close(this);
    }
}
