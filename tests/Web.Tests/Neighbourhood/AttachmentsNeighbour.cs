using Google.Protobuf;
using Grpc.Core;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Web.Tests.Neighbourhood;

/// <summary>The files of records. It looks at the first bytes only, and refuses as early as the service does.</summary>
internal sealed class AttachmentsNeighbour(World world) : Attachments.AttachmentsBase
{
    private const long Largest = 64L << 20;
    private const int PieceSize = 64 * 1024;

    public override async Task<Entry> AddAttachment(IAsyncStreamReader<AttachmentUpload> requestStream, ServerCallContext context)
    {
        await requestStream.MoveNext(context.CancellationToken);
        var about = requestStream.Current.About;
        if (world.Require(context, about.PatientId) is not "treating")
            throw new Refusal(RefusalKind.NotAllowed, "This record is not open to you.").ToRpcException();

        var (bytes, ended) = (new MemoryStream(), false);
        while (await requestStream.MoveNext(context.CancellationToken))
        {
            if (requestStream.Current.PartCase == AttachmentUpload.PartOneofCase.End)
            {
                ended = requestStream.Current.End == bytes.Length;
                continue;
            }

            requestStream.Current.Content.WriteTo(bytes);
            Interlocked.Exchange(ref world.Records.Arrived, bytes.Length);
            if (TypeOf(bytes.GetBuffer()) is null)
                throw Standings.Rule("file-type", "This is neither a picture nor a PDF file, whatever it is called. Attach a JPEG, PNG, GIF or WebP picture or a PDF file.");
            if (bytes.Length > Largest)
                throw Standings.Rule("file-too-large", "A file can have 64 MiB at most, so nothing was kept. Attach it in parts, or with fewer points.");
        }

        if (!ended)
            throw Standings.Rule("file-cut-off", "The file did not arrive completely, so nothing was kept. Attach it again.");
        if (bytes.Length == 0)
            throw Standings.Rule("file-empty", "There is nothing in this file.");
        var document = new Document { FileName = about.FileName, Description = about.Description, MediaType = TypeOf(bytes.GetBuffer()), Size = bytes.Length };
        var entry = world.Records.Write(9000, about.PatientId, about.HappenedAt, new() { Document = document, Sensitivity = about.Sensitivity }, context.Person());
        world.Records.Entries.TryRemove(entry.Id, out _);
        entry.Id = about.Id;
        world.Records.Files[entry.Id] = bytes.ToArray();
        return world.Records.Entries[entry.Id] = entry;
    }

    public override async Task ReadAttachment(ReadAttachmentRequest request, IServerStreamWriter<AttachmentPiece> responseStream, ServerCallContext context)
    {
        if (world.Require(context, request.PatientId) is "break-glass" && request.ToKeep)
            throw new Refusal(RefusalKind.NotAllowed, "In an emergency files are looked at here, not taken along.").ToRpcException();
        if (!world.Records.Files.TryGetValue(request.EntryId, out var file) || world.Records.Entries[request.EntryId] is not { } entry || entry.PatientId != request.PatientId)
            throw new Refusal(RefusalKind.NotFound, "Not found.").ToRpcException();

        world.Records.FilesRead.Enqueue((context.Person(), entry.Id, request.ToKeep));
        await responseStream.WriteAsync(new() { Entry = entry });
        for (var at = 0; at < file.Length; at += PieceSize)
            await responseStream.WriteAsync(new() { Content = ByteString.CopyFrom(file.AsSpan(at, Math.Min(PieceSize, file.Length - at))) });
    }

    private static string? TypeOf(ReadOnlySpan<byte> file) => file.StartsWith("%PDF-"u8) ? "application/pdf" : file.Length > 4 && file[1..].StartsWith("PNG"u8) ? "image/png" : null;
}
