using Grpc.Core;
using Npgsql;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Tests.Attachments;

/// <summary>Files in the hands of somebody who rules over the database and lacks the keys, and what the ledger has of who looked at them.</summary>
public sealed class ReadAttachmentTests(RecordsHost host) : IClassFixture<RecordsHost>
{
    private const int MiB = 1024 * 1024;

    public static TheoryData<string, string> Tamperings { get; } = new()
    {
        { "a byte is changed", "UPDATE attachment_segment SET sealed = set_byte(sealed, 5000, get_byte(sealed, 5000) # 1) WHERE entry_id = $1 AND number = 2" },
        { "a segment is cut off", "UPDATE attachment_segment SET sealed = substr(sealed, 1, length(sealed) - 16) WHERE entry_id = $1 AND number = 1" },
        { "a segment is emptied", "UPDATE attachment_segment SET sealed = ''::bytea WHERE entry_id = $1 AND number = 0" },
        { "the last is taken away", "DELETE FROM attachment_segment WHERE entry_id = $1 AND number = 2" },
        { "one in the middle is taken away", "DELETE FROM attachment_segment WHERE entry_id = $1 AND number = 1" },
        { "all are taken away", "DELETE FROM attachment_segment WHERE entry_id = $1" },
        { "one is added", "INSERT INTO attachment_segment SELECT entry_id, 3, sealed FROM attachment_segment WHERE entry_id = $1 AND number = 2" },
        { "two are swapped", "UPDATE attachment_segment s SET sealed = o.sealed FROM attachment_segment o WHERE s.entry_id = $1 AND o.entry_id = $1 AND s.number < 2 AND o.number = 1 - s.number" },
        { "one is put there twice", "UPDATE attachment_segment SET sealed = (SELECT sealed FROM attachment_segment WHERE entry_id = $1 AND number = 0) WHERE entry_id = $1 AND number = 1" },
        { "another file's is put there", "UPDATE attachment_segment s SET sealed = o.sealed FROM attachment_segment o WHERE s.entry_id = $1 AND o.entry_id = $2 AND s.number = 1 AND o.number = 1" },
        { "the whole of another file is put there", "UPDATE attachment_segment s SET sealed = o.sealed FROM attachment_segment o WHERE s.entry_id = $1 AND o.entry_id = $2 AND o.number = s.number" },
        { "it is said to be of another format", "UPDATE attachment_segment SET sealed = set_byte(sealed, 0, 1) WHERE entry_id = $1 AND number = 0" },
        { "its entry is changed", "UPDATE entry SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) WHERE id = $1" },
        { "another file's entry is put there", "UPDATE entry SET sealed = (SELECT sealed FROM entry WHERE id = $2) WHERE id = $1" },
    };

    [Theory]
    [MemberData(nameof(Tamperings))]
    public async Task Not_a_byte_is_sent_when(string what, string sql)
    {
        var (patient, doctor, file) = await AttachedAsync(2 * MiB + 6000);
        var other = await host.AttachAsync(doctor, patient, GivenFiles.Pdf(2 * MiB + 6000));
        Assert.Equal(3, await host.SegmentsAsync(file));

        await host.AsSuperuserAsync($"DO $$ BEGIN {sql.Replace("$1", $"'{file}'::uuid").Replace("$2", $"'{other.Id}'::uuid")}; END $$");

        using var call = host.Attachments(doctor).ReadAttachment(new() { PatientId = patient.ToString(), EntryId = file });
        var refusal = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.True(refusal.RuleCode() == "record-damaged", $"{what}: {refusal}");
        var accesses = await host.Ledger(patient).ListAccessesAsync(new() { PatientId = patient.ToString() });
        Assert.DoesNotContain(accesses.Accesses, a => a.Action == "record.read");
    }

    [Fact]
    public async Task It_passes_segment_by_segment_and_what_is_damaged_meanwhile_does_not_look_complete()
    {
        var (patient, doctor, file) = await AttachedAsync(24 * MiB);
        using var call = host.Attachments(doctor).ReadAttachment(new() { PatientId = patient.ToString(), EntryId = file });
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        // Nobody has taken more than that, so the service cannot have read the end.
        await host.AsSuperuserAsync("DELETE FROM attachment_segment WHERE entry_id = $1 AND number = 23", Guid.Parse(file));

        var refusal = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await foreach (var piece in call.ResponseStream.ReadAllAsync())
                Assert.InRange(piece.Content.Length, 1, 64 * 1024);
        });
        Assert.Equal("record-damaged", refusal.RuleCode());
    }

    [Fact]
    public async Task It_is_in_the_ledger_before_the_first_byte_leaves()
    {
        var (patient, doctor, file) = await AttachedAsync(100);
        using var call = host.Attachments(doctor).ReadAttachment(new() { PatientId = patient.ToString(), EntryId = file });
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        var read = (await host.Ledger(patient).ListAccessesAsync(new() { PatientId = patient.ToString() })).Accesses[0];

        Assert.Equal(("record.read", doctor.ToString(), $"file {file}"), (read.Action, read.ActorId, read.Details["what"]));
    }

    [Fact]
    public async Task Looking_and_taking_along_are_told_apart()
    {
        var (patient, doctor, file) = await AttachedAsync(100);
        await host.ReadAsync(doctor, patient, file);
        await host.ReadAsync(doctor, patient, file, toKeep: true);

        var accesses = (await host.Ledger(patient).ListAccessesAsync(new() { PatientId = patient.ToString() })).Accesses;

        Assert.Equal([$"file-kept {file}", $"file {file}"], accesses.Where(a => a.Action == "record.read").Select(a => a.Details["what"]));
    }

    [Fact]
    public async Task What_cannot_be_written_down_is_neither_sent_nor_kept()
    {
        var (patient, doctor, file) = await AttachedAsync(100);
        await host.AsSuperuserAsync("REVOKE INSERT (details) ON audit.entry FROM records");
        var about = host.About(patient);
        try
        {
            using var call = host.Attachments(doctor).ReadAttachment(new() { PatientId = patient.ToString(), EntryId = file });
            await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            await Assert.ThrowsAsync<RpcException>(() => host.Attachments(doctor).SendAsync(about, GivenFiles.Pdf()));
        }
        finally
        {
            await host.AsSuperuserAsync("GRANT INSERT (details) ON audit.entry TO records");
        }

        Assert.Equal(0, await host.SegmentsAsync(about.Id));
    }

    [Fact]
    public async Task Nothing_that_stands_in_a_file_or_says_what_it_is_stands_in_the_database()
    {
        var (patient, doctor) = await MeetAsync();
        var (about, secret) = (host.About(patient, "aspergillus.pdf"), "nobody-shall-read-this");
        await host.Attachments(doctor).SendAsync(about, [.. GivenFiles.Pdf(), .. System.Text.Encoding.ASCII.GetBytes($"%{secret}\n%%EOF\n")]);

        await using var source = NpgsqlDataSource.Create(host.SuperuserConnectionString);
        await using var look = source.CreateCommand(
            "SELECT count(*) FROM attachment_segment s, entry e WHERE s.entry_id = $1 AND e.id = $1 AND (position($2 in s.sealed) > 0 OR position($3 in e.sealed) > 0)");
        look.Parameters.Add(new() { Value = Guid.Parse(about.Id) });
        look.Parameters.Add(new() { Value = System.Text.Encoding.ASCII.GetBytes(secret) });
        look.Parameters.Add(new() { Value = "aspergillus"u8.ToArray() });
        Assert.Equal(0L, await look.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Erasing_the_record_takes_the_bytes_with_it()
    {
        var (patient, _, file) = await AttachedAsync(2 * MiB);

        await new Contracts.Erasure.ErasureClient(host.As(Guid.CreateVersion7(), Roles.Administrator)).EraseRecordAsync(
            new() { PatientId = patient.ToString(), Confirmation = patient.ToString(), Reason = "patient-asked" });

        Assert.Equal(0, await host.SegmentsAsync(file));
    }

    [Fact]
    public async Task A_file_that_was_marked_as_a_mistake_can_still_be_looked_at()
    {
        var (patient, doctor, file) = await AttachedAsync(100);
        await host.Entries(doctor).RetractEntryAsync(new() { PatientId = patient.ToString(), EntryId = file, Version = 1, Reason = "Of somebody else." });

        Assert.Equal("Of somebody else.", (await host.ReadAsync(doctor, patient, file)).Entry.RetractedBecause);
    }

    [Fact]
    public async Task A_note_is_no_file()
    {
        var (patient, doctor) = await MeetAsync();
        var note = await host.WriteNoteAsync(doctor, patient, "Coughs.");

        Assert.Equal("file-missing", (await Assert.ThrowsAsync<RpcException>(() => host.ReadAsync(doctor, patient, note.Id))).RuleCode());
    }

    private async Task<(Guid Patient, Guid Doctor)> MeetAsync()
    {
        var patient = await host.AdmitAsync();
        return (patient, await host.GiveDoctorAsync(patient));
    }

    private async Task<(Guid Patient, Guid Doctor, string File)> AttachedAsync(int noise)
    {
        var (patient, doctor) = await MeetAsync();
        return (patient, doctor, (await host.AttachAsync(doctor, patient, GivenFiles.Pdf(noise))).Id);
    }
}
