using Google.Protobuf;
using Grpc.Core;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Ledger;

internal sealed partial class LedgerService
{
    public override async Task GetProof(GetProofRequest request, IServerStreamWriter<ProofPart> responseStream, ServerCallContext context)
    {
        var (patient, ct) = (request.PatientId.ToId("patient_id"), context.CancellationToken);
        var owner = await standings.RequireOwnerAsync(context.Caller(), patient, ct);

        // First, so that nobody has it without its being known.
        await log.WriteAsync(context.OnRecord("ledger.proof-given", owner, null), ct);
        await foreach (var lines in proof.ReadAsync([.. owner.Records.Select(r => r.ToString())], ct))
            await responseStream.WriteAsync(new ProofPart { Lines = ByteString.CopyFrom(lines.Span) }, ct);
    }
}
