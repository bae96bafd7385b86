using Grpc.Core;
using NodaTime;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;

namespace PracticeAspire.Records.Tests.Entries;

public sealed class WriteNotesTests(RecordsHost host) : IClassFixture<RecordsHost>
{
    [Fact]
    public async Task What_a_doctor_writes_is_in_the_chart_of_the_patient()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);

        var note = await host.WriteNoteAsync(doctor, patient, "Coughs since Monday.");

        var chart = await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() });
        Assert.Equal("treating", chart.Basis);
        Assert.True(chart.MayWrite);
        var shown = Assert.Single(chart.Newest);
        Assert.Equal(note.Id, shown.Id);
        Assert.Equal("Coughs since Monday.", shown.Content.Note.Sections[0].Text);
        Assert.Equal(doctor.ToString(), shown.AuthorId);
    }

    [Fact]
    public async Task The_patient_reads_the_same()
    {
        var patient = await host.AdmitAsync();
        await host.WriteNoteAsync(await host.GiveDoctorAsync(patient), patient, "Sleeps badly.");

        var chart = await host.Charts(patient, Roles.Patient).GetChartAsync(new() { PatientId = patient.ToString() });

        Assert.Equal("own", chart.Basis);
        Assert.False(chart.MayWrite);
        Assert.Equal("Sleeps badly.", chart.Newest.Single().Content.Note.Sections[0].Text);
    }

    [Fact]
    public async Task Asking_twice_with_one_id_writes_once()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var request = Request(patient, "Once.");

        await host.Entries(doctor).AddEntryAsync(request);
        await host.Entries(doctor).AddEntryAsync(request);

        Assert.Single((await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() })).Newest);
    }

    [Fact]
    public async Task Doctors_who_write_at_once_all_have_their_note()
    {
        var patient = await host.AdmitAsync();
        var doctors = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.GiveDoctorAsync(patient)));

        await Task.WhenAll(doctors.Select(doctor => host.WriteNoteAsync(doctor, patient, $"From {doctor}.")));

        var chart = await host.Charts(patient, Roles.Patient).GetChartAsync(new() { PatientId = patient.ToString() });
        Assert.Equal(doctors.Order(), chart.Newest.Select(e => Guid.Parse(e.AuthorId)).Order());
    }

    [Fact]
    public async Task A_signed_note_is_amended_with_a_reason_and_what_it_said_stays()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var note = await host.WriteNoteAsync(doctor, patient, "Left knee.", sign: true);
        Assert.NotNull(note.SignedAt);

        var silent = await Assert.ThrowsAsync<RpcException>(async () => await host.Entries(doctor).AmendEntryAsync(Amendment(note, "Right knee.", "")));
        Assert.Equal("reason-missing", silent.RuleCode());
        var amended = await host.Entries(doctor).AmendEntryAsync(Amendment(note, "Right knee.", "Wrong side."));

        Assert.Equal(2, amended.Version);
        Assert.Equal("Wrong side.", amended.AmendedBecause);
        var all = await host.Charts(doctor, Roles.Doctor).GetEntryAsync(new() { PatientId = patient.ToString(), EntryId = note.Id });
        Assert.Equal("Right knee.", all.Entry.Content.Note.Sections[0].Text);
        Assert.Equal("Left knee.", Assert.Single(all.Before).Content.Note.Sections[0].Text);
    }

    [Fact]
    public async Task Whoever_amends_what_somebody_changed_meanwhile_hears_so()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var note = await host.WriteNoteAsync(doctor, patient, "First.");
        await host.Entries(doctor).AmendEntryAsync(Amendment(note, "Second.", ""));

        var late = await Assert.ThrowsAsync<RpcException>(async () => await host.Entries(doctor).AmendEntryAsync(Amendment(note, "Third.", "")));

        Assert.Equal(StatusCode.Aborted, late.StatusCode);
    }

    [Fact]
    public async Task Only_its_author_signs_a_note_and_once()
    {
        var patient = await host.AdmitAsync();
        var (author, colleague) = (await host.GiveDoctorAsync(patient), await host.GiveDoctorAsync(patient));
        var note = await host.WriteNoteAsync(author, patient, "To be signed.");
        SignEntryRequest Sign(long version) => new() { PatientId = patient.ToString(), EntryId = note.Id, Version = version };

        Assert.Equal("not-the-author", (await Assert.ThrowsAsync<RpcException>(async () => await host.Entries(colleague).SignEntryAsync(Sign(1)))).RuleCode());
        var signed = await host.Entries(author).SignEntryAsync(Sign(1));
        Assert.Equal(author.ToString(), signed.SignedBy);
        Assert.Equal("signed-already", (await Assert.ThrowsAsync<RpcException>(async () => await host.Entries(author).SignEntryAsync(Sign(2)))).RuleCode());
    }

    [Fact]
    public async Task A_mistake_stays_readable_as_one_and_is_changed_no_more()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var note = await host.WriteNoteAsync(doctor, patient, "Of another patient.");

        var mistake = await host.Entries(doctor).RetractEntryAsync(
            new() { PatientId = patient.ToString(), EntryId = note.Id, Version = 1, Reason = "Wrong patient." });

        Assert.Equal("Wrong patient.", mistake.RetractedBecause);
        Assert.Equal("Of another patient.", mistake.Content.Note.Sections[0].Text);
        Assert.Equal("entered-in-error", (await Assert.ThrowsAsync<RpcException>(async () => await host.Entries(doctor).AmendEntryAsync(Amendment(mistake, "Anything.", "So.")))).RuleCode());
    }

    [Theory]
    [InlineData("", "free", "nothing-written")]
    [InlineData("   ", "free", "nothing-written")]
    [InlineData("Words.", "no-such", "template-unknown")]
    public async Task What_says_nothing_is_refused_and_nothing_is_written(string words, string template, string code)
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var request = Request(patient, words);
        request.Content.Note.Template = template;

        var refusal = await Assert.ThrowsAsync<RpcException>(async () => await host.Entries(doctor).AddEntryAsync(request));

        Assert.Equal(code, refusal.RuleCode());
        Assert.Empty((await host.Charts(doctor, Roles.Doctor).GetChartAsync(new() { PatientId = patient.ToString() })).Newest);
    }

    [Fact]
    public async Task A_note_longer_than_anyone_reads_is_refused_with_a_sentence()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => host.WriteNoteAsync(doctor, patient, new string('x', 70_000)));

        Assert.Equal("too-long", refusal.RuleCode());
    }

    [Fact]
    public async Task Nobody_writes_about_tomorrow_or_about_a_stranger()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var tomorrow = Request(patient, "Soon.");
        tomorrow.HappenedAt = (host.Clock.GetCurrentInstant() + Duration.FromDays(2)).ToTimestamp();
        Assert.Equal("in-the-future", (await Assert.ThrowsAsync<RpcException>(async () => await host.Entries(doctor).AddEntryAsync(tomorrow))).RuleCode());

        var stranger = Guid.CreateVersion7();
        var known = await host.GiveDoctorAsync(stranger);
        Assert.Equal("patient-unknown", (await Assert.ThrowsAsync<RpcException>(() => host.WriteNoteAsync(known, stranger, "Who?"))).RuleCode());
    }

    private AddEntryRequest Request(Guid patient, string words) => new()
    {
        Id = Guid.CreateVersion7().ToString(),
        PatientId = patient.ToString(),
        HappenedAt = host.Clock.GetCurrentInstant().ToTimestamp(),
        Content = RecordsHost.Note(words),
    };

    private static AmendEntryRequest Amendment(Contracts.Entry of, string words, string reason) => new()
    {
        RequestId = Guid.CreateVersion7().ToString(),
        PatientId = of.PatientId,
        EntryId = of.Id,
        Version = of.Version,
        HappenedAt = of.HappenedAt,
        Content = RecordsHost.Note(words),
        Reason = reason,
    };
}
