using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using PracticeAspire.Users.People;

namespace PracticeAspire.Users.FhirImport;

internal sealed partial class FhirImportService(UsersDb db, IClock clock) : Contracts.FhirImport.FhirImportBase
{
    private const long LargestBundle = 256L * 1024 * 1024;
    private const int Batch = 500;

    public override async Task ImportBundle(
        IAsyncStreamReader<ImportChunk> requestStream, IServerStreamWriter<ImportProgress> responseStream, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var now = clock.GetCurrentInstant();
        var references = new References(db);
        var bundle = new BundleContents(DetailRules.LatestDay(now), references);
        var entries = await ReadAsync(requestStream, responseStream, bundle, ct);

        // Two imports at once may know the same people; they take turns.
        await using var all = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('fhir-import'))", ct);
        try
        {
            await TakeOverAsync(bundle, new TakeOver(db, references, bundle.Report, now), responseStream, entries, ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw new RuleBroken("changed-meanwhile", "Someone corrected a record of this bundle at the same moment. Nothing was imported. Import it once more.");
        }

        db.Audit(context.Audited("people.imported").With("created", bundle.Report.Created).With("updated", bundle.Report.Updated).With("refused", bundle.Report.Refused));
        await db.SaveChangesAsync(ct);
        await all.CommitAsync(ct);
        await responseStream.WriteAsync(new ImportProgress { EntriesDone = entries, EntriesTotal = entries, Report = bundle.Report.ToReply() }, ct);
    }

    /// <summary>First what others refer to.</summary>
    private static async Task TakeOverAsync(
        BundleContents bundle, TakeOver takeOver, IServerStreamWriter<ImportProgress> progress, int entries, CancellationToken ct)
    {
        var done = entries - bundle.Entries.Count;
        await Each<ImportedOrganization>(takeOver.TakeAsync);
        await Each<ImportedSite>(takeOver.TakeAsync);
        await Each<ImportedPerson>(takeOver.TakeAsync);
        await Each<ImportedRole>(takeOver.TakeAsync);
        await Each<ImportedRelatedPerson>(takeOver.TakeAsync);

        async Task Each<T>(Func<IReadOnlyList<T>, CancellationToken, Task> take)
            where T : ImportedEntry
        {
            foreach (var batch in bundle.Batches<T>(Batch))
            {
                await progress.WriteAsync(new ImportProgress { EntriesDone = done, EntriesTotal = entries, Kind = batch[0].From.Kind }, ct);
                await take(batch, ct);
                done += batch.Length;
            }
        }
    }

    private static async Task<int> ReadAsync(
        IAsyncStreamReader<ImportChunk> chunks, IServerStreamWriter<ImportProgress> progress, BundleContents bundle, CancellationToken ct)
    {
        var reader = new BundleReader(bundle.Take);
        try
        {
            var bytes = 0L;
            await foreach (var chunk in chunks.ReadAllAsync(ct))
            {
                if (bytes == 0)
                    bundle.Report.Name(chunk.FileName.ToText("file_name", 255));
                if ((bytes += chunk.Content.Length) > LargestBundle)
                    throw new RuleBroken("bundle-too-large", $"A bundle may have at most {LargestBundle >> 20} MiB. Split it. Nothing was imported.");

                reader.Take(chunk.Content.Span);
                await progress.WriteAsync(new ImportProgress { EntriesDone = reader.Entries }, ct);
            }

            reader.Finish();
            return reader.Entries;
        }
        catch (BundleUnreadable unreadable)
        {
            throw unreadable.ToRefusal();
        }
    }
}
