using Npgsql;

namespace PracticeAspire.EndToEnd;

/// <summary>
/// SIGKILL in the middle of the flow loses nothing and doubles nothing: what the caller was told is booked stands once in appointments, once in
/// the report, and has told each of the two people once by each channel.
/// </summary>
[Collection(RunningPractice.OneAtATime)]
public sealed class KillTests(RunningPractice practice)
{
    private const int Bookings = 20;

    [Theory]
    [InlineData("appointments")]
    [InlineData("appointments-dapr")]
    [InlineData("notifications")]
    [InlineData("reporting")]
    [InlineData("users")]
    [InlineData("redis")]
    public async Task Killing_it_loses_nothing_and_doubles_nothing(string victim)
    {
        var booker = await Booker.AsAsync(practice, "reception");
        var patient = await booker.SomeoneElseAsync();
        var ids = new List<Guid>();
        var killed = Task.CompletedTask;
        try
        {
            for (var n = 0; n < Bookings; n++)
            {
                if (n == Bookings / 3)
                    killed = KillAndStartAgainAsync(victim);
                var wish = await Booker.PersistAsync(() => booker.NextWithDemoDoctorAsync(patient), "free times to be found");
                await booker.BookAsync(wish);
                ids.Add(Guid.Parse(wish.Id));
            }
        }
        finally
        {
            await killed;
        }

        var (once, twice, fourTimes) = (Enumerable.Repeat(1L, Bookings), Enumerable.Repeat(2L, Bookings), Enumerable.Repeat(4L, Bookings));
        Assert.Equal(once, await CountsAsync("appointments", "SELECT count(*) FROM appointment WHERE id = ANY ($1) GROUP BY id", ids));
        await ComesToBeAsync("reporting", "SELECT count(*) FROM appointment_fact WHERE appointment_id = ANY ($1) GROUP BY appointment_id", ids, once);
        await ComesToBeAsync("notifications", "SELECT count(*) FROM news JOIN notice USING (event_id) WHERE appointment_id = ANY ($1) GROUP BY appointment_id", ids, twice);
        await ComesToBeAsync("notifications", "SELECT count(*) FROM news JOIN delivery USING (event_id) WHERE appointment_id = ANY ($1) GROUP BY appointment_id", ids, fourTimes);
    }

    private async Task KillAndStartAgainAsync(string victim)
    {
        await practice.KillAsync(victim);
        await practice.StartAgainAsync(victim);
    }

    private Task ComesToBeAsync(string service, string count, List<Guid> ids, IEnumerable<long> expected) =>
        Eventually.Is(() => CountsAsync(service, count, ids), counts => counts.SequenceEqual(expected), $"{service} to know each booking the right number of times");

    private async Task<IReadOnlyList<long>> CountsAsync(string service, string count, List<Guid> ids)
    {
        await using var database = practice.Database(service);
        await using var command = database.CreateCommand(count);
        command.Parameters.Add(new NpgsqlParameter { Value = ids.ToArray() });
        await using var reader = await command.ExecuteReaderAsync();
        var counts = new List<long>();
        while (await reader.ReadAsync())
            counts.Add(reader.GetInt64(0));
        return counts;
    }
}
