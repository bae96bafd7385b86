using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Access;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Crypto;
using PracticeAspire.Records.Entries;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Attachments;

internal sealed partial class AttachmentsService
{
    public override async Task<Contracts.Entry> AddAttachment(IAsyncStreamReader<AttachmentUpload> requestStream, ServerCallContext context)
    {
        var ct = context.CancellationToken;
        using var incoming = new IncomingFile(requestStream, ct);
        var about = await incoming.BeginAsync();
        var (id, patient, caller) = (about.Id.ToId("id"), about.PatientId.ToId("patient_id"), context.Caller());
        var standing = await RequireAttachingAsync(caller, patient, ct);
        var happenedAt = about.HappenedAt.ToInstant("happened_at");
        var content = new Content
        {
            Document = new() { FileName = FileNames.Clean(about.FileName), Description = about.Description.ToText("description", 500) },
            Sensitivity = about.Sensitivity,
        };
        ContentLimits.Check(content, "about");
        if (!await db.Patients.AnyAsync(p => p.Id == standing.Patient, ct))
            throw new RuleBroken("patient-unknown", "There is no such patient.");

        // What is wrong with most files shows in their first segment, and most have no other: until then nothing is held.
        var first = await incoming.TakeSegmentAsync();
        var inspection = FileInspection.Begin(first.Span);
        using var place = room.Enter();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        using var key = FileKey.Create();
        var isNew = await StoreAsync(incoming, first, inspection, key, id, standing.Patient, content.Document, ct);
        if (!isNew)
            return await FirstAnswerAsync(standing, id, content.Document, ct);

        // It came for minutes, perhaps; who may write is decided when it is written.
        if ((await RequireAttachingAsync(caller, patient, ct)).Patient != standing.Patient)
            throw new Stale(0);
        using var record = await records.ForWritingAsync(standing.Patient, ct);
        var now = clock.GetCurrentInstant();
        var entry = Entry.Write(id, standing.Patient, caller.PersonId, happenedAt, now, content, about.Sign, record.Keys, fileKey: key);
        record.Add(entry);
        var reply = await db.SaveEntryAsync(context, "record.written", standing, record, entry, now);
        await transaction.CommitAsync(ct);
        return reply;
    }

    private async Task<Standing> RequireAttachingAsync(Caller caller, Guid patient, CancellationToken ct)
    {
        var standing = await standings.RequireWriterAsync(caller, patient, ct);
        return standing.Basis == Basis.BreakGlass
            ? throw new NotAllowed("In an emergency notes are written, no files attached. Whoever treats the patient can attach it later.") { About = patient }
            : standing;
    }

    /// <returns>Whether it was stored: there may be one by this id already.</returns>
    private async Task<bool> StoreAsync(
        IncomingFile incoming, ReadOnlyMemory<byte> first, FileInspection inspection, FileKey key, Guid id, Guid patient, Document document, CancellationToken ct)
    {
        using var hash = new FileHash();
        var envelope = ArrayPool<byte>.Shared.Rent(FileKey.SegmentSize + FileKey.Overhead);
        try
        {
            var isNew = !await db.Entries.AnyAsync(e => e.Id == id, ct);
            var segment = first;
            for (var number = 0; ; number++)
            {
                inspection.Take(segment.Span);
                hash.Add(segment.Span);
                if (incoming.IsOver)
                    inspection.Finish();
                var wrapped = envelope.AsMemory(0, segment.Length + FileKey.Overhead);
                key.Seal(Segments.PlaceOf(id, patient, number), incoming.IsOver, segment.Span, wrapped.Span);
                isNew = isNew && await segments.AddAsync(id, number, wrapped, ct);
                if (incoming.IsOver)
                    break;
                segment = await incoming.TakeSegmentAsync();
            }

            (document.MediaType, document.Size, document.Sha256) = (inspection.MediaType, incoming.Size, ByteString.CopyFrom(hash.Finish()));
            return isNew;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(envelope);
        }
    }

    /// <summary>The same file was sent with this id before.</summary>
    private async Task<Contracts.Entry> FirstAnswerAsync(Standing standing, Guid id, Document sent, CancellationToken ct)
    {
        var entry = await db.Entries.AsNoTracking().SingleOrDefaultAsync(e => e.Id == id && e.PatientId == standing.Patient, ct);
        using var record = entry is null ? null : await records.ForReadingAsync(standing.Patient, ct);
        var kept = entry is null ? null : record?.Read(entry);
        return kept is { Content.Document: { } document } && document.Size == sent.Size && document.Sha256 == sent.Sha256 && standing.MaySee(kept.Content, entry!.AuthorId)
            ? entry!.ToReply(kept)
            : throw new RuleBroken("id-reused", "This request id was used for something else. Start again from the page.");
    }
}
