using System.Security.Cryptography;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Records.Tests.Attachments;

public sealed class AddAttachmentTests(RecordsHost host) : IClassFixture<RecordsHost>
{
    private const int MiB = 1024 * 1024;

    private static readonly byte[] SmallPng = GivenFiles.Png(8, 8);

    public static TheoryData<string, string> Kinds { get; } = new()
    {
        { "jpeg", "image/jpeg" }, { "png", "image/png" }, { "gif", "image/gif" }, { "webp", "image/webp" }, { "pdf", "application/pdf" },
    };

    public static TheoryData<string, string> NotKept { get; } = new()
    {
        { "nothing", "file-empty" },
        { "words", "file-type" },
        { "a page", "file-type" },
        { "a drawing that can hold programs", "file-type" },
        { "an archive", "file-type" },
        { "a program called png", "file-type" },
        { "a PDF behind a PNG", "file-polyglot" },
        { "a page behind a JPEG", "file-polyglot" },
        { "a page behind a GIF", "file-polyglot" },
        { "a page behind a WebP", "file-polyglot" },
        { "an archive behind a PDF", "file-polyglot" },
        { "a page in front of a PDF", "file-type" },
        { "words in front of a PDF", "file-polyglot" },
        { "a page in a PDF's first lines", "file-polyglot" },
        { "a PDF in a JPEG's comment", "file-polyglot" },
        { "a program behind a PDF", "file-polyglot" },
        { "half a PNG", "file-cut-off" },
        { "half a JPEG", "file-cut-off" },
        { "half a GIF", "file-cut-off" },
        { "half a WebP", "file-cut-off" },
        { "a PDF without its end", "file-cut-off" },
        { "a PNG that begins with something else", "file-damaged" },
        { "a PNG without a picture", "file-damaged" },
        { "a GIF without a picture", "file-damaged" },
        { "a WebP without a picture", "file-damaged" },
        { "a PNG of more points than there are", "file-too-large" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_file_is_what_stands_in_it_whatever_it_is_called(string kind, string mediaType)
    {
        var (patient, doctor) = await MeetAsync();
        var file = kind switch { "jpeg" => GivenFiles.Jpeg, "png" => GivenFiles.Png(30, 20), "gif" => GivenFiles.Gif, "webp" => GivenFiles.WebP, _ => GivenFiles.Pdf() };

        var entry = await host.Attachments(doctor).SendAsync(host.About(patient, "notes.txt"), file);

        Assert.Equal((mediaType, file.LongLength, "notes.txt"), (entry.Content.Document.MediaType, entry.Content.Document.Size, entry.Content.Document.FileName));
        Assert.Equal(SHA256.HashData(file), entry.Content.Document.Sha256.ToByteArray());
        Assert.Equal(file, (await host.ReadAsync(doctor, patient, entry.Id)).Bytes);
    }

    [Theory]
    [InlineData("png", 1)]
    [InlineData("pdf", 60_000)]
    [InlineData("pdf", 3 * 1024 * 1024 + 17)]
    public async Task A_file_of_several_segments_comes_back_as_it_was_in_whatever_pieces_it_came(string kind, int piece)
    {
        var (patient, doctor) = await MeetAsync();

        // Byte by byte, a small one; else one that fills its last segment to the last byte.
        var file = kind == "png" ? SmallPng : PdfOf(4 * MiB);
        var entry = await host.Attachments(doctor).SendAsync(host.About(patient), file, file.Length, piece);

        Assert.Equal(kind == "png" ? 1 : 4, await host.SegmentsAsync(entry.Id));
        var (about, bytes) = await host.ReadAsync(doctor, patient, entry.Id);
        Assert.Equal(entry, about);
        Assert.Equal(file, bytes);
    }

    [Fact]
    public async Task It_is_in_the_chart_like_everything_else()
    {
        var (patient, doctor) = await MeetAsync();
        var entry = await host.AttachAsync(doctor, patient, SmallPng);

        var chart = await host.Charts(patient, Roles.Patient).GetChartAsync(new() { PatientId = patient.ToString() });

        Assert.Equal(entry.Id, Assert.Single(chart.Newest).Id);
        Assert.Equal("Left knee", chart.Newest[0].Content.Document.Description);
    }

    [Theory]
    [MemberData(nameof(NotKept))]
    public async Task Nothing_is_kept_of(string what, string rule)
    {
        var (patient, doctor) = await MeetAsync();
        var about = host.About(patient, "scan.png");

        var refusal = await Assert.ThrowsAsync<RpcException>(() => host.Attachments(doctor).SendAsync(about, FileOf(what)));

        Assert.Equal(rule, refusal.RuleCode());
        Assert.EndsWith(".", refusal.Status.Detail, StringComparison.Ordinal);
        await NothingIsThereOfAsync(about);
    }

    [Theory]
    [InlineData(null, "file-cut-off")]
    [InlineData(-1, "")]
    [InlineData(1, "")]
    public async Task Nothing_is_kept_of_a_stream_that_ends_otherwise_than_it_says(int? off, string rule)
    {
        var (patient, doctor) = await MeetAsync();
        var (about, file) = (host.About(patient), PdfOf(3 * MiB));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => host.Attachments(doctor).SendAsync(about, file, off is { } wrong ? file.Length + wrong : null));

        Assert.Equal(rule, refusal.RuleCode() ?? "");
        Assert.Equal(rule.Length == 0 ? StatusCode.InvalidArgument : StatusCode.FailedPrecondition, refusal.StatusCode);
        await NothingIsThereOfAsync(about);
    }

    [Fact]
    public async Task Nothing_is_kept_when_the_line_breaks()
    {
        var (patient, doctor) = await MeetAsync();
        var (about, file) = (host.About(patient), PdfOf(3 * MiB));
        using (var call = host.Attachments(doctor).AddAttachment())
        {
            await call.RequestStream.WriteAsync(new() { About = about });
            await call.RequestStream.WriteAsync(new() { Content = Google.Protobuf.ByteString.CopyFrom(file.AsSpan(0, 2 * MiB)) });
        }

        await NothingIsThereOfAsync(about);

        // The same id can be sent again.
        Assert.Equal(about.Id, (await host.Attachments(doctor).SendAsync(about, file)).Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_largest_file_is_kept_and_one_byte_more_is_not(bool isSaid)
    {
        var (patient, doctor) = await MeetAsync();
        var tooLarge = PdfOf(64 * MiB + 1);
        var about = host.About(patient);
        about.Size = isSaid ? tooLarge.Length : 0;

        var refusal = await Assert.ThrowsAsync<RpcException>(() => host.Attachments(doctor).SendAsync(about, tooLarge));

        Assert.Equal("file-too-large", refusal.RuleCode());
        Assert.Contains("64 MiB", refusal.Status.Detail, StringComparison.Ordinal);
        await NothingIsThereOfAsync(about);
        if (isSaid)
            return;

        var largest = PdfOf(64 * MiB);
        var entry = await host.AttachAsync(doctor, patient, largest);
        Assert.Equal(SHA256.HashData(largest), SHA256.HashData((await host.ReadAsync(doctor, patient, entry.Id)).Bytes));
    }

    [Fact]
    public async Task It_is_written_away_while_it_comes_and_never_held_as_a_whole()
    {
        var (patient, doctor) = await MeetAsync();
        var (about, file) = (host.About(patient), PdfOf(24 * MiB));
        var before = await StoredAsync();
        using var call = host.Attachments(doctor).AddAttachment();
        await call.RequestStream.WriteAsync(new() { About = about });
        for (var at = 0; at < 20 * MiB; at += MiB)
            await call.RequestStream.WriteAsync(new() { Content = Google.Protobuf.ByteString.CopyFrom(file.AsSpan(at, MiB)) });

        // All but what stands in the pipe and the segment that is being filled.
        await Eventually.Is(StoredAsync, stored => stored >= before + 18 * MiB, "what came to be stored before the rest came");

        await call.RequestStream.WriteAsync(new() { Content = Google.Protobuf.ByteString.CopyFrom(file.AsSpan(20 * MiB, 3 * MiB)) });
        await call.RequestStream.WriteAsync(new() { Content = Google.Protobuf.ByteString.CopyFrom(file.AsSpan(23 * MiB)) });
        await call.RequestStream.WriteAsync(new() { End = file.Length });
        await call.RequestStream.CompleteAsync();
        Assert.Equal(file.Length, (await call).Content.Document.Size);
    }

    [Fact]
    public async Task Sending_it_twice_with_one_id_keeps_it_once_and_another_file_is_refused()
    {
        var (patient, doctor) = await MeetAsync();
        var (about, file) = (host.About(patient), PdfOf(2 * MiB));
        var first = await host.Attachments(doctor).SendAsync(about, file);

        Assert.Equal(first, await host.Attachments(doctor).SendAsync(about, file));
        Assert.Equal("id-reused", (await Assert.ThrowsAsync<RpcException>(() => host.Attachments(doctor).SendAsync(about, SmallPng))).RuleCode());

        Assert.Equal(2, await host.SegmentsAsync(about.Id));
        Assert.Equal(file, (await host.ReadAsync(doctor, patient, first.Id)).Bytes);
    }

    [Theory]
    [InlineData(@"C:\Users\me\knee.png", "knee.png")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("a\r\nSet-Cookie: b.png", "aSet-Cookie: b.png")]
    [InlineData("gnp.\u202Eexe", "gnp.exe")]
    [InlineData("..", "")]
    public async Task What_it_is_called_can_do_nothing(string given, string kept)
    {
        var (patient, doctor) = await MeetAsync();

        var entry = await host.Attachments(doctor).SendAsync(host.About(patient, given), SmallPng);

        Assert.Equal(kept, entry.Content.Document.FileName);
    }

    [Fact]
    public async Task A_very_long_name_keeps_its_end()
    {
        var (patient, doctor) = await MeetAsync();

        var entry = await host.Attachments(doctor).SendAsync(host.About(patient, new string('x', 400) + ".png"), SmallPng);

        Assert.Equal(new string('x', 146) + ".png", entry.Content.Document.FileName);
    }

    [Fact]
    public async Task A_document_is_not_written_without_its_file_and_a_file_stays_what_it_is()
    {
        var (patient, doctor) = await MeetAsync();
        var entry = await host.AttachAsync(doctor, patient, SmallPng);
        var (named, other) = (entry.Content.Clone(), entry.Content.Clone());
        (named.Document.Description, other.Document.MediaType) = ("Right knee", "application/pdf");

        Assert.Equal("file-missing", (await host.Entries(doctor).AddEntryAsync(
            new() { Id = Guid.CreateVersion7().ToString(), PatientId = patient.ToString(), HappenedAt = entry.HappenedAt, Content = entry.Content }).Refused()).RuleCode());
        Assert.Equal("file-changed", (await AmendAsync(other).Refused()).RuleCode());
        Assert.Equal("Right knee", (await AmendAsync(named)).Content.Document.Description);
        Assert.Equal(SmallPng, (await host.ReadAsync(doctor, patient, entry.Id)).Bytes);

        AsyncUnaryCall<Contracts.Entry> AmendAsync(Content content) => host.Entries(doctor).AmendEntryAsync(new()
        {
            RequestId = Guid.CreateVersion7().ToString(),
            PatientId = patient.ToString(),
            EntryId = entry.Id,
            Version = 1,
            HappenedAt = entry.HappenedAt,
            Content = content,
        });
    }

    [Fact]
    public async Task In_an_emergency_nothing_is_attached_or_taken_along_but_what_is_there_is_shown()
    {
        var (patient, doctor) = await MeetAsync();
        var entry = await host.AttachAsync(doctor, patient, SmallPng);
        var stranger = Guid.CreateVersion7();
        await host.Access(stranger, Roles.Doctor).BreakGlassAsync(
            new() { Id = Guid.CreateVersion7().ToString(), PatientId = patient.ToString(), Code = "unconscious", Reason = "Found on the stairs, does not answer." });

        Assert.Equal(SmallPng, (await host.ReadAsync(stranger, patient, entry.Id)).Bytes);
        await RefusedAsync(() => host.ReadAsync(stranger, patient, entry.Id, toKeep: true));
        await RefusedAsync(() => host.AttachAsync(stranger, patient, SmallPng));
    }

    [Fact]
    public async Task Who_is_nothing_to_the_patient_neither_attaches_nor_sees_a_file()
    {
        var (patient, doctor) = await MeetAsync();
        var entry = await host.AttachAsync(doctor, patient, SmallPng);
        var stranger = Guid.CreateVersion7();

        await RefusedAsync(() => host.AttachAsync(stranger, patient, SmallPng));
        await RefusedAsync(() => host.AttachAsync(patient, patient, SmallPng, Roles.Patient));
        await RefusedAsync(() => host.ReadAsync(stranger, patient, entry.Id));
        await RefusedAsync(() => host.ReadAsync(stranger, patient, entry.Id, Roles.Patient));

        // Nor through another patient, whom they do treat.
        var (other, colleague) = await MeetAsync();
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => host.ReadAsync(colleague, other, entry.Id))).StatusCode);
    }

    [Fact]
    public async Task What_is_very_restricted_is_shown_to_its_author_and_its_owner_only()
    {
        var (patient, doctor) = await MeetAsync();
        var colleague = await host.GiveDoctorAsync(patient);
        var about = host.About(patient);
        about.Sensitivity = Sensitivity.VeryRestricted;
        await host.Attachments(doctor).SendAsync(about, SmallPng);

        Assert.Equal(SmallPng, (await host.ReadAsync(doctor, patient, about.Id)).Bytes);
        Assert.Equal(SmallPng, (await host.ReadAsync(patient, patient, about.Id, Roles.Patient)).Bytes);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => host.ReadAsync(colleague, patient, about.Id))).StatusCode);
    }

    private static byte[] FileOf(string what) => what switch
    {
        "nothing" => [],
        "words" => "Dear colleague"u8.ToArray(),
        "a page" => "<!doctype html><script>alert(1)</script>"u8.ToArray(),
        "a drawing that can hold programs" => "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray(),
        "an archive" => GivenFiles.Zip(),
        "a program called png" => "MZ\x90"u8.ToArray(),
        "a PDF behind a PNG" => [.. SmallPng, .. GivenFiles.Pdf()],
        "a page behind a JPEG" => [.. GivenFiles.Jpeg, .. "<script>alert(1)</script>"u8],
        "a page behind a GIF" => [.. GivenFiles.Gif, .. new byte[5000], .. "<script>alert(1)</script>"u8],
        "a page behind a WebP" => [.. GivenFiles.WebP, .. new byte[5000], .. "<html>"u8],
        "an archive behind a PDF" => [.. PdfOf(2 * MiB), .. GivenFiles.Zip(), .. "%%EOF"u8],
        "a page in front of a PDF" => [.. "<html>"u8, .. GivenFiles.Pdf()],
        "words in front of a PDF" => [.. "Hello\n"u8, .. GivenFiles.Pdf()],
        "a page in a PDF's first lines" => [.. "%PDF-1.7\n%<SCRIPT>alert(1)</SCRIPT>\n"u8, .. GivenFiles.Pdf()],
        "a PDF in a JPEG's comment" => InComment(GivenFiles.Pdf()),
        "a program behind a PDF" => [.. PdfOf(2 * MiB), .. "#!/bin/sh\n"u8],
        "half a PNG" => Half(GivenFiles.Png(1000, 700)),
        "half a JPEG" => GivenFiles.Jpeg[..^10],
        "half a GIF" => Half(GivenFiles.Gif),
        "half a WebP" => Half(GivenFiles.WebP),
        "a PDF without its end" => PdfOf(2 * MiB)[..^8],
        "a PNG that begins with something else" => [.. SmallPng[..12], .. "IDAT"u8, .. SmallPng[16..]],
        "a PNG without a picture" => [.. SmallPng[..33], .. SmallPng[^12..]],
        "a GIF without a picture" => [.. "GIF89a"u8, 1, 0, 1, 0, 0, 0, 0, 0x3B],
        "a WebP without a picture" => [.. "RIFF"u8, 4, 0, 0, 0, .. "WEBP"u8],
        "a PNG of more points than there are" => [.. SmallPng[..16], 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, .. SmallPng[24..]],
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, null),
    };

    private static byte[] InComment(byte[] file) =>
        [.. GivenFiles.Jpeg[..2], 0xFF, 0xFE, (byte)((file.Length + 2) >> 8), (byte)(file.Length + 2), .. file, .. GivenFiles.Jpeg[2..]];

    private static byte[] Half(byte[] file) => file[..(file.Length / 2)];

    private static byte[] PdfOf(int size)
    {
        var around = GivenFiles.Pdf(size).Length - size;
        return GivenFiles.Pdf(size - around);
    }

    private static async Task RefusedAsync(Func<Task> ask) => Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(ask)).StatusCode);

    private async Task<(Guid Patient, Guid Doctor)> MeetAsync()
    {
        var patient = await host.AdmitAsync();
        return (patient, await host.GiveDoctorAsync(patient));
    }

    private async Task NothingIsThereOfAsync(NewAttachment about)
    {
        Assert.Equal(0, await host.SegmentsAsync(about.Id));
        Assert.False(await host.InDatabase(db => db.Entries.AnyAsync(e => e.Id == Guid.Parse(about.Id))));
    }

    // Also what is in a transaction that is still under way.
    private async Task<long> StoredAsync()
    {
        await using var source = NpgsqlDataSource.Create(host.SuperuserConnectionString);
        await using var look = source.CreateCommand("SELECT pg_total_relation_size('attachment_segment')");
        return (long)(await look.ExecuteScalarAsync())!;
    }
}
