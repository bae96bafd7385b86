using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using PracticeAspire.Notifications.Deliveries;
using PracticeAspire.Notifications.Notices;

namespace PracticeAspire.Notifications.Telling;

/// <summary>
/// Writes down who is told what: for each person a notice, and a mail that waits to be sent. Nothing leaves the house here; the commit rings for
/// those who carry it out.
/// </summary>
internal sealed class NewsDesk(NotificationsDb db, IClock clock)
{
    private static readonly JsonSerializerOptions AsRows = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <param name="table">Where this kind of news stands.</param>
    /// <param name="news">Also what nobody is told yet.</param>
    /// <param name="traceParent">Of what caused it, so that one trace leads from the click to the mail.</param>
    public async Task WriteAsync<TNews>(
        string table, IReadOnlyCollection<TNews> news, IReadOnlyCollection<Told<TNews>> told, string? traceParent, CancellationToken ct)
        where TNews : News
    {
        var now = clock.GetCurrentInstant().ToDateTimeOffset();
        var notices = told.Select(t => Notice.Of(t.News, t.Person, t.ActsFor));
        var deliveries = told.SelectMany(t => new[]
        {
            Delivery.Shown(t.News.EventId, t.Person, t.ActsFor, now),
            Delivery.Waiting(t.News.EventId, t.Person, t.ActsFor, traceParent, now),
        });

        // What is there already stays as it is: the inbox hands each event over once, and the keys keep that promise should it ever fail.
        await using var batch = new NpgsqlBatch(
            (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction())
        {
            BatchCommands =
            {
                Insert(table, news),
                Insert("notice", notices),
                Insert("delivery", deliveries),
                Ring(Bell.Channel, told.Select(t => t.Person.ToString()).Distinct()),
                Ring(Mail.MailSignal.Channel, [""]),
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlBatchCommand Insert<TRow>(string table, IEnumerable<TRow> rows) =>
        new($"INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, $1) ON CONFLICT DO NOTHING")
        {
            Parameters = { new() { Value = JsonSerializer.Serialize(rows, AsRows), NpgsqlDbType = NpgsqlDbType.Jsonb } },
        };

    private static NpgsqlBatchCommand Ring(string channel, IEnumerable<string> payloads) =>
        new($"SELECT pg_notify('{channel}', payload) FROM unnest($1) AS payload") { Parameters = { new() { Value = payloads.ToArray() } } };
}
