using Grpc.Core;
using NodaTime;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Tests.Access;

public sealed class BreakGlassTests(RecordsHost host) : IClassFixture<RecordsHost>
{
    [Fact]
    public async Task An_emergency_opens_one_record_for_half_an_hour_to_read_and_to_add()
    {
        var (patient, other, doctor) = (await PatientAsync(), await PatientAsync(), Guid.CreateVersion7());

        await BreakAsync(doctor, patient);

        var chart = await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() });
        Assert.Equal(("break-glass", true, 1), (chart.Basis, chart.MayWrite, chart.Newest.Count));
        await host.WriteNoteAsync(doctor, patient, "Given adrenaline.");
        var others = chart.Newest[0];
        Assert.False((await host.Charts(doctor, Roles.Doctor).GetEntryAsync(new() { PatientId = patient.ToString(), EntryId = others.Id })).MayWrite);
        Assert.Equal(StatusCode.PermissionDenied, (await host.Entries(doctor).RetractEntryAsync(
            new() { PatientId = patient.ToString(), EntryId = others.Id, Version = others.Version, Reason = "Of somebody else." }).Refused()).StatusCode);
        Assert.Equal(StatusCode.PermissionDenied, (await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = other.ToString() }).Refused()).StatusCode);

        host.Clock.Advance(Duration.FromMinutes(30));
        Assert.Equal(StatusCode.PermissionDenied, (await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() }).Refused()).StatusCode);
    }

    [Fact]
    public async Task It_opens_to_who_has_shown_who_they_are_in_the_last_five_minutes()
    {
        var (patient, doctor) = (await PatientAsync(), Guid.CreateVersion7());

        Assert.Equal(FreshProof.Rule, (await BreakAsync(minutesAgo: 6).Refused()).RuleCode());
        Assert.Equal(patient.ToString(), (await BreakAsync(minutesAgo: 4)).PatientId);

        AsyncUnaryCall<Contracts.GlassBreak> BreakAsync(int minutesAgo)
        {
            var token = host.Issuer.ForPerson(doctor, [Roles.Doctor], claims => claims["auth_time"] = DateTimeOffset.UtcNow.AddMinutes(-minutesAgo).ToUnixTimeSeconds());
            return new RecordAccess.RecordAccessClient(host.WithToken(token)).BreakGlassAsync(new()
            {
                Id = Guid.CreateVersion7().ToString(),
                PatientId = patient.ToString(),
                Code = "unconscious",
                Reason = "Found on the stairs, does not answer.",
            });
        }
    }

    [Fact]
    public async Task It_shows_also_what_is_very_restricted_and_also_to_whom_the_patient_keeps_out()
    {
        var patient = await host.AdmitAsync();
        await host.WriteNoteAsync(await host.GiveDoctorAsync(patient), patient, "Delicate.", sensitivity: Sensitivity.VeryRestricted);
        var doctor = await host.GiveDoctorAsync(patient);
        await host.Access(patient, Roles.Patient).KeepOutAsync(new() { PatientId = patient.ToString(), PersonId = doctor.ToString() });

        await BreakAsync(doctor, patient);

        Assert.Single((await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() })).Newest);
    }

    [Fact]
    public async Task Somebody_else_looks_at_it_and_the_owner_sees_what_came_of_it()
    {
        var (patient, doctor, officer) = (await PatientAsync(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var glass = await BreakAsync(doctor, patient);
        var reviews = host.Access(officer, Roles.Administrator);
        Assert.Contains(glass.Id, (await reviews.ListGlassBreaksAsync(new())).GlassBreaks.Select(g => g.Id));

        Assert.Equal("comment-missing", (await reviews.ReviewGlassBreakAsync(new() { Id = glass.Id, Justified = true }).Refused()).RuleCode());
        await reviews.ReviewGlassBreakAsync(new() { Id = glass.Id, Justified = true, Comment = "Unconscious at the door." });

        Assert.DoesNotContain(glass.Id, (await reviews.ListGlassBreaksAsync(new())).GlassBreaks.Select(g => g.Id));
        var seen = Assert.Single((await host.Access(patient, Roles.Patient).ListGlassBreaksAsync(new() { PatientId = patient.ToString() })).GlassBreaks);
        Assert.Equal((true, "Unconscious at the door.", officer.ToString()), (seen.Justified, seen.Review, seen.ReviewedBy));
        Assert.Equal("reviewed-already", (await reviews.ReviewGlassBreakAsync(new() { Id = glass.Id, Justified = false, Comment = "Again." }).Refused()).RuleCode());
    }

    [Fact]
    public async Task Nobody_reviews_their_own()
    {
        var (patient, doctor) = (await PatientAsync(), Guid.CreateVersion7());
        var glass = await BreakAsync(doctor, patient);

        var both = new RecordAccess.RecordAccessClient(host.As(doctor, Roles.Doctor, Roles.Administrator));

        Assert.Equal("own-act", (await both.ReviewGlassBreakAsync(new() { Id = glass.Id, Justified = true, Comment = "All well." }).Refused()).RuleCode());
    }

    [Fact]
    public async Task A_review_is_overdue_after_three_working_days()
    {
        var glass = await BreakAsync(Guid.CreateVersion7(), await PatientAsync());
        var reviews = host.Access(Guid.CreateVersion7(), Roles.Administrator);
        async Task<bool> OverdueAsync() => (await reviews.ListGlassBreaksAsync(new())).GlassBreaks.Single(g => g.Id == glass.Id).Overdue;

        // From a Tuesday: Wednesday, Thursday, Friday, and the weekend does not count.
        host.Clock.AdvanceDays(5);
        Assert.False(await OverdueAsync());
        host.Clock.AdvanceDays(1);
        Assert.True(await OverdueAsync());
        host.Clock.AdvanceDays(-6);
    }

    [Fact]
    public async Task Who_does_it_three_times_in_a_month_is_stopped_until_somebody_has_looked_at_it()
    {
        var doctor = Guid.CreateVersion7();
        var first = await BreakAsync(doctor, await PatientAsync());
        await BreakAsync(doctor, await PatientAsync());
        await BreakAsync(doctor, await PatientAsync());

        Assert.Equal("suspended", (await TryAsync(doctor, await PatientAsync()).Refused()).RuleCode());
        await host.Access(Guid.CreateVersion7(), Roles.Administrator).ReviewGlassBreakAsync(new() { Id = first.Id, Justified = true, Comment = "It was one." });
        await BreakAsync(doctor, await PatientAsync());
    }

    [Theory]
    [InlineData("curiosity", "Wants to know how it went on.", "code-unknown")]
    [InlineData("emergency", "Emergency", "reason-too-short")]
    public async Task Without_a_kind_and_a_reason_it_stays_closed(string code, string reason, string rule)
    {
        var (patient, doctor) = (await PatientAsync(), Guid.CreateVersion7());

        Assert.Equal(rule, (await TryAsync(doctor, patient, code, reason).Refused()).RuleCode());
        Assert.Equal(StatusCode.PermissionDenied, (await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() }).Refused()).StatusCode);
    }

    [Fact]
    public async Task Who_sees_the_record_anyway_or_may_not_at_all_cannot()
    {
        var patient = await PatientAsync();
        Assert.Equal("may-see-it-already", (await TryAsync(await host.GiveDoctorAsync(patient), patient).Refused()).RuleCode());
        Assert.Equal("patient-unknown", (await TryAsync(Guid.CreateVersion7(), Guid.CreateVersion7()).Refused()).RuleCode());
        Assert.Equal(StatusCode.PermissionDenied, (await host.Access(Guid.CreateVersion7(), Roles.Biller).BreakGlassAsync(Request(patient)).Refused()).StatusCode);
    }

    private async Task<Guid> PatientAsync()
    {
        var patient = await host.AdmitAsync();
        await host.WriteNoteAsync(await host.GiveDoctorAsync(patient), patient, "A note.");
        return patient;
    }

    private async Task<GlassBreak> BreakAsync(Guid doctor, Guid patient) => await TryAsync(doctor, patient);

    private AsyncUnaryCall<GlassBreak> TryAsync(Guid doctor, Guid patient, string code = "emergency", string reason = "Found unconscious in the car park.") =>
        host.Access(doctor, Roles.Doctor).BreakGlassAsync(Request(patient, code, reason));

    private static BreakGlassRequest Request(Guid patient, string code = "emergency", string reason = "Found unconscious in the car park.") =>
        new() { Id = Guid.CreateVersion7().ToString(), PatientId = patient.ToString(), Code = code, Reason = reason };
}
