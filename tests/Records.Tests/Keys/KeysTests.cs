using Npgsql;
using PracticeAspire.Records.Crypto;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Tests.Keys;

public sealed class KeysTests(RecordsHost host) : IClassFixture<RecordsHost>
{
    [Fact]
    public async Task Every_patient_has_a_key_of_their_own_that_the_database_holds_wrapped()
    {
        var (one, other) = (await WrittenAsync(), await WrittenAsync());

        var wrapped = await WrappedAsync(one);

        Assert.Equal(40, wrapped.Length);
        Assert.NotEqual(wrapped, await WrappedAsync(other));
    }

    [Theory]
    [InlineData("a key of another patient", "UPDATE patient_key SET wrapped = (SELECT wrapped FROM patient_key WHERE patient_id <> $1 LIMIT 1) WHERE patient_id = $1")]
    [InlineData("a byte changed", "UPDATE patient_key SET wrapped = set_byte(wrapped, 9, get_byte(wrapped, 9) # 1) WHERE patient_id = $1")]
    [InlineData("another commitment", "UPDATE patient_key SET commitment = set_byte(commitment, 0, get_byte(commitment, 0) # 1) WHERE patient_id = $1")]
    [InlineData("a key that is gone", "DELETE FROM patient_key WHERE patient_id = $1")]
    [InlineData("another id of the key", "UPDATE patient_key SET key_id = gen_random_uuid() WHERE patient_id = $1")]
    [InlineData("a wrapping key that is not there", "UPDATE patient_key SET wrapping_key = 99 WHERE patient_id = $1")]
    public async Task Nothing_is_shown_with(string what, string sql)
    {
        var (patient, other) = (await WrittenAsync(), await WrittenAsync());
        await InKeysAsync(sql, patient);

        Assert.True((await host.Charts(patient, Roles.Patient).GetChartAsync(new() { PatientId = patient.ToString() }).Refused()).RuleCode() == "record-damaged", what);
        Assert.Single((await host.Charts(other, Roles.Patient).GetChartAsync(new() { PatientId = other.ToString() })).Newest);
    }

    [Fact]
    public async Task Nothing_is_written_under_a_new_key_when_the_old_one_is_gone()
    {
        var patient = await WrittenAsync();
        await InKeysAsync("DELETE FROM patient_key WHERE patient_id = $1", patient);

        var doctor = await host.GiveDoctorAsync(patient);
        var refusal = await Assert.ThrowsAsync<Grpc.Core.RpcException>(() => host.WriteNoteAsync(doctor, patient, "On top."));

        Assert.Equal("record-damaged", refusal.RuleCode());
    }

    [Fact]
    public void A_wrapped_key_is_unwrapped_by_the_same_wrapping_key_only()
    {
        using var key = PatientKey.Create(1);
        var (mine, other) = (new WrappingKey(1, new byte[32]), new WrappingKey(2, [.. Enumerable.Repeat((byte)1, 32)]));

        var wrapped = key.WrapWith(mine);

        Assert.Equal(wrapped, mine.Wrap(mine.Unwrap(wrapped)));
        Assert.Throws<System.Security.Cryptography.CryptographicException>(() => other.Unwrap(wrapped));
    }

    private async Task<Guid> WrittenAsync()
    {
        var patient = await host.AdmitAsync();
        await host.WriteNoteAsync(await host.GiveDoctorAsync(patient), patient, "A note.");
        return patient;
    }

    private async Task<byte[]> WrappedAsync(Guid patient)
    {
        await using var source = NpgsqlDataSource.Create(host.KeysConnectionString);
        await using var command = source.CreateCommand("SELECT wrapped FROM patient_key WHERE patient_id = $1");
        command.Parameters.Add(new() { Value = patient });
        return (byte[])(await command.ExecuteScalarAsync())!;
    }

    private async Task InKeysAsync(string sql, Guid patient)
    {
        await using var source = NpgsqlDataSource.Create(host.KeysConnectionString);
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = patient });
        await command.ExecuteNonQueryAsync();
    }
}
