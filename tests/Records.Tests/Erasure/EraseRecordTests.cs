using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Erasure;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Records.Tests.Erasure;

public sealed class EraseRecordTests(RecordsHost host) : IClassFixture<RecordsHost>
{
    [Fact]
    public async Task An_erased_record_is_gone_and_nothing_can_be_added()
    {
        var (patient, other) = (await WrittenAsync(), await WrittenAsync());

        var erased = await EraseAsync(patient);

        Assert.Equal(1, erased.Entries);
        var doctor = await host.GiveDoctorAsync(patient);
        Assert.Equal("record-erased", (await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() }).Refused()).RuleCode());
        Assert.Equal("record-erased", (await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => host.WriteNoteAsync(doctor, patient, "More."))).RuleCode());
        Assert.Single((await host.Charts(other, Roles.Patient).GetChartAsync(new() { PatientId = other.ToString() })).Newest);
    }

    [Fact]
    public async Task Backups_of_both_databases_do_not_bring_it_back()
    {
        var patient = await WrittenAsync();
        var suffix = patient.ToString("N", CultureInfo.InvariantCulture);
        await host.AsSuperuserAsync($"CREATE TABLE backup_{suffix} AS SELECT * FROM entry WHERE patient_id = '{patient}'");
        await InKeysAsync($"CREATE TABLE backup_{suffix} AS SELECT * FROM patient_key WHERE patient_id = '{patient}'");
        await EraseAsync(patient);

        await host.AsSuperuserAsync($"INSERT INTO entry SELECT * FROM backup_{suffix}");
        await InKeysAsync($"DELETE FROM patient_key WHERE patient_id = '{patient}'; INSERT INTO patient_key SELECT * FROM backup_{suffix}");

        // What every start does before anybody is answered.
        Assert.Equal(1, await host.Services.GetRequiredService<Tombstones>().ApplyAsync(CancellationToken.None));
        var doctor = await host.GiveDoctorAsync(patient);
        Assert.Equal("record-erased", (await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() }).Refused()).RuleCode());
    }

    [Fact]
    public async Task A_service_that_starts_destroys_again_what_came_back()
    {
        var patient = await WrittenAsync();
        var suffix = patient.ToString("N", CultureInfo.InvariantCulture);
        await InKeysAsync($"CREATE TABLE backup_{suffix} AS SELECT * FROM patient_key WHERE patient_id = '{patient}'");
        await EraseAsync(patient);
        await InKeysAsync($"DELETE FROM patient_key WHERE patient_id = '{patient}'; INSERT INTO patient_key SELECT * FROM backup_{suffix}");

        await using var restarted = host.WithWebHostBuilder(_ => { });
        _ = restarted.Services;

        await using var source = NpgsqlDataSource.Create(host.KeysConnectionString);
        await using var look = source.CreateCommand($"SELECT count(*) FROM patient_key WHERE patient_id = '{patient}' AND wrapped IS NOT NULL");
        Assert.Equal(0L, await look.ExecuteScalarAsync());
    }

    [Fact]
    public async Task That_there_was_a_record_and_how_much_is_in_the_ledger_and_told_to_others()
    {
        var patient = await WrittenAsync();

        await EraseAsync(patient);

        var line = Assert.Single(await host.InDatabase(db => db.Set<AuditEntry>().Where(e => e.Subject == patient.ToString() && e.Action == "record.erased").ToListAsync()));
        Assert.Contains("\"entries\": \"1\"", line.Details, StringComparison.Ordinal);
        Assert.Single(await host.InDatabase(db => db.Set<OutboxEntry>().Where(e => e.Topic == RecordErased.Topic && e.Data.Contains(patient.ToString())).ToListAsync()));
    }

    [Fact]
    public async Task A_record_that_was_erased_before_anything_was_in_it_cannot_be_begun()
    {
        var patient = await host.AdmitAsync();
        await EraseAsync(patient);

        var doctor = await host.GiveDoctorAsync(patient);
        Assert.Equal("record-erased", (await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => host.WriteNoteAsync(doctor, patient, "Begun."))).RuleCode());
    }

    [Fact]
    public async Task An_erasure_that_was_cut_off_is_finished_at_the_next_start()
    {
        var patient = await WrittenAsync();
        var tombstones = host.Services.GetRequiredService<Tombstones>();
        await tombstones.AddAsync([patient], patient, "an officer", DateTimeOffset.UtcNow, CancellationToken.None);
        await tombstones.DestroyAsync([patient], CancellationToken.None);

        await using var restarted = host.WithWebHostBuilder(_ => { });
        _ = restarted.Services;

        await Eventually.Is(() => host.InDatabase(db => db.Entries.CountAsync(e => e.PatientId == patient)), left => left == 0, "the entries to be gone");
        Assert.Single(await host.InDatabase(db => db.Set<AuditEntry>().Where(e => e.Subject == patient.ToString() && e.Action == "record.erased").ToListAsync()));
    }

    [Fact]
    public async Task A_tombstone_that_was_cut_off_takes_no_other_with_it()
    {
        var (torn, patient) = (await WrittenAsync(), await WrittenAsync());
        var file = Path.Combine(host.Services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>()["Audit:AnchorFolder"]!, "records.erased");
        await File.AppendAllTextAsync(file, torn.ToString()[..20]);

        await EraseAsync(patient);

        Assert.Contains(patient, (await host.Services.GetRequiredService<Tombstones>().AllAsync(CancellationToken.None)).Select(t => t.Record));
    }

    [Fact]
    public async Task An_emergency_is_still_looked_at_after_the_record_was_erased()
    {
        var patient = await WrittenAsync();
        var glass = await host.Access(Guid.CreateVersion7(), Roles.Doctor).BreakGlassAsync(
            new() { Id = Guid.CreateVersion7().ToString(), PatientId = patient.ToString(), Code = "unconscious", Reason = "Found on the stairs, does not answer." });
        await EraseAsync(patient);

        var reviews = host.Access(Guid.CreateVersion7(), Roles.Administrator);
        var waiting = Assert.Single((await reviews.ListGlassBreaksAsync(new())).GlassBreaks, g => g.Id == glass.Id);
        Assert.True(waiting.ReasonUnreadable);
        await reviews.ReviewGlassBreakAsync(new() { Id = glass.Id, Justified = false, Comment = "Nothing can be read any more." });
        Assert.DoesNotContain(glass.Id, (await reviews.ListGlassBreaksAsync(new())).GlassBreaks.Select(g => g.Id));
    }

    [Fact]
    public async Task Without_the_id_once_more_nothing_is_erased()
    {
        var patient = await WrittenAsync();
        var client = Client();

        Assert.Equal("not-confirmed", (await client.EraseRecordAsync(new() { PatientId = patient.ToString(), Reason = "patient-asked" }).Refused()).RuleCode());
        Assert.Single((await host.Charts(patient, Roles.Patient).GetChartAsync(new() { PatientId = patient.ToString() })).Newest);
    }

    private Contracts.Erasure.ErasureClient Client() => new(host.As(Guid.CreateVersion7(), Roles.Administrator));

    private async Task<EraseRecordReply> EraseAsync(Guid patient) =>
        await Client().EraseRecordAsync(new() { PatientId = patient.ToString(), Confirmation = patient.ToString(), Reason = "patient-asked" });

    private async Task<Guid> WrittenAsync()
    {
        var patient = await host.AdmitAsync();
        await host.WriteNoteAsync(await host.GiveDoctorAsync(patient), patient, "A note.");
        return patient;
    }

    private async Task InKeysAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(host.KeysConnectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
