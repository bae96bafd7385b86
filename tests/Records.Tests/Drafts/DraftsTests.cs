using System.Text;
using Grpc.Core;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Tests;

namespace PracticeAspire.Records.Tests.Drafts;

public sealed class DraftsTests(DraftsHost host) : IClassFixture<DraftsHost>
{
    [Fact]
    public async Task What_is_being_written_is_there_again_after_sidecar_and_browser_are_gone()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        await SaveAsync(doctor, patient, "Half a sen");

        await host.KillSidecarAsync();
        var away = await Client(doctor).SaveDraftAsync(Request(patient, "Half a sentence", "1")).Refused();
        Assert.Equal(StatusCode.Unavailable, away.StatusCode);
        await host.StartSidecarAsync();

        var draft = await Eventually.Is(() => TryGetAsync(doctor, patient), found => found is not null, "the draft to be reached again");
        Assert.Equal("Half a sen", draft!.Content.Note.Sections[0].Text);
        await SaveAsync(doctor, patient, "Half a sentence", draft.Etag);
        Assert.Equal("Half a sentence", (await Client(doctor).GetDraftAsync(new() { PatientId = patient.ToString() })).Content.Note.Sections[0].Text);
    }

    [Fact]
    public async Task Two_windows_do_not_write_over_each_other()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var first = await SaveAsync(doctor, patient, "One.");
        await SaveAsync(doctor, patient, "Two.", first.Etag);

        Assert.Equal(StatusCode.Aborted, (await Client(doctor).SaveDraftAsync(Request(patient, "From the other window.", first.Etag)).Refused()).StatusCode);
        Assert.Equal(StatusCode.Aborted, (await Client(doctor).SaveDraftAsync(Request(patient, "From a third.")).Refused()).StatusCode);
        Assert.Equal("Two.", (await Client(doctor).GetDraftAsync(new() { PatientId = patient.ToString() })).Content.Note.Sections[0].Text);
    }

    [Fact]
    public async Task A_draft_is_its_writers_alone_and_no_part_of_the_record()
    {
        var patient = await host.AdmitAsync();
        var (doctor, colleague) = (await host.GiveDoctorAsync(patient), await host.GiveDoctorAsync(patient));
        await SaveAsync(doctor, patient, "Not yet.");

        Assert.Null((await Client(colleague).GetDraftAsync(new() { PatientId = patient.ToString() })).Content);
        Assert.Empty((await host.Charts(patient, Roles.Patient).GetChartAsync(new() { PatientId = patient.ToString() })).Newest);
        Assert.Equal(StatusCode.PermissionDenied, (await Client(Guid.CreateVersion7()).GetDraftAsync(new() { PatientId = patient.ToString() }).Refused()).StatusCode);
    }

    [Fact]
    public async Task A_draft_of_an_entry_is_another_than_that_of_a_new_one_and_goes_when_it_is_discarded()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var note = await host.WriteNoteAsync(doctor, patient, "As it is.");
        await SaveAsync(doctor, patient, "New.");
        var request = Request(patient, "Other words.");
        (request.EntryId, request.BasedOn) = (note.Id, 1);
        await Client(doctor).SaveDraftAsync(request);

        await Client(doctor).DiscardDraftAsync(new() { PatientId = patient.ToString() });

        Assert.Null((await Client(doctor).GetDraftAsync(new() { PatientId = patient.ToString() })).Content);
        var kept = await Client(doctor).GetDraftAsync(new() { PatientId = patient.ToString(), EntryId = note.Id });
        Assert.Equal(("Other words.", 1L), (kept.Content.Note.Sections[0].Text, kept.BasedOn));
    }

    [Fact]
    public async Task The_state_store_holds_no_word_of_it()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        await SaveAsync(doctor, patient, "canary-in-the-draft");

        var kept = await host.Redis.Database.HashGetAsync($"records||draft-{doctor:N}-{patient:N}-{Guid.Empty:N}", "data");

        var text = kept.ToString();
        Assert.NotEmpty(text);
        Assert.DoesNotContain("canary", text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", Encoding.Latin1.GetString(Convert.FromBase64String(text.Trim('"').Replace("\\u002B", "+", StringComparison.Ordinal))), StringComparison.Ordinal);
    }

    private async Task<Draft?> TryGetAsync(Guid doctor, Guid patient)
    {
        try
        {
            return await Client(doctor).GetDraftAsync(new() { PatientId = patient.ToString() });
        }
        catch (RpcException away) when (away.StatusCode == StatusCode.Unavailable)
        {
            return null;
        }
    }

    private Contracts.Drafts.DraftsClient Client(Guid doctor) => new(host.As(doctor, Roles.Doctor));

    private async Task<Draft> SaveAsync(Guid doctor, Guid patient, string words, string etag = "") => await Client(doctor).SaveDraftAsync(Request(patient, words, etag));

    private static SaveDraftRequest Request(Guid patient, string words, string etag = "") =>
        new() { PatientId = patient.ToString(), Content = RecordsHost.Note(words), Etag = etag };
}
