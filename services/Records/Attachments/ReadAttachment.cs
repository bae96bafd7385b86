using Google.Protobuf;
using Grpc.Core;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;

namespace PracticeAspire.Records.Attachments;

internal sealed partial class AttachmentsService
{
    // Small enough not to fill anybody's memory, large enough not to be many.
    private const int PieceSize = 64 * 1024;

    public override async Task ReadAttachment(ReadAttachmentRequest request, IServerStreamWriter<AttachmentPiece> responseStream, ServerCallContext context)
    {
        var (patient, id, ct) = (request.PatientId.ToId("patient_id"), request.EntryId.ToId("entry_id"), context.CancellationToken);
        using var file = await files.OpenAsync(patient, id, request.ToKeep, request.ToKeep ? $"file-kept {id}" : $"file {id}", context.GetHttpContext(), ct);
        await responseStream.WriteAsync(new() { Entry = file.Entry }, ct);
        await foreach (var segment in file.ReadAsync(ct))
        {
            for (var at = 0; at < segment.Length; at += PieceSize)
            {
                var piece = segment.Slice(at, Math.Min(PieceSize, segment.Length - at));
                await responseStream.WriteAsync(new() { Content = UnsafeByteOperations.UnsafeWrap(piece) }, ct);
            }
        }
    }
}
