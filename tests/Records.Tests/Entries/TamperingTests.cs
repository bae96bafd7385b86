using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Tests.Entries;

/// <summary>What somebody does who rules over the database and lacks the keys.</summary>
public sealed class TamperingTests(RecordsHost host) : IClassFixture<RecordsHost>
{
    public static TheoryData<string, string> Tamperings { get; } = new()
    {
        { "a byte is changed", "UPDATE entry SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) WHERE id = $1" },
        { "its tag is cut off", "UPDATE entry SET sealed = substr(sealed, 1, length(sealed) - 1) WHERE id = $1" },
        { "it is emptied", "UPDATE entry SET sealed = ''::bytea WHERE id = $1" },
        { "another row's words are put there", "UPDATE entry SET sealed = (SELECT sealed FROM entry WHERE id = $2) WHERE id = $1" },
        { "two rows are swapped", "UPDATE entry SET id = CASE id WHEN $1 THEN $3::uuid ELSE id END WHERE id IN ($1, $2)" },
        { "it is taken away", "DELETE FROM entry WHERE id = $1" },
        { "it is put back to what it said before", "UPDATE entry e SET sealed = h.sealed, version = h.version, happened_at = h.happened_at, recorded_at = h.recorded_at, author_id = h.author_id, signed_at = h.signed_at, signed_by = h.signed_by FROM entry_history h WHERE h.id = e.id AND h.version = 1 AND e.id = $1" },
        { "it is put there twice", "INSERT INTO entry SELECT $3::uuid, patient_id, kind, version, happened_at, recorded_at, author_id, signed_at, signed_by, retracted_at, origin, sealed FROM entry WHERE id = $1" },
        { "it is dated otherwise", "UPDATE entry SET happened_at = happened_at - interval '1 day' WHERE id = $1" },
        { "another is named as its author", "UPDATE entry SET author_id = $3::uuid WHERE id = $1" },
        { "its signature is taken off", "UPDATE entry SET signed_at = NULL, signed_by = NULL WHERE id = $1" },
        { "it is called something else", "UPDATE entry SET kind = 'problem' WHERE id = $1" },
        { "it is marked as a mistake", "UPDATE entry SET retracted_at = now() WHERE id = $1" },
        { "it is given to another patient", "UPDATE entry SET patient_id = $3::uuid WHERE id = $1" },
        { "what the record consists of is changed", "UPDATE record_head SET sealed = set_byte(sealed, 50, get_byte(sealed, 50) # 1) WHERE patient_id = (SELECT patient_id FROM entry WHERE id = $1)" },
        { "what the record consists of is forgotten", "DELETE FROM record_head WHERE patient_id = (SELECT patient_id FROM entry WHERE id = $1)" },
    };

    [Theory]
    [MemberData(nameof(Tamperings))]
    public async Task Nothing_is_shown_when(string what, string sql)
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var (note, other) = (await host.WriteNoteAsync(doctor, patient, "As it was.", sign: true), await host.WriteNoteAsync(doctor, patient, "Another."));
        await host.Entries(doctor).AmendEntryAsync(new()
        {
            RequestId = Guid.CreateVersion7().ToString(),
            PatientId = patient.ToString(),
            EntryId = note.Id,
            Version = 1,
            HappenedAt = note.HappenedAt,
            Content = RecordsHost.Note("As it is."),
            Reason = "It had changed.",
        });
        await ReadAsync(doctor, patient);

        await host.AsSuperuserAsync($"DO $$ BEGIN {sql.Replace("$1", $"'{note.Id}'::uuid").Replace("$2", $"'{other.Id}'::uuid").Replace("$3", $"'{Guid.CreateVersion7()}'")}; END $$");

        Assert.True((await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() }).Refused()).RuleCode() == "record-damaged", what);
    }

    [Fact]
    public async Task A_whole_record_that_is_put_back_to_an_earlier_state_is_refused()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        await host.WriteNoteAsync(doctor, patient, "First.");
        await host.AsSuperuserAsync($"CREATE TABLE backup_entry AS SELECT * FROM entry WHERE patient_id = '{patient}'");
        await host.AsSuperuserAsync($"CREATE TABLE backup_head AS SELECT * FROM record_head WHERE patient_id = '{patient}'");
        await host.WriteNoteAsync(doctor, patient, "Second.");

        await host.AsSuperuserAsync(
            $"DELETE FROM entry WHERE patient_id = '{patient}'; DELETE FROM record_head WHERE patient_id = '{patient}'; INSERT INTO entry SELECT * FROM backup_entry; INSERT INTO record_head SELECT * FROM backup_head");

        Assert.Equal("record-damaged", (await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() }).Refused()).RuleCode());
    }

    [Fact]
    public async Task What_an_entry_said_before_cannot_be_changed_or_taken_away_either()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var note = await host.WriteNoteAsync(doctor, patient, "Before.");
        await host.Entries(doctor).SignEntryAsync(new() { PatientId = patient.ToString(), EntryId = note.Id, Version = 1 });

        await host.AsSuperuserAsync($"DELETE FROM entry_history WHERE id = '{note.Id}'");

        Assert.Equal("record-damaged", (await host.Charts(doctor, Roles.Doctor).GetEntryAsync(new() { PatientId = patient.ToString(), EntryId = note.Id }).Refused()).RuleCode());
    }

    [Fact]
    public async Task A_record_that_was_tampered_with_harms_no_other()
    {
        var (patient, other) = (await host.AdmitAsync(), await host.AdmitAsync());
        var (doctor, colleague) = (await host.GiveDoctorAsync(patient), await host.GiveDoctorAsync(other));
        var note = await host.WriteNoteAsync(doctor, patient, "Mine.");
        await host.WriteNoteAsync(colleague, other, "Other.");

        await host.AsSuperuserAsync($"DELETE FROM entry WHERE id = '{note.Id}'");

        Assert.Single((await ReadAsync(colleague, other)).Newest);
    }

    private async Task<Chart> ReadAsync(Guid doctor, Guid patient) => await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() });
}
