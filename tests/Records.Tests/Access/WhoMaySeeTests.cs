using Grpc.Core;
using NodaTime;
using PracticeAspire.Appointments.Contracts;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;

namespace PracticeAspire.Records.Tests.Access;

public sealed class WhoMaySeeTests(RecordsHost host) : IClassFixture<RecordsHost>
{
    [Theory]
    [InlineData(Roles.Doctor)]
    [InlineData(Roles.Nurse)]
    [InlineData(Roles.Receptionist)]
    [InlineData(Roles.Biller)]
    [InlineData(Roles.Administrator)]
    [InlineData(Roles.Patient)]
    public async Task Whoever_has_nothing_to_do_with_a_patient_sees_nothing(string role)
    {
        var patient = await host.AdmitAsync();
        await host.WriteNoteAsync(await host.GiveDoctorAsync(patient), patient, "Nobody's business.");
        host.Clock.AdvanceDays(3);

        var refusal = await host.Charts(Guid.CreateVersion7(), role).GetChartAsync(new() { PatientId = patient.ToString() }).Refused();

        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
    }

    [Fact]
    public async Task A_visit_that_somebody_books_with_themselves_opens_nothing_before_it_begins()
    {
        var (patient, doctor) = (await host.AdmitAsync(), Guid.CreateVersion7());
        await host.WriteNoteAsync(await host.GiveDoctorAsync(patient), patient, "A note.");

        await host.MeetAsync(patient, Duration.FromMinutes(30), doctor, bookedBy: doctor);
        Assert.Equal(StatusCode.PermissionDenied, (await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() }).Refused()).StatusCode);

        host.Clock.Advance(Duration.FromMinutes(31));
        Assert.Single((await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() })).Newest);
    }

    [Fact]
    public async Task A_doctor_sees_the_record_from_a_month_before_a_visit_until_half_a_year_after()
    {
        var (patient, doctor) = (await host.AdmitAsync(), Guid.CreateVersion7());
        await host.MeetAsync(patient, Duration.FromDays(31), doctor);

        Assert.Equal("", await BasisAsync(doctor, Roles.Doctor, patient));
        host.Clock.AdvanceDays(2);
        Assert.Equal("treating", await BasisAsync(doctor, Roles.Doctor, patient));
        host.Clock.AdvanceDays(29 + 179);
        Assert.Equal("treating", await BasisAsync(doctor, Roles.Doctor, patient));
        host.Clock.AdvanceDays(2);
        Assert.Equal("", await BasisAsync(doctor, Roles.Doctor, patient));
    }

    [Fact]
    public async Task A_visit_that_is_cancelled_opens_nothing_any_more()
    {
        var (patient, doctor) = (await host.AdmitAsync(), Guid.CreateVersion7());
        var booked = await host.MeetAsync(patient, Duration.FromDays(1), doctor);

        await host.HearAsync(new AppointmentCancelled(booked.AppointmentId, 2, booked.Appointment, false, patient, booked.OccurredAt));

        Assert.Equal("", await BasisAsync(doctor, Roles.Doctor, patient));
    }

    [Fact]
    public async Task News_of_a_visit_that_comes_late_changes_nothing()
    {
        var (patient, doctor) = (await host.AdmitAsync(), Guid.CreateVersion7());
        var booked = await host.MeetAsync(patient, Duration.FromDays(1), doctor);
        await host.HearAsync(new AppointmentCancelled(booked.AppointmentId, 3, booked.Appointment, false, patient, booked.OccurredAt));

        await host.HearAsync(new AppointmentRescheduled(
            booked.AppointmentId, 2, booked.Appointment, booked.Appointment.Start, booked.Appointment.End, patient, booked.OccurredAt));

        Assert.Equal("", await BasisAsync(doctor, Roles.Doctor, patient));
    }

    [Fact]
    public async Task A_nurse_sees_who_is_at_the_practice_about_now()
    {
        var (patient, nurse) = (await host.AdmitAsync(), Guid.CreateVersion7());
        await host.MeetAsync(patient, Duration.FromHours(30));

        Assert.Equal("", await BasisAsync(nurse, Roles.Nurse, patient));
        host.Clock.AdvanceHours(7);
        Assert.Equal("treating", await BasisAsync(nurse, Roles.Nurse, patient));
        host.Clock.AdvanceHours(48);
        Assert.Equal("", await BasisAsync(nurse, Roles.Nurse, patient));
    }

    [Fact]
    public async Task A_proxy_for_the_record_sees_it_until_the_end_and_one_for_appointments_does_not()
    {
        var (patient, mother, aunt) = (await host.AdmitAsync(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var now = host.Clock.GetCurrentInstant().ToDateTimeOffset();
        await host.HearAsync(new ProxyChanged(Guid.CreateVersion7(), 1, patient, mother, ["appointments", "records"], now.AddDays(1), now));
        await host.HearAsync(new ProxyChanged(Guid.CreateVersion7(), 1, patient, aunt, ["appointments"], null, now));

        Assert.Equal("proxy", await BasisAsync(mother, Roles.Patient, patient));
        Assert.Equal("", await BasisAsync(aunt, Roles.Patient, patient));
        host.Clock.AdvanceDays(1);
        Assert.Equal("", await BasisAsync(mother, Roles.Patient, patient));
    }

    [Fact]
    public async Task What_was_written_into_a_record_that_was_merged_is_in_that_of_the_survivor_until_the_merge_is_undone()
    {
        var (one, other) = (await host.AdmitAsync(), await host.AdmitAsync());
        var doctor = await host.GiveDoctorAsync(one);
        await host.MeetAsync(other, Duration.FromHours(1), doctor);
        await host.WriteNoteAsync(doctor, one, "First.");
        await host.WriteNoteAsync(doctor, other, "Second.");
        var now = host.Clock.GetCurrentInstant().ToDateTimeOffset();

        await host.HearAsync(new PatientsMerged(one, other, 2, now));
        Assert.Equal(["First.", "Second."], await WordsAsync(doctor, one));
        Assert.Equal(["First.", "Second."], await WordsAsync(doctor, other));

        await host.HearAsync(new PatientsUnmerged(one, other, 3, now));
        Assert.Equal(["First."], await WordsAsync(doctor, one));
        Assert.Equal(["Second."], await WordsAsync(doctor, other));
    }

    [Theory]
    [InlineData(Sensitivity.Normal, "author doctor nurse patient")]
    [InlineData(Sensitivity.Restricted, "author doctor patient")]
    [InlineData(Sensitivity.VeryRestricted, "author patient")]
    public async Task What_is_marked_sensitive_is_withheld_from_whom_it_is_not_for_and_they_see_how_much(Sensitivity sensitivity, string seenBy)
    {
        var patient = await host.AdmitAsync();
        var (author, doctor) = (await host.GiveDoctorAsync(patient), await host.GiveDoctorAsync(patient));
        var note = await host.WriteNoteAsync(author, patient, "Delicate.", sensitivity: sensitivity);
        (string Who, Guid Id, string Role)[] readers =
            [("author", author, Roles.Doctor), ("doctor", doctor, Roles.Doctor), ("nurse", Guid.CreateVersion7(), Roles.Nurse), ("patient", patient, Roles.Patient)];

        foreach (var (who, id, role) in readers)
        {
            var chart = await host.Charts(id, role).GetChartAsync(new() { PatientId = patient.ToString() });
            var sees = seenBy.Split(' ').Contains(who);
            Assert.Equal((sees ? 1 : 0, sees ? 0 : 1), (chart.Newest.Count, chart.Withheld));
            if (!sees)
                Assert.Equal(StatusCode.NotFound, (await host.Charts(id, role).GetEntryAsync(new() { PatientId = patient.ToString(), EntryId = note.Id }).Refused()).StatusCode);
        }
    }

    [Fact]
    public async Task An_entry_that_is_withheld_in_several_places_is_counted_once()
    {
        var patient = await host.AdmitAsync();
        var (author, doctor) = (await host.GiveDoctorAsync(patient), await host.GiveDoctorAsync(patient));
        Content[] delicate =
        [
            new() { Problem = new() { What = new() { Text = "Delicate" }, ClinicalStatus = "active" }, Sensitivity = Sensitivity.VeryRestricted },
            new() { Vitals = new() { Measurements = { new Measurement { What = new() { Text = "Weight" }, Quantity = new() { Value = "70", Unit = "kg" } } } }, Sensitivity = Sensitivity.VeryRestricted },
        ];
        foreach (var content in delicate)
            await host.Entries(author).AddEntryAsync(new() { Id = Guid.CreateVersion7().ToString(), PatientId = patient.ToString(), HappenedAt = host.Clock.GetCurrentInstant().ToTimestamp(), Content = content });

        var chart = await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() });
        Assert.Equal((0, 2), (chart.Newest.Count, chart.Withheld));
    }

    [Fact]
    public async Task A_trend_is_found_by_an_entry_that_the_caller_sees_and_by_no_other()
    {
        var patient = await host.AdmitAsync();
        var (author, doctor) = (await host.GiveDoctorAsync(patient), await host.GiveDoctorAsync(patient));
        var ids = new List<string>();
        foreach (var (value, sensitivity) in new[] { ("70", Sensitivity.Normal), ("71", Sensitivity.Normal), ("72", Sensitivity.VeryRestricted) })
        {
            var weight = new Measurement { What = new() { Text = "Weight", Codings = { new Coding { System = "http://loinc.org", Code = "29463-7" } } }, Quantity = new() { Value = value, Unit = "kg" } };
            var entry = await host.Entries(author).AddEntryAsync(new()
            {
                Id = Guid.CreateVersion7().ToString(),
                PatientId = patient.ToString(),
                HappenedAt = host.Clock.GetCurrentInstant().ToTimestamp(),
                Content = new() { Vitals = new() { Measurements = { weight } }, Sensitivity = sensitivity },
            });
            ids.Add(entry.Id);
        }

        var trend = await host.Charts(doctor, Roles.Doctor).GetTrendAsync(new() { PatientId = patient.ToString(), EntryId = ids[0] });
        Assert.Equal(["70", "71"], trend.Points.Select(p => p.Quantity.Value).Order());
        foreach (var (id, nth) in new[] { (ids[2], 0), (ids[0], 1), (ids[0], -1) })
            Assert.Equal(StatusCode.NotFound, (await host.Charts(doctor, Roles.Doctor).GetTrendAsync(new() { PatientId = patient.ToString(), EntryId = id, Nth = nth }).Refused()).StatusCode);
    }

    [Fact]
    public async Task Whom_the_patient_keeps_out_sees_nothing_until_they_are_let_in_again()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var owner = host.Access(patient, Roles.Patient);

        await owner.KeepOutAsync(new() { PatientId = patient.ToString(), PersonId = doctor.ToString() });
        Assert.Equal("", await BasisAsync(doctor, Roles.Doctor, patient));
        Assert.Equal("kept-out-already", (await owner.KeepOutAsync(new() { PatientId = patient.ToString(), PersonId = doctor.ToString() }).Refused()).RuleCode());
        Assert.Equal(doctor.ToString(), Assert.Single((await owner.ListKeptOutAsync(new() { PatientId = patient.ToString() })).KeptOut).PersonId);

        await owner.LetInAgainAsync(new() { PatientId = patient.ToString(), PersonId = doctor.ToString() });
        Assert.Equal("treating", await BasisAsync(doctor, Roles.Doctor, patient));
    }

    [Fact]
    public async Task Only_who_treats_the_patient_writes()
    {
        var (patient, reader) = (await host.AdmitAsync(), Guid.CreateVersion7());

        var stranger = await Assert.ThrowsAsync<RpcException>(() => host.WriteNoteAsync(reader, patient, "I was never there."));

        Assert.Equal(StatusCode.PermissionDenied, stranger.StatusCode);
    }

    private async Task<string> BasisAsync(Guid person, string role, Guid patient)
    {
        var basis = (await host.Access(person, role).GetStandingAsync(new() { PatientId = patient.ToString() })).Basis;
        var chart = host.Charts(person, role).GetChartAsync(new() { PatientId = patient.ToString() });
        Assert.Equal(basis, basis.Length > 0 ? (await chart).Basis : (await chart.Refused()).StatusCode == StatusCode.PermissionDenied ? "" : "answered");
        return basis;
    }

    private async Task<IEnumerable<string>> WordsAsync(Guid doctor, Guid patient) =>
        (await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() })).Newest.Select(e => e.Content.Note.Sections[0].Text).Order();
}
