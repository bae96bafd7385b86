using Google.Protobuf;
using Grpc.Core;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Users.Audit;

internal sealed partial class AuditService
{
    public override async Task Export(ExportRequest request, IServerStreamWriter<ExportChunk> responseStream, ServerCallContext context)
    {
        // First, so that nobody has the log without it being known.
        await log.WriteAsync(context.Audited("audit.exported"), context.CancellationToken);
        await foreach (var lines in export.ReadAsync(context.CancellationToken))
            await responseStream.WriteAsync(new ExportChunk { Lines = ByteString.CopyFrom(lines.Span) }, context.CancellationToken);
    }
}
