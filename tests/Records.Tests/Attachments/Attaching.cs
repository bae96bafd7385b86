using Google.Protobuf;
using Grpc.Core;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Tests.Attachments;

/// <summary>What web does with a file that somebody attaches, and with one that somebody looks at.</summary>
internal static class Attaching
{
    public static Contracts.Attachments.AttachmentsClient Attachments(this RecordsHost host, Guid person, string role = Roles.Doctor) => new(host.As(person, role));

    public static NewAttachment About(this RecordsHost host, Guid patient, string name = "scan.png") => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        PatientId = patient.ToString(),
        HappenedAt = host.Clock.GetCurrentInstant().ToTimestamp(),
        FileName = name,
        Description = "Left knee",
    };

    public static Task<Contracts.Entry> AttachAsync(this RecordsHost host, Guid person, Guid patient, byte[] file, string role = Roles.Doctor) =>
        host.Attachments(person, role).SendAsync(host.About(patient), file);

    /// <param name="end">How many bytes it says that it sent; null when it just stops.</param>
    public static async Task<Contracts.Entry> SendAsync(this Contracts.Attachments.AttachmentsClient client, NewAttachment about, byte[] file, long? end, int piece = 60_000)
    {
        using var call = client.AddAttachment();
        try
        {
            await call.RequestStream.WriteAsync(new() { About = about });
            for (var at = 0; at < file.Length; at += piece)
                await call.RequestStream.WriteAsync(new() { Content = ByteString.CopyFrom(file.AsSpan(at, Math.Min(piece, file.Length - at))) });
            if (end is { } count)
                await call.RequestStream.WriteAsync(new() { End = count });
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // It was refused before all of it was sent; the answer says why.
        }

        return await call;
    }

    public static Task<Contracts.Entry> SendAsync(this Contracts.Attachments.AttachmentsClient client, NewAttachment about, byte[] file) => client.SendAsync(about, file, file.Length);

    public static async Task<(Contracts.Entry Entry, byte[] Bytes)> ReadAsync(
        this RecordsHost host, Guid person, Guid patient, string entry, string role = Roles.Doctor, bool toKeep = false)
    {
        using var call = host.Attachments(person, role).ReadAttachment(new() { PatientId = patient.ToString(), EntryId = entry, ToKeep = toKeep });
        Contracts.Entry? about = null;
        using var bytes = new MemoryStream();
        await foreach (var piece in call.ResponseStream.ReadAllAsync())
        {
            about ??= piece.Entry;
            piece.Content.WriteTo(bytes);
        }

        return (about!, bytes.ToArray());
    }

    /// <summary>How many segments lie in the database for an entry.</summary>
    public static Task<int> SegmentsAsync(this RecordsHost host, string entry) =>
        host.InDatabase(db => Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.CountAsync(
            db.Set<Records.Attachments.AttachmentSegment>().Where(s => s.EntryId == Guid.Parse(entry))));
}
