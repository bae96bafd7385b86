using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Tests.Access;

public sealed class RequestAccessTests(RecordsHost host) : IClassFixture<RecordsHost>
{
    private const string Reason = "Wants to check the bill of March.";

    [Fact]
    public async Task What_the_owner_approves_opens_at_once_and_closes_exactly_at_its_end()
    {
        var (patient, biller) = (await PatientWithANoteAsync(), Guid.CreateVersion7());
        var asked = await AskAsync(biller, patient);
        Assert.Equal(("asked", Reason), (asked.Status, asked.Reason));
        Assert.False(await SeesAsync(biller, patient));

        var end = host.Clock.GetCurrentInstant() + Duration.FromHours(3);
        await host.Access(patient, Roles.Patient).ApproveRequestAsync(new() { Id = asked.Id, EndsAt = end.ToTimestamp() });

        Assert.True(await SeesAsync(biller, patient));
        host.Clock.Advance(Duration.FromHours(3) - Duration.FromTicks(1));
        Assert.True(await SeesAsync(biller, patient));
        host.Clock.AdvanceTicks(1);
        Assert.False(await SeesAsync(biller, patient));
        Assert.Equal("over", (await MineAsync(biller)).Status);
    }

    [Fact]
    public async Task What_the_owner_denies_stays_closed_and_can_be_asked_for_again()
    {
        var (patient, biller) = (await PatientWithANoteAsync(), Guid.CreateVersion7());
        var asked = await AskAsync(biller, patient);

        var denied = await host.Access(patient, Roles.Patient).DenyRequestAsync(new() { Id = asked.Id });

        Assert.Equal("denied", denied.Status);
        Assert.False(await SeesAsync(biller, patient));
        Assert.Equal("decided-already", (await host.Access(patient, Roles.Patient).DenyRequestAsync(new() { Id = asked.Id }).Refused()).RuleCode());
        await AskAsync(biller, patient);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_owner_or_who_got_it_ends_it_at_once(bool byOwner)
    {
        var (patient, biller) = (await PatientWithANoteAsync(), Guid.CreateVersion7());
        var asked = await ApprovedAsync(biller, patient);

        await (byOwner ? host.Access(patient, Roles.Patient) : host.Access(biller, Roles.Biller)).EndAccessAsync(new() { Id = asked.Id });

        Assert.False(await SeesAsync(biller, patient));
        Assert.Equal("ended", (await MineAsync(biller)).Status);
    }

    [Fact]
    public async Task Nobody_but_the_owner_decides()
    {
        var (patient, biller) = (await PatientWithANoteAsync(), Guid.CreateVersion7());
        var asked = await AskAsync(biller, patient);
        var end = (host.Clock.GetCurrentInstant() + Duration.FromHours(1)).ToTimestamp();

        Assert.Equal(StatusCode.NotFound, (await host.Access(Guid.CreateVersion7(), Roles.Patient).ApproveRequestAsync(new() { Id = asked.Id, EndsAt = end }).Refused()).StatusCode);
        Assert.Equal(StatusCode.PermissionDenied, (await host.Access(biller, Roles.Biller).ApproveRequestAsync(new() { Id = asked.Id, EndsAt = end }).Refused()).StatusCode);
        Assert.False(await SeesAsync(biller, patient));
    }

    [Fact]
    public async Task A_grant_is_to_read_and_shows_what_is_restricted_only_when_the_owner_says_so()
    {
        var (patient, doctor) = (await host.AdmitAsync(), Guid.CreateVersion7());
        await host.WriteNoteAsync(await host.GiveDoctorAsync(patient), patient, "Delicate.", sensitivity: Sensitivity.Restricted);
        await ApprovedAsync(doctor, patient, Roles.Doctor);

        var chart = await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() });
        Assert.Equal(("grant", false, 0, 1), (chart.Basis, chart.MayWrite, chart.Newest.Count, chart.Withheld));

        Assert.True((await host.Access(doctor, Roles.Doctor).GetStandingAsync(new() { PatientId = patient.ToString() })).MayAsk);
        var further = await host.Access(doctor, Roles.Doctor).RequestAccessAsync(Request(patient, restrictedToo: true));
        await host.Access(patient, Roles.Patient).ApproveRequestAsync(
            new() { Id = further.Id, EndsAt = (host.Clock.GetCurrentInstant() + Duration.FromHours(1)).ToTimestamp(), RestrictedToo = true });
        Assert.Single((await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() })).Newest);
        Assert.False((await host.Access(doctor, Roles.Doctor).GetStandingAsync(new() { PatientId = patient.ToString() })).MayAsk);
    }

    [Fact]
    public async Task Asking_is_offered_only_where_a_request_would_be_taken()
    {
        var (patient, doctor) = (await host.AdmitAsync(), Guid.CreateVersion7());
        foreach (var (id, role, about, may) in new[]
        {
            (doctor, Roles.Doctor, patient, true), (doctor, Roles.Patient, patient, false), (patient, Roles.Doctor, patient, false), (doctor, Roles.Doctor, Guid.CreateVersion7(), false),
        })
        {
            Assert.Equal(may, (await host.Access(id, role).GetStandingAsync(new() { PatientId = about.ToString() })).MayAsk);
        }

        Assert.Equal("yourself", (await host.Access(patient, Roles.Doctor).RequestAccessAsync(Request(patient)).Refused()).Trailers.GetValue("rule"));
        await AskAsync(doctor, patient, Roles.Doctor);
        Assert.False((await host.Access(doctor, Roles.Doctor).GetStandingAsync(new() { PatientId = patient.ToString() })).MayAsk);
    }

    [Fact]
    public async Task The_owner_is_told_with_the_request_and_the_event_says_ids_only()
    {
        var (patient, biller) = (await PatientWithANoteAsync(), Guid.CreateVersion7());

        var asked = await AskAsync(biller, patient);

        var told = await host.InDatabase(db => db.Set<OutboxEntry>().Where(e => e.Topic == AccessRequested.Topic).ToListAsync());
        var told1 = Assert.Single(told, e => e.Data.Contains(asked.Id, StringComparison.Ordinal));
        Assert.Contains(patient.ToString(), told1.Data, StringComparison.Ordinal);
        Assert.DoesNotContain("bill", told1.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_requests_at_once_are_one()
    {
        var (patient, biller) = (await PatientWithANoteAsync(), Guid.CreateVersion7());

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            try
            {
                return (await AskAsync(biller, patient)).Status;
            }
            catch (RpcException refusal)
            {
                return refusal.RuleCode();
            }
        }));

        Assert.Equal(["asked", .. Enumerable.Repeat("asked-already", 5)], outcomes.Order());
    }

    [Theory]
    [InlineData("Too short", 1, "reason-too-short")]
    [InlineData(Reason, -1, "end-missing")]
    [InlineData(Reason, 24 * 400, "end-too-far")]
    public async Task What_cannot_be_asked_is_refused_with_a_sentence(string reason, int hours, string code)
    {
        var request = Request(await PatientWithANoteAsync());
        (request.Reason, request.WantedUntil) = (reason, (host.Clock.GetCurrentInstant() + Duration.FromHours(hours)).ToTimestamp());

        Assert.Equal(code, (await host.Access(Guid.CreateVersion7(), Roles.Biller).RequestAccessAsync(request).Refused()).RuleCode());
    }

    [Fact]
    public async Task Who_sees_it_already_need_not_ask()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);

        Assert.Equal("may-see-it-already", (await host.Access(doctor, Roles.Doctor).RequestAccessAsync(Request(patient)).Refused()).RuleCode());
    }

    private async Task<Guid> PatientWithANoteAsync()
    {
        var patient = await host.AdmitAsync();
        await host.WriteNoteAsync(await host.GiveDoctorAsync(patient), patient, "A note.");
        return patient;
    }

    private RequestAccessRequest Request(Guid patient, bool restrictedToo = false) => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        PatientId = patient.ToString(),
        Reason = Reason,
        RestrictedToo = restrictedToo,
        WantedUntil = (host.Clock.GetCurrentInstant() + Duration.FromDays(7)).ToTimestamp(),
    };

    private async Task<AccessRequest> AskAsync(Guid who, Guid patient, string role = Roles.Biller) => await host.Access(who, role).RequestAccessAsync(Request(patient));

    private async Task<AccessRequest> ApprovedAsync(Guid who, Guid patient, string role = Roles.Biller)
    {
        var asked = await AskAsync(who, patient, role);
        return await host.Access(patient, Roles.Patient).ApproveRequestAsync(
            new() { Id = asked.Id, EndsAt = (host.Clock.GetCurrentInstant() + Duration.FromHours(3)).ToTimestamp() });
    }

    private async Task<AccessRequest> MineAsync(Guid biller) => Assert.Single((await host.Access(biller, Roles.Biller).ListRequestsAsync(new())).Requests);

    private async Task<bool> SeesAsync(Guid biller, Guid patient)
    {
        try
        {
            return (await host.Charts(biller, Roles.Biller).GetChartAsync(new() { PatientId = patient.ToString() })).Newest.Count == 1;
        }
        catch (RpcException refusal) when (refusal.StatusCode == StatusCode.PermissionDenied)
        {
            return false;
        }
    }
}
