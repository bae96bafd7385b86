using System.Text;
using Grpc.Core;
using PracticeAspire.BuildingBlocks;
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
    public async Task What_two_windows_write_at_once_is_kept_of_both()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var first = await SaveAsync(doctor, patient, "One.", window: "first");
        Assert.False(first.Meanwhile);

        var second = await SaveAsync(doctor, patient, "Two.", window: "second");
        Assert.True(second.Meanwhile);
        Assert.Equal(["Two.", "One."], Words(await GetAsync(doctor, patient)));

        // The first goes on without having seen the second's, again and again: one of each stays.
        foreach (var words in (string[])["One, and", "One, and more."])
            await SaveAsync(doctor, patient, words, first.Etag, "first");
        await SaveAsync(doctor, patient, "Two, and more.", second.Etag, "second");
        Assert.Equal(["Two, and more.", "One, and more."], Words(await GetAsync(doctor, patient)));
    }

    [Fact]
    public async Task A_window_that_has_seen_what_was_kept_goes_on_with_it()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var kept = await SaveAsync(doctor, patient, "At the desk", window: "desk");
        Assert.False((await SaveAsync(doctor, patient, "At the desk, then upstairs.", kept.Etag, "upstairs")).Meanwhile);
        Assert.Equal(["At the desk, then upstairs."], Words(await GetAsync(doctor, patient)));

        Assert.True((await SaveAsync(doctor, patient, "At the desk still", kept.Etag, "desk")).Meanwhile);
        Assert.Equal(["At the desk still", "At the desk, then upstairs."], Words(await GetAsync(doctor, patient)));
    }

    [Fact]
    public async Task Discarding_takes_only_what_the_window_has_shown()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var mine = await SaveAsync(doctor, patient, "Mine.", window: "mine");
        await SaveAsync(doctor, patient, "Written elsewhere.", window: "other");

        await Client(doctor).DiscardDraftAsync(new() { PatientId = patient.ToString(), Etag = mine.Etag, Window = "mine" });
        var left = await GetAsync(doctor, patient);
        Assert.Equal(["Written elsewhere."], Words(left));

        await Client(doctor).DiscardDraftAsync(new() { PatientId = patient.ToString(), Etag = left.Etag, Window = "third" });
        Assert.Null((await GetAsync(doctor, patient)).Content);
    }

    [Fact]
    public async Task What_is_saved_is_no_draft_any_more_even_where_nothing_could_discard_it()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var id = Guid.CreateVersion7().ToString();
        var request = Request(patient, "Finished.");
        (request.RequestId, request.Window) = (id, "mine");
        await SaveAsync(doctor, patient, "Something else.", window: "other");
        await Client(doctor).SaveDraftAsync(request);
        await host.Entries(doctor).AddEntryAsync(new() { Id = id, PatientId = patient.ToString(), HappenedAt = host.Clock.GetCurrentInstant().ToTimestamp(), Content = request.Content, Sign = true });

        Assert.Equal(["Something else."], Words(await GetAsync(doctor, patient)));
        request.Content = RecordsHost.Note("A last word that came late.");
        Assert.Equal("saved-already", (await Client(doctor).SaveDraftAsync(request).Refused()).Trailers.GetValue("rule"));
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

    private async Task<Draft> GetAsync(Guid doctor, Guid patient) => await Client(doctor).GetDraftAsync(new() { PatientId = patient.ToString() });

    private async Task<Draft> SaveAsync(Guid doctor, Guid patient, string words, string etag = "", string window = "") =>
        await Client(doctor).SaveDraftAsync(Request(patient, words, etag, window));

    private static SaveDraftRequest Request(Guid patient, string words, string etag = "", string window = "") =>
        new() { PatientId = patient.ToString(), Content = RecordsHost.Note(words), Etag = etag, Window = window };

    private static IEnumerable<string> Words(Draft draft) => draft.Beside.Prepend(draft).Select(d => d.Content.Note.Sections[0].Text);
}
