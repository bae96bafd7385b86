using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Access;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Entries;
using PracticeAspire.Records.Ledger;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Charts;

/// <summary>What is read from records; see the contract.</summary>
internal sealed partial class ChartsService(RecordsDb db, PatientRecords records, Standings standings) : Contracts.Charts.ChartsBase
{
    /// <summary>
    /// Reads a record for someone who may: everything is of one moment, and the ledger has the access before the answer leaves. When it cannot be written
    /// there, there is no answer.
    /// </summary>
    private async Task<TReply> ReadAsync<TReply>(string patientId, string what, ServerCallContext context, Func<Chart, Task<TReply>> read)
    {
        var (patient, ct) = (patientId.ToId("patient_id"), context.CancellationToken);
        await using var transaction = await records.BeginReadingAsync(ct);
        var standing = await standings.RequireAsync(context.Caller(), patient, ct);
        using var chart = new Chart(standing);
        foreach (var each in standing.Records)
        {
            if (await records.ForReadingAsync(each, ct) is { } record)
                chart.Add(record);
        }

        var reply = await read(chart);
        db.Audit(context.Read(standing, chart.Own, what, chart.Shown));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return reply;
    }

    private IQueryable<Entry> EntriesOf(Chart chart) => db.Entries.AsNoTracking().Where(e => chart.Standing.Records.Contains(e.PatientId));

    /// <summary>The records of one patient, opened, and what of them was shown and withheld.</summary>
    private sealed class Chart(Standing standing) : IDisposable
    {
        private readonly Dictionary<Guid, OpenRecord> opened = [];

        public Standing Standing { get; } = standing;

        public OpenRecord? Own => opened.GetValueOrDefault(Standing.Patient);

        public int Shown { get; private set; }

        public int Withheld { get; private set; }

        public void Add(OpenRecord record) => opened.Add(record.Patient, record);

        /// <summary>What of these is for the caller's eyes.</summary>
        public IEnumerable<Contracts.Entry> Show(IEnumerable<Entry> entries)
        {
            foreach (var entry in entries)
            {
                var kept = opened[entry.PatientId].Read(entry);
                if (Standing.MaySee(kept.Content, entry.AuthorId))
                {
                    Shown++;
                    yield return entry.ToReply(kept);
                }
                else
                {
                    Withheld++;
                }
            }
        }

        public void Dispose()
        {
            foreach (var record in opened.Values)
                record.Dispose();
        }
    }
}
