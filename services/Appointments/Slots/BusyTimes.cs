using NodaTime;
using Npgsql;

namespace PracticeAspire.Appointments.Slots;

/// <summary>When practitioners and rooms are taken, and whether the asker's schedule book was still the current one.</summary>
internal sealed class BusyTimes(NpgsqlDataSource source, IClock clock)
{
    private const string Version = "SELECT version FROM schedule_version";

    private const string Taken = """
        SELECT resource, lower(during), upper(during) FROM resource_claim
        WHERE resource = ANY ($1) AND during && $2 AND (held_until IS NULL OR held_until > $3) AND appointment_id <> $4
        """;

    /// <param name="except">An appointment whose own time counts as free; empty for none.</param>
    public async Task<Busy> ReadAsync(Guid[] resources, Interval within, Guid except, CancellationToken ct)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Version));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Taken)
        {
            Parameters = { new() { Value = resources }, new() { Value = within }, new() { Value = clock.GetCurrentInstant() }, new() { Value = except } },
        });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var version = reader.GetInt64(0);

        await reader.NextResultAsync(ct);
        var taken = new Dictionary<Guid, List<Interval>>();
        while (await reader.ReadAsync(ct))
        {
            var resource = reader.GetGuid(0);
            if (!taken.TryGetValue(resource, out var times))
                taken[resource] = times = [];
            times.Add(new(reader.GetFieldValue<Instant>(1), reader.GetFieldValue<Instant>(2)));
        }

        foreach (var times in taken.Values)
            times.Sort((a, b) => a.Start.CompareTo(b.Start));
        return new(version, taken);
    }
}

/// <summary>Taken times by resource, in order.</summary>
internal sealed record Busy(long ScheduleVersion, Dictionary<Guid, List<Interval>> Taken)
{
    public IReadOnlyList<Interval> Of(Guid resource) => Taken.TryGetValue(resource, out var times) ? times : [];
}
