using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Access;
using PracticeAspire.Records.Entries;
using PracticeAspire.Records.Ledger;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Charts;

/// <summary>How a record is read, whoever asks and in whatever form they hear: the access is decided, and in the ledger, before anything is told.</summary>
internal sealed class ReadRecords(RecordsDb db, PatientRecords records, Standings standings)
{
    /// <summary>
    /// Reads a record for someone who may: everything is of one moment, and the ledger has the access before the answer leaves. When it cannot be written
    /// there, there is no answer.
    /// </summary>
    public async Task<TReply> ReadAsync<TReply>(Guid patient, string what, HttpContext http, Func<Chart, Task<TReply>> read, CancellationToken ct)
    {
        await using var transaction = await records.BeginReadingAsync(ct);
        var standing = await standings.RequireAsync(http.Caller(), patient, ct);
        using var chart = new Chart(standing);
        foreach (var each in standing.Records)
        {
            if (await records.ForReadingAsync(each, ct) is { } record)
                chart.Add(record);
        }

        var reply = await read(chart);
        db.Audit(http.Read(standing, chart.Own, what, chart.Shown));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return reply;
    }

    public IQueryable<Entry> EntriesOf(Chart chart) => db.Entries.AsNoTracking().Where(e => chart.Standing.Records.Contains(e.PatientId));
}
