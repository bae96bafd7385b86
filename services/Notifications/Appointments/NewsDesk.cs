using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using NodaTime;
using Npgsql;
using NpgsqlTypes;
using PracticeAspire.Notifications.Deliveries;
using PracticeAspire.Notifications.Notices;
using PracticeAspire.Notifications.Patients;

namespace PracticeAspire.Notifications.Appointments;

/// <summary>
/// Writes down who is to be told what: for the patient and the practitioner a notice, and a mail that waits to be sent. Nothing leaves the
/// house here; the commit rings for those who carry it out. Of an appointment that was booked under a merged record the survivor is told, and with a
/// patient those who act for them: <see cref="Representing"/> says later whether they still do.
/// </summary>
internal sealed class NewsDesk(NotificationsDb db, IClock clock)
{
    private static readonly JsonSerializerOptions AsRows = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public async Task SpreadAsync(IReadOnlyList<News> news, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant().ToDateTimeOffset();
        var records = news.Select(n => n.PatientId).Distinct().ToArray();
        var survivors = await db.MergedPatients.Where(m => records.Contains(m.Id) && m.SurvivorId != null).ToDictionaryAsync(m => m.Id, m => m.SurvivorId!.Value, ct);
        var patients = records.Select(record => survivors.GetValueOrDefault(record, record)).Distinct().ToArray();
        var others = await db.MergedPatients.Where(m => m.SurvivorId != null && patients.Contains(m.SurvivorId.Value)).ToDictionaryAsync(m => m.Id, m => m.SurvivorId!.Value, ct);
        Guid[] theirs = [.. patients, .. others.Keys];
        var proxies = (await db.Proxies.Where(p => theirs.Contains(p.PatientId) && (p.EndsAt == null || p.EndsAt > now)).ToListAsync(ct))
            .ToLookup(p => others.GetValueOrDefault(p.PatientId, p.PatientId), p => p.ProxyId);
        var told = news.SelectMany(n =>
        {
            var patient = survivors.GetValueOrDefault(n.PatientId, n.PatientId);
            Guid[] themselves = [patient, n.PractitionerId];
            return themselves.Distinct().Select(person => (News: n, Person: person, ActsFor: (Guid?)null))
                .Concat(proxies[patient].Except(themselves).Select(person => (News: n, Person: person, ActsFor: (Guid?)patient)));
        }).ToList();
        var notices = told.Select(t => Notice.Of(t.News, t.Person, t.ActsFor));
        var deliveries = told.SelectMany(t => new[]
        {
            Delivery.Shown(t.News.EventId, t.Person, t.ActsFor, now),
            Delivery.Waiting(t.News.EventId, t.Person, t.ActsFor, Activity.Current?.Id, now),
        });

        // What is there already stays as it is: the inbox hands each event over once, and the keys keep that promise should it ever fail.
        await using var batch = new NpgsqlBatch(
            (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction())
        {
            BatchCommands =
            {
                Insert("news", news),
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
