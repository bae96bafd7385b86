using Grpc.Core;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Crypto;
using PracticeAspire.Records.Ledger;

namespace PracticeAspire.Records.FhirImport;

/// <summary>The clinical part of bundles; see the contract.</summary>
internal sealed class RecordImportService(TakeOver takeOver, IdentifyPatients patients, TellOfDamage damage) : RecordImport.RecordImportBase
{
    private const long LargestBundle = 256L * 1024 * 1024;

    public override async Task ImportBundle(
        IAsyncStreamReader<ImportChunk> requestStream, IServerStreamWriter<ImportProgress> responseStream, ServerCallContext context)
    {
        var bundle = new BundleContents();
        var total = await ReadAsync(requestStream, responseStream, bundle, context.CancellationToken);
        var byPatient = OfPatients(bundle);
        var progress = new ImportProgress { EntriesDone = total - byPatient.Sum(p => p.Count()), EntriesTotal = total, PatientsTotal = byPatient.Count };
        foreach (var some in byPatient)
        {
            await responseStream.WriteAsync(progress.Clone(), context.CancellationToken);
            await TakeAsync(bundle, some.Key, [.. some], context);
            progress.EntriesDone += some.Count();
            progress.PatientsDone++;
        }

        foreach (var unused in bundle.References.Medications.Where(m => !bundle.Gathered.Contains(m)))
            bundle.Report.LeaveAlone(unused.From.Kind);
        progress.Report = bundle.Report.ToReply();
        await responseStream.WriteAsync(progress, context.CancellationToken);
    }

    private static List<IGrouping<ImportedPatient, ImportedResource>> OfPatients(BundleContents bundle)
    {
        var good = new List<(ImportedPatient Patient, ImportedResource Resource)>();
        foreach (var resource in bundle.Resources)
        {
            try
            {
                var patient = bundle.References.PatientOf(resource);
                bundle.References.RequireNobodyElse(resource, patient);
                good.Add((patient, resource));
            }
            catch (RuleBroken refusal)
            {
                bundle.Report.Refuse(resource.From, refusal.Message);
            }
        }

        return [.. good.GroupBy(g => g.Patient, g => g.Resource)];
    }

    private async Task TakeAsync(BundleContents bundle, ImportedPatient patient, IReadOnlyList<ImportedResource> resources, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        var wholes = new Findings(bundle.References).Gather(resources, bundle.Report.Refuse);
        try
        {
            var person = await patients.IdentifyAsync(patient, ct);
            var act = context.Audited("record.imported", person).With(Facts.Basis, "import");
            var taken = await takeOver.TakeAsync(person, wholes, act, ct);
            bundle.Report.Count(taken);
            foreach (var (from, reason) in taken.Refused)
                bundle.Report.Refuse(from, reason);
            foreach (var item in taken.Gathered.Where(bundle.Gathered.Add))
                bundle.Report.Gather(item.From);
        }
        catch (Refused refusal)
        {
            if (refusal is Damaged broken)
                await damage.TellAsync(context.GetHttpContext(), broken);
            foreach (var resource in wholes.SelectMany(w => w.Findings.Prepend(w.Resource)).DistinctBy(r => r.From))
                bundle.Report.Refuse(resource.From, $"It is of {patient.From}. {refusal.Message}");
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
