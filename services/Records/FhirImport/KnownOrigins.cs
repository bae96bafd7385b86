using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Entries;

namespace PracticeAspire.Records.FhirImport;

/// <summary>
/// Which entries of a record came from which resources. What is kept of a resource's name is a hash under the patient's key: whoever has the database
/// alone can tell neither where a record came from nor that two of them came from one place.
/// </summary>
internal sealed class KnownOrigins
{
    private readonly byte[] key;
    private readonly Dictionary<string, Entry> entries = [];
    private readonly HashSet<string> inReports = [];

    private KnownOrigins(byte[] key) => this.key = key;

    public static async Task<KnownOrigins> LoadAsync(RecordsDb db, OpenRecord record, IReadOnlyList<ImportedResource> asked, CancellationToken ct)
    {
        var known = new KnownOrigins(record.Keys.First.HashKey("origin"));
        var origins = asked.Select(known.OriginOf).ToArray();
        foreach (var entry in await db.Entries.FromSql($"SELECT * FROM entry WHERE patient_id = {record.Patient} AND origin = ANY ({origins})").ToListAsync(ct))
            known.entries[Convert.ToHexString(entry.Origin!)] = entry;

        // Few of a bundle are new where others are not, and only of those one must know whether a report has them.
        if (asked.Any(a => a.From.Kind == "Observation" && known.Find(a) is null))
            await known.LoadReportsAsync(db, record, ct);
        return known;
    }

    public byte[] OriginOf(ImportedResource resource) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(resource.Source));

    public Entry? Find(ImportedResource resource) => entries.GetValueOrDefault(Convert.ToHexString(OriginOf(resource)));

    /// <exception cref="RuleBroken"><c>in-a-report</c></exception>
    public void RequireNotInReport(ImportedResource resource)
    {
        if (resource.From.Kind == "Observation" && inReports.Contains(resource.Source))
            throw new RuleBroken("in-a-report", "It stands in a report or panel that was imported before. Import it together with that.");
    }

    private async Task LoadReportsAsync(RecordsDb db, OpenRecord record, CancellationToken ct)
    {
        string[] kinds = ["result", "vitals"];
        await foreach (var entry in db.Entries.AsNoTracking().Where(e => e.PatientId == record.Patient && e.Origin != null && kinds.Contains(e.Kind)).AsAsyncEnumerable().WithCancellation(ct))
        {
            var content = record.Read(entry).Content;
            inReports.UnionWith((content.Vitals?.Measurements ?? content.Result.Measurements).Select(m => m.Source).Where(s => s.Length > 0 && s != content.Source));
        }
    }
}
