using System.Text;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Records.Tests.Ledger;

public sealed class LedgerTests(RecordsHost host) : IClassFixture<RecordsHost>
{
    [Fact]
    public async Task The_patient_sees_every_reading_writing_and_refusal_once_and_by_whom()
    {
        var patient = await host.AdmitAsync();
        var (doctor, stranger) = (await host.GiveDoctorAsync(patient), Guid.CreateVersion7());
        var note = await host.WriteNoteAsync(doctor, patient, "A note.");
        await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() });
        await host.Charts(doctor, Roles.Doctor).GetEntryAsync(new() { PatientId = patient.ToString(), EntryId = note.Id });
        await host.Charts(doctor, Roles.Doctor).ListEntriesAsync(new() { PatientId = patient.ToString() });
        await host.Charts(doctor, Roles.Doctor).GetTrendAsync(new() { PatientId = patient.ToString(), System = "http://loinc.org", Code = "8480-6" });
        await host.Charts(stranger, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() }).Refused();
        await host.Entries(doctor).SignEntryAsync(new() { PatientId = patient.ToString(), EntryId = note.Id, Version = 1 });

        var accesses = await OfAsync(patient);

        Assert.Equal(
            [
                ("record.signed", doctor), ("call.refused", stranger), ("record.read", doctor), ("record.read", doctor), ("record.read", doctor), ("record.read", doctor),
                ("record.written", doctor),
            ],
            accesses.Select(a => (a.Action, Guid.Parse(a.ActorId))));
        Assert.Equal("refused", accesses[1].Outcome);
        Assert.All(accesses.Where(a => a.Outcome == "succeeded"), a => Assert.Equal("treating", a.Basis));
    }

    [Fact]
    public async Task Opening_a_chart_is_one_line_whatever_it_shows()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        await host.WriteNoteAsync(doctor, patient, "A note.");
        var chart = await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString(), Kinds = { Kind.Note, Kind.Vitals } });

        Assert.Single(chart.Newest);
        var read = Assert.Single(await OfAsync(patient), a => a.Action == "record.read");
        Assert.Equal(("chart note vitals", "1"), (read.Details["what"], read.Details["shown"]));
    }

    [Fact]
    public async Task What_a_proxy_does_is_theirs_on_behalf_of_the_patient()
    {
        var (patient, mother) = (await host.AdmitAsync(), Guid.CreateVersion7());
        var now = host.Clock.GetCurrentInstant().ToDateTimeOffset();
        await host.HearAsync(new ProxyChanged(Guid.CreateVersion7(), 1, patient, mother, ["records"], null, now));

        await host.Charts(mother, Roles.Patient).GetChartAsync(new() { PatientId = patient.ToString() });

        var line = Assert.Single(await host.InDatabase(db => db.Set<AuditEntry>().Where(e => e.Actor == mother.ToString()).ToListAsync()));
        Assert.Equal((patient.ToString(), patient.ToString()), (line.Subject, line.OnBehalfOf));
    }

    [Fact]
    public async Task Only_the_owner_sees_who_opened_the_record()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);

        Assert.Equal(StatusCode.PermissionDenied, (await host.Ledger(doctor, Roles.Doctor).ListAccessesAsync(new() { PatientId = patient.ToString() }).Refused()).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await host.Ledger(Guid.CreateVersion7()).ListAccessesAsync(new() { PatientId = patient.ToString() }).Refused()).StatusCode);
    }

    [Fact]
    public async Task A_long_ledger_is_read_page_by_page_without_a_gap()
    {
        var patient = await host.AdmitAsync();
        for (var i = 0; i < 7; i++)
            await host.Charts(patient, Roles.Patient).GetChartAsync(new() { PatientId = patient.ToString() });

        var (pages, token) = (new List<RecordedAccess>(), "");
        do
        {
            var page = await host.Ledger(patient).ListAccessesAsync(new() { PatientId = patient.ToString(), PageSize = 3, PageToken = token });
            pages.AddRange(page.Accesses);
            token = page.NextPageToken;
        }
        while (token.Length > 0);

        Assert.Equal(7, pages.Count);
        Assert.Equal(7, pages.Select(p => p.At).Distinct().Count());
    }

    [Fact]
    public async Task A_reading_that_cannot_be_written_down_is_not_answered()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        await host.WriteNoteAsync(doctor, patient, "A note.");

        await host.AsSuperuserAsync("REVOKE INSERT (details) ON audit.entry FROM records");
        try
        {
            await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() }).Refused();
            await Assert.ThrowsAsync<RpcException>(() => host.WriteNoteAsync(doctor, patient, "Unseen."));
        }
        finally
        {
            await host.AsSuperuserAsync("GRANT INSERT (details) ON audit.entry TO records");
        }

        Assert.Single((await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() })).Newest);
    }

    [Fact]
    public async Task What_the_ledger_says_holds_nothing_that_the_record_says()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        await host.WriteNoteAsync(doctor, patient, "canary-in-the-note");
        var asked = await host.Access(Guid.CreateVersion7(), Roles.Biller).RequestAccessAsync(new()
        {
            Id = Guid.CreateVersion7().ToString(),
            PatientId = patient.ToString(),
            Reason = "canary-in-the-reason",
            WantedUntil = (host.Clock.GetCurrentInstant() + Duration.FromDays(1)).ToTimestamp(),
        });

        var lines = await host.InDatabase(db => db.Set<AuditEntry>().Where(e => e.Subject == patient.ToString()).Select(e => e.Details).ToListAsync());

        Assert.Contains(lines, line => line.Contains(asked.Id, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_owner_takes_a_proof_home_that_anybody_can_check_and_that_it_was_given_is_in_the_next()
    {
        var (patient, other) = (await host.AdmitAsync(), await host.AdmitAsync());
        var (doctor, stranger) = (await host.GiveDoctorAsync(patient), Guid.CreateVersion7());
        await host.WriteNoteAsync(doctor, patient, "canary-in-the-note");
        await host.WriteNoteAsync(await host.GiveDoctorAsync(other), other, "Of somebody else.");
        await host.Charts(stranger, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() }).Refused();
        await SealedAsync();

        var first = await ProofAsync(patient);
        Assert.Equal(0, await VerifyAsync(first));
        Assert.Contains(doctor.ToString(), first, StringComparison.Ordinal);
        Assert.Contains(stranger.ToString(), first, StringComparison.Ordinal);
        Assert.DoesNotContain(other.ToString(), first, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", first, StringComparison.Ordinal);
        Assert.Equal(1, await VerifyAsync(first.Replace(doctor.ToString(), other.ToString(), StringComparison.Ordinal)));

        await SealedAsync();
        var second = await ProofAsync(patient);
        Assert.Equal(0, await VerifyAsync(second));
        Assert.Contains("ledger.proof-given", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_but_the_owner_is_given_a_proof()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        await host.WriteNoteAsync(doctor, patient, "A note.");
        await SealedAsync();

        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => ProofAsync(patient, doctor, Roles.Doctor))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => ProofAsync(patient, Guid.CreateVersion7()))).StatusCode);
    }

    private async Task<string> ProofAsync(Guid patient, Guid? person = null, string role = Roles.Patient)
    {
        using var call = host.Ledger(person ?? patient, role).GetProof(new() { PatientId = patient.ToString() });
        var lines = new StringBuilder();
        await foreach (var part in call.ResponseStream.ReadAllAsync())
            lines.Append(part.Lines.ToStringUtf8());
        return lines.ToString();
    }

    private async Task<int> VerifyAsync(string proof)
    {
        using var http = new HttpClient(host.Server.CreateHandler()) { BaseAddress = host.Server.BaseAddress };
        return await OutsideVerifier.RunAsync((await http.GetStringAsync("/audit/key")).Trim(), proof);
    }

    private async Task SealedAsync()
    {
        await using var source = NpgsqlDataSource.Create(host.SuperuserConnectionString);
        await using var open = source.CreateCommand("SELECT count(*) - coalesce((SELECT max(size) FROM audit.checkpoint), 0) FROM audit.entry");
        await Eventually.Is(async () => (long)(await open.ExecuteScalarAsync())!, left => left == 0, "the seal");
    }

    private async Task<IReadOnlyList<RecordedAccess>> OfAsync(Guid patient) =>
        (await host.Ledger(patient).ListAccessesAsync(new() { PatientId = patient.ToString() })).Accesses;
}
