using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Records.Erasure;
using PracticeAspire.ServiceDefaults;

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
