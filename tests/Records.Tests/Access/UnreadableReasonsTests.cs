using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Records.Tests.Access;

/// <summary>One record that cannot be read closes neither the lists it stands in nor the doors of others.</summary>
public sealed class UnreadableReasonsTests(RecordsHost host) : IClassFixture<RecordsHost>
{
    private const string Damage = "UPDATE patient_key SET wrapped = set_byte(wrapped, 9, get_byte(wrapped, 9) # 1) WHERE patient_id = $1";
    private const string Erase = "UPDATE patient_key SET wrapped = NULL, destroyed_at = now() WHERE patient_id = $1";

    [Theory]
    [InlineData(Damage)]
    [InlineData(Erase)]
    public async Task The_privacy_officer_sees_every_emergency_and_which_words_cannot_be_read(string sql)
    {
        var (good, bad, doctor) = (await host.AdmitAsync(), await host.AdmitAsync(), Guid.CreateVersion7());
        var (readable, unreadable) = (await BreakAsync(doctor, good), await BreakAsync(doctor, bad));
        await InKeysAsync(sql, bad);

        var shown = (await host.Access(Guid.CreateVersion7(), Roles.Administrator).ListGlassBreaksAsync(new())).GlassBreaks;

        Assert.Equal((false, readable.Reason), Single(shown, readable.Id));
        Assert.Equal((true, ""), Single(shown, unreadable.Id));

        static (bool, string) Single(IEnumerable<GlassBreak> shown, string id) => shown.Where(g => g.Id == id).Select(g => (g.ReasonUnreadable, g.Reason)).Single();
    }

    [Theory]
    [InlineData(Damage)]
    [InlineData(Erase)]
    public async Task Who_asked_sees_all_they_asked_for_and_may_still_break_the_glass(string sql)
    {
        var (good, bad, doctor) = (await host.AdmitAsync(), await host.AdmitAsync(), Guid.CreateVersion7());
        await AskAsync(doctor, good);
        var asked = await AskAsync(doctor, bad);
        await InKeysAsync(sql, bad);

        var mine = (await host.Access(doctor, Roles.Doctor).ListRequestsAsync(new())).Requests;
        Assert.Equal(["", "Wants to prepare the visit."], mine.Select(r => r.Reason).Order(StringComparer.Ordinal));
        Assert.Equal(asked.Id, Assert.Single(mine, r => r.ReasonUnreadable).Id);

        var standing = await host.Access(doctor, Roles.Doctor).GetStandingAsync(new() { PatientId = bad.ToString() });
        Assert.Equal((true, asked.Id, true), (standing.MayBreakGlass, standing.Waiting.Id, standing.Waiting.ReasonUnreadable));
    }

    [Fact]
    public async Task Damage_that_several_rows_of_a_list_meet_is_told_once()
    {
        var (patient, doctor) = (await host.AdmitAsync(), Guid.CreateVersion7());
        foreach (var asker in new[] { doctor, Guid.CreateVersion7() })
            await AskAsync(asker, patient);
        await InKeysAsync(Damage, patient);
        var before = await ToldAsync();

        var asked = (await host.Access(patient, Roles.Patient).ListRequestsAsync(new() { PatientId = patient.ToString() })).Requests;

        Assert.Equal([true, true], asked.Select(r => r.ReasonUnreadable));
        Assert.Equal(before + 1, await ToldAsync());
    }

    [Fact]
    public async Task Who_had_asked_for_two_records_that_were_merged_waits_with_the_newer_and_may_still_break_the_glass()
    {
        var (one, other, doctor) = (await host.AdmitAsync(), await host.AdmitAsync(), Guid.CreateVersion7());
        await AskAsync(doctor, one);
        host.Clock.Advance(Duration.FromMinutes(1));
        var newer = await AskAsync(doctor, other);
        await host.HearAsync(new PatientsMerged(one, other, 2, host.Clock.GetCurrentInstant().ToDateTimeOffset()));

        foreach (var record in new[] { one, other })
        {
            var standing = await host.Access(doctor, Roles.Doctor).GetStandingAsync(new() { PatientId = record.ToString() });
            Assert.Equal((newer.Id, false, true), (standing.Waiting.Id, standing.MayAsk, standing.MayBreakGlass));
        }
    }

    private async Task<AccessRequest> AskAsync(Guid asker, Guid patient) => await host.Access(asker, Roles.Doctor).RequestAccessAsync(new()
    {
        Id = Guid.CreateVersion7().ToString(),
        PatientId = patient.ToString(),
        Reason = "Wants to prepare the visit.",
        WantedUntil = (host.Clock.GetCurrentInstant() + Duration.FromDays(7)).ToTimestamp(),
    });

    private async Task<GlassBreak> BreakAsync(Guid doctor, Guid patient) => await host.Access(doctor, Roles.Doctor).BreakGlassAsync(new()
    {
        Id = Guid.CreateVersion7().ToString(),
        PatientId = patient.ToString(),
        Code = "emergency",
        Reason = "Found unconscious in the car park.",
    });

    private Task<int> ToldAsync() => host.InDatabase(db => db.Set<AuditEntry>().CountAsync(e => e.Action == "record.damaged"));

    private async Task InKeysAsync(string sql, Guid patient)
    {
        await using var source = NpgsqlDataSource.Create(host.KeysConnectionString);
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new() { Value = patient });
        await command.ExecuteNonQueryAsync();
    }
}
