using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Crypto;

namespace PracticeAspire.Records.Charts;

internal sealed partial class ChartsService
{
    public override Task<EntryWithHistory> GetEntry(GetEntryRequest request, ServerCallContext context)
    {
        var id = request.EntryId.ToId("entry_id");
        return ReadAsync(request.PatientId, $"entry {id}", context, async chart =>
        {
            var ct = context.CancellationToken;
            var entry = await EntriesOf(chart).SingleOrDefaultAsync(e => e.Id == id, ct) ?? throw new NotFound();
            var shown = chart.Show([entry]).SingleOrDefault() ?? throw new NotFound { About = chart.Standing.Patient };
            var before = await db.Entries.FromSql($"SELECT * FROM entry_history WHERE id = {id}").AsNoTracking().OrderByDescending(e => e.Version).ToListAsync(ct);
            if (!before.Select(b => b.Version).SequenceEqual(Versions(entry.Version - 1)))
                throw new Damaged($"entry {id} has not the history it had");
            return new EntryWithHistory { Entry = shown, Before = { chart.Show(before) }, Basis = chart.Standing.Basis, MayWrite = chart.Standing.MayWrite && chart.Standing.MayChange(entry.AuthorId) };
        });
    }

    private static IEnumerable<long> Versions(long newest)
    {
        for (var version = newest; version > 0; version--)
            yield return version;
    }
}
