using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using PracticeAspire.Records.Keys;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Records.Tests.Keys;

/// <summary>A new wrapping key is put into the secret store: every replica learns of it, then one after the other wraps with it.</summary>
public sealed class RewrapKeysTests(RewrapKeysTests.TwoKeys host) : IClassFixture<RewrapKeysTests.TwoKeys>
{
    [Fact]
    public async Task Everything_is_wrapped_anew_while_others_read_and_write_and_then_the_old_key_is_not_needed()
    {
        var patients = new List<(Guid Patient, Guid Doctor)>();
        for (var i = 0; i < 20; i++)
        {
            var patient = await host.AdmitAsync();
            var doctor = await host.GiveDoctorAsync(patient);
            await host.WriteNoteAsync(doctor, patient, "Before.");
            patients.Add((patient, doctor));
        }

        await using var next = host.WithWebHostBuilder(builder => builder.UseSetting("Keys:WrapWith", "2"));
        _ = next.Services;
        foreach (var (patient, doctor) in patients)
            await host.WriteNoteAsync(doctor, patient, "Meanwhile.");
        await Eventually.Is(LeftAsync, left => left == 0, "every key to be wrapped anew");

        foreach (var (patient, doctor) in patients)
            Assert.Equal(2, (await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() })).Newest.Count);
        await using var without = host.WithWebHostBuilder(builder => builder.UseSetting("records:wrapping-key-1", RecordsHost.Secret()).UseSetting("Keys:WrapWith", "2"));
        foreach (var (patient, _) in patients)
        {
            using var ring = await without.Services.GetRequiredService<PatientKeys>().ForReadingAsync(patient, CancellationToken.None);
            Assert.False(ring.IsEmpty);
        }
    }

    private async Task<long> LeftAsync()
    {
        await using var source = NpgsqlDataSource.Create(host.KeysConnectionString);
        await using var look = source.CreateCommand("SELECT count(*) FROM patient_key WHERE wrapping_key <> 2");
        return (long)(await look.ExecuteScalarAsync())!;
    }

    public sealed class TwoKeys : RecordsHost
    {
        public TwoKeys() => WrappingKeys[2] = Secret();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Keys:WrapWith", "1");
        }
    }
}
