using Grpc.Core;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.Tests.Neighbourhood;

/// <summary>Takes the clinical part of any bundle, and counts what it got.</summary>
internal sealed class RecordImportNeighbour(World world) : RecordImport.RecordImportBase
{
    public override async Task ImportBundle(IAsyncStreamReader<ImportChunk> requestStream, IServerStreamWriter<ImportProgress> responseStream, ServerCallContext context)
    {
        if (world.Down.ContainsKey("records"))
            throw new RpcException(new Status(StatusCode.Unavailable, "connection refused"));
        var (name, size) = ("", 0);
        await foreach (var chunk in requestStream.ReadAllAsync())
            (name, size) = (chunk.FileName.Length > 0 ? chunk.FileName : name, size + chunk.Content.Length);
        world.Records.ImportedBytes[name] = size;
        await responseStream.WriteAsync(new() { EntriesDone = 3, EntriesTotal = 9, PatientsDone = 1, PatientsTotal = 2 });
        await responseStream.WriteAsync(new()
        {
            EntriesDone = 9,
            EntriesTotal = 9,
            PatientsDone = 2,
            PatientsTotal = 2,
            Report = new()
            {
                FileName = name,
                Created = 5,
                Gathered = 2,
                Refused = { new RefusedEntry { Entry = "entry[7] Condition/c1", Reason = "It refers to another patient." } },
                Kinds = { new KindReport { Kind = "Condition", Created = 4, Refused = 1 }, new KindReport { Kind = "Observation", Created = 1, Gathered = 2 } },
                NotImported = { new NotImported { Kind = "Claim", Count = 12 } },
            },
        });
    }
}
