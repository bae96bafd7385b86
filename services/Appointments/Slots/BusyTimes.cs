using NodaTime;
using Npgsql;

namespace PracticeAspire.Appointments.Slots;

/// <summary>When practitioners and rooms are taken, and whether the asker's schedule book was still the current one.</summary>
internal sealed class BusyTimes(NpgsqlDataSource source, IClock clock)
{
    // One row at least: the version stands there also when nothing is taken.
    private const string Taken = """
        SELECT version, resource, lower(during), upper(during)
        FROM schedule_version LEFT JOIN resource_claim
            ON resource = ANY ($1) AND during && $2 AND (held_until IS NULL OR held_until > $3) AND appointment_id <> $4
        """;

    /// <param name="except">An appointment whose own time counts as free; empty for none.</param>
    public async Task<Busy> ReadAsync(Guid[] resources, Interval within, Guid except, CancellationToken ct)
    {
        await using var command = source.CreateCommand(Taken);
        command.Parameters.Add(new() { Value = resources });
        command.Parameters.Add(new() { Value = within });
        command.Parameters.Add(new() { Value = clock.GetCurrentInstant() });
        command.Parameters.Add(new() { Value = except });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (version, taken) = (0L, new Dictionary<Guid, List<Interval>>());
        while (await reader.ReadAsync(ct))
        {
            version = reader.GetInt64(0);
            if (reader.IsDBNull(1))
                continue;

            var resource = reader.GetGuid(1);
            if (!taken.TryGetValue(resource, out var times))
                taken[resource] = times = [];
            times.Add(new(reader.GetFieldValue<Instant>(2), reader.GetFieldValue<Instant>(3)));
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
