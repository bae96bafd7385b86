using Microsoft.Playwright;
using PracticeAspire.Records.Contracts;
using PracticeAspire.Web.Pages.Records;
using PracticeAspire.Web.Tests.Neighbourhood;

namespace PracticeAspire.Web.Tests;

/// <summary>What is written into a record, and that nothing typed is lost on the way.</summary>
public sealed class RecordWritingTests(TheBrowser chromium) : IClassFixture<TheBrowser>
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly string Patient = World.Id(301);
    private static readonly string Note = $"/records/note?patientId={World.Id(301)}";

    [Fact]
    public async Task A_note_is_begun_from_a_template_and_signed()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web);
        var form = await doctor.GetStringAsync($"{Note}&template=telephone", Stop);
        var done = await Read(await doctor.Press(form, "/records/note", Typed(("Input.Sections[0].Text", "Asks for her results"), ("sign", "true"))));
        Assert.Contains("It stands under your name", done, StringComparison.Ordinal);
        var note = web.World.Records.Entries.Values.Single(e => e.Content.Note?.Template == "telephone");
        Assert.Equal(("Reason", "Asks for her results", World.Id(1), Sensitivity.Restricted), (note.Content.Note.Sections[0].Title, note.Content.Note.Sections[0].Text, note.SignedBy, note.Content.Sensitivity));
        Assert.Equal(World.At(web.World.Today, 10, 5), note.HappenedAt);
    }

    [Fact]
    public async Task What_is_refused_stays_typed_with_the_sentence()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web);
        var form = await doctor.GetStringAsync(Note, Stop);
        var wrongTime = await Read(await doctor.Press(form, "/records/note", ("Input.Sections[0].Text", "Well"), ("Input.Day", "2026-03-08"), ("Input.Time", "02:30")));
        Assert.Contains("There is no 02:30", wrongTime, StringComparison.Ordinal);
        Assert.Contains(">Well</textarea>", wrongTime, StringComparison.Ordinal);

        Assert.Contains("There is nothing in the note yet", await Read(await doctor.Press(form, "/records/note", Typed())), StringComparison.Ordinal);

        web.World.Down["records"] = true;
        var away = await Read(await doctor.Press(form, "/records/note", Typed(("Input.Sections[0].Text", "Well"))));
        Assert.Contains("What you typed is still here", away, StringComparison.Ordinal);
        Assert.Contains(">Well</textarea>", away, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_typed_stays_when_the_record_is_closed_meanwhile()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web);
        var form = await doctor.GetStringAsync(Note, Stop);
        web.World.Records.Bases.Clear();
        var closed = await Read(await doctor.Press(form, "/records/note", Typed(("Input.Sections[0].Text", "Well"))));
        Assert.Contains("This record is not open to you", closed, StringComparison.Ordinal);
        Assert.Contains(">Well</textarea>", closed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_was_slower_sees_both_versions_of_a_note_and_decides()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web);
        var path = $"{Note}&entryId={World.Id(AFullRecord.Note)}";
        var form = await doctor.GetStringAsync(path, Stop);
        var theirs = web.World.Records.Entries[World.Id(AFullRecord.Note)];
        (theirs.Version, theirs.Content) = (2, AFullRecord.SoapNote("Cough for four weeks.", Sensitivity.Normal));

        var both = await Read(await doctor.Press(form, "/records/note", Typed(("Input.Sections[0].Text", "Cough, and fever."), ("Input.Sections[1].Text", "Chest clear. Throat red."))));
        Assert.Contains("nothing of yours was saved", both, StringComparison.Ordinal);
        Assert.Contains(">Cough, and fever.</textarea>", both, StringComparison.Ordinal);
        Assert.Matches("id=\"theirs-0\">Cough for four weeks.</div>", both);
        Assert.DoesNotContain("id=\"theirs-1\"", both, StringComparison.Ordinal);
        Assert.Equal(2, theirs.Version);

        Assert.Contains("<strong>Saved</strong>", await Read(await doctor.Press(both, "/records/note", Typed(("Input.Sections[0].Text", "Cough, and fever.")))), StringComparison.Ordinal);
        Assert.Equal((3L, "Cough, and fever."), (theirs.Version, web.World.Records.Entries[theirs.Id].Content.Note.Sections[0].Text));
    }

    [Theory]
    [InlineData("/records/note", "Input.Sections[0].Text", "Coughs.", "Coughs, and has fever.")]
    [InlineData("/records/add", "Input.Text", "Asthma", "Asthma, since childhood")]
    public async Task What_was_saved_though_its_answer_never_came_is_shown_beside_what_was_typed_since(string page, string field, string saved, string typed)
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web);
        var form = await doctor.GetStringAsync(page == "/records/note" ? Note : Add("problem"), Stop);
        await Read(await doctor.Press(form, page, Typed((field, saved))));
        var before = web.World.Records.Entries.Count;

        var both = await Read(await doctor.Press(form, page, Typed((field, typed))));
        Assert.Contains(saved, both, StringComparison.Ordinal);
        Assert.Contains(typed, both, StringComparison.Ordinal);

        Assert.Contains("<strong>", await Read(await doctor.Press(both, page, Typed((field, typed)))), StringComparison.Ordinal);
        Assert.Equal(before, web.World.Records.Entries.Count);
    }

    [Fact]
    public async Task A_signed_note_is_amended_with_a_reason_only()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web);
        var id = World.Id(AFullRecord.SignedNote);
        var form = await doctor.GetStringAsync($"{Note}&entryId={id}", Stop);
        Assert.DoesNotContain("name=\"sign\"", form, StringComparison.Ordinal);
        Assert.Contains("Say why it is amended", await Read(await doctor.Press(form, "/records/note", Typed(("Input.Sections[0].Text", "Changed")))), StringComparison.Ordinal);
        await doctor.Press(form, "/records/note", Typed(("Input.Sections[0].Text", "Changed"), ("Input.Reason", "The dose was wrong")));
        Assert.Equal("The dose was wrong", web.World.Records.Entries[id].AmendedBecause);
    }

    [Fact]
    public async Task An_entry_is_signed_and_marked_as_a_mistake_and_shows_what_it_said_before()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web);
        var path = $"/records/entry?patientId={Patient}&entryId={World.Id(AFullRecord.Note)}";
        var page = await doctor.GetStringAsync(path, Stop);
        var signed = await Read(await doctor.Press(page, "handler=Sign"));
        Assert.Contains("<strong>Signed</strong>", signed, StringComparison.Ordinal);
        Assert.Contains("First version", signed, StringComparison.Ordinal);
        Assert.Contains("It changed meanwhile, and nothing was done", await Read(await doctor.Press(page, "handler=Retract", ("Reason", "Wrong patient"))), StringComparison.Ordinal);
        var gone = await Read(await doctor.Press(signed, "handler=Retract", ("Reason", "Wrong patient")));
        Assert.Contains("Marked as a mistake:</strong> Wrong patient", gone, StringComparison.Ordinal);
        Assert.DoesNotContain("handler=Retract", gone, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vitals_are_kept_as_typed_with_their_codes_and_units()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web);
        var form = await doctor.GetStringAsync(Add("vitals"), Stop);
        var done = await Read(await doctor.Press(form, "/records/add", Typed(("Input.Vitals[systolic]", "128"), ("Input.Vitals[diastolic]", "82"), ("Input.Vitals[temperature]", "36,80"))));
        Assert.Contains("<strong>Added</strong>", done, StringComparison.Ordinal);
        var kept = web.World.Records.Entries.Values.Single(e => e.HappenedAt == World.At(web.World.Today, 10, 5)).Content.Vitals.Measurements;
        Assert.Equal(["8480-6 128 mm[Hg]", "8462-4 82 mm[Hg]", "8310-5 36.80 Cel"], kept.Select(m => $"{m.What.Codings[0].Code} {m.Quantity.Value} {m.Quantity.Ucum}"));
    }

    [Theory]
    [InlineData("systolic", "l28", "“l28” is not a number")]
    [InlineData("systolic", "1280", "Blood pressure is between 40 and 320 mmHg")]
    [InlineData("systolic", "120", "A blood pressure has two values")]
    [InlineData("temperature", "98.6", "98.6 looks like degrees Fahrenheit. That is 37 °C.")]
    [InlineData("height", "1.78", "1.78 looks like metres. That is 178 cm.")]
    [InlineData("saturation", "-3", "Oxygen saturation is between 30 and 100 %")]
    [InlineData("pulse", "", "Enter at least one value")]
    public async Task Values_that_no_living_person_has_are_refused_in_words(string field, string typed, string sentence)
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web);
        var count = web.World.Records.Entries.Count;
        var answer = await Read(await doctor.Press(await doctor.GetStringAsync(Add("vitals"), Stop), "/records/add", Typed(($"Input.Vitals[{field}]", typed))));
        Assert.Contains(sentence, answer, StringComparison.Ordinal);
        Assert.True(typed.Length == 0 || answer.Contains($"value=\"{typed}\"", StringComparison.Ordinal));
        Assert.Equal(count, web.World.Records.Entries.Count);
    }

    [Theory]
    [InlineData("problem", "http://hl7.org/fhir/sid/icd-10-cm", "J45.9")]
    [InlineData("allergy", "http://snomed.info/sct", "91936005")]
    [InlineData("medication", "http://www.nlm.nih.gov/research/umls/rxnorm", "314076")]
    [InlineData("immunization", "http://hl7.org/fhir/sid/cvx", "140")]
    [InlineData("procedure", "http://snomed.info/sct", "73761001")]
    public async Task Each_kind_has_a_form_that_offers_its_usual_code_system(string kind, string system, string code)
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web);
        var form = Forms.Text(await doctor.GetStringAsync(Add(kind), Stop));
        Assert.Contains($"<option value=\"{system}\" selected=\"selected\">", form, StringComparison.Ordinal);
        Assert.Contains("Say what it is.", await Read(await doctor.Press(form, "/records/add", Typed(("Input.System", system)))), StringComparison.Ordinal);
        Assert.Contains("code is", await Read(await doctor.Press(form, "/records/add", Typed(("Input.Text", "Something"), ("Input.System", system), ("Input.Code", "?")))), StringComparison.Ordinal);

        await doctor.Press(form, "/records/add", Typed(("Input.Text", "Something new"), ("Input.System", system), ("Input.Code", code)));
        var kept = web.World.Records.Entries.Values.Single(e => e.HappenedAt == World.At(web.World.Today, 10, 5));
        Assert.Contains(code, kept.Content.ToString(), StringComparison.Ordinal);
        Assert.Equal(kind, kept.Kind.ToString(), ignoreCase: true);
    }

    [Fact]
    public async Task A_correction_keeps_what_the_form_does_not_show_and_shows_both_versions_to_who_was_slower()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web);
        var id = World.Id(AFullRecord.Problem);
        var form = await doctor.GetStringAsync($"{Add("problem")}&entryId={id}", Stop);
        Assert.Contains("value=\"2019-05\"", form, StringComparison.Ordinal);
        var theirs = web.World.Records.Entries[id];
        theirs.Content.Problem.Comment = "At home 140";
        theirs.Version = 2;
        theirs.Content.Problem.What.Codings.Add(new Coding { System = "urn:elsewhere", Code = "E-77" });

        (string, string)[] typed = Typed(("Input.Text", "Hypertension"), ("Input.System", "http://hl7.org/fhir/sid/icd-10-cm"), ("Input.Code", "I10"), ("Input.Status", "active"), ("Input.From", "2019-06"));
        var both = await Read(await doctor.Press(form, "/records/add", typed));
        Assert.Matches("Began</th><td[^>]*>2019-06</td><td>2019-05", both);
        Assert.Matches("Comment</th><td[^>]*>nothing</td><td>At home 140", both);
        await doctor.Press(both, "/records/add", typed);
        var kept = web.World.Records.Entries[id].Content.Problem;
        Assert.Equal(("2019-06", "I10 E-77"), (kept.Onset, string.Join(' ', kept.What.Codings.Select(c => c.Code))));
    }

    [Fact]
    public async Task A_corrected_spelling_changes_nothing_else_of_what_was_imported()
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web);
        var (records, yesterday) = (web.World.Records, World.At(web.World.Today.PlusDays(-1), 10));
        var pulse = VitalSign.All.Single(s => s.Field == "pulse").Measured("72");
        (pulse.Source, pulse.Interpretation, pulse.ReferenceRange) = ("Observation/1", "N", "60 – 100");
        var inPounds = VitalSign.All.Single(s => s.Field == "weight").Measured("180");
        (inPounds.Quantity.Unit, inPounds.Quantity.Ucum) = ("lb", "[lb_av]");
        (string Kind, Content Given, (string, string)[] Typed)[] imported =
        [
            ("allergy", new() { Source = "AllergyIntolerance/1", Allergy = new() { What = new() { Text = "Penicilin" }, ClinicalStatus = "active", Verification = "refuted", Comment = "Rash was measles." } },
                [("Input.Status", "active"), ("Input.Comment", "Rash was measles.")]),
            ("problem", new() { Source = "Condition/1", Problem = new() { What = new() { Text = "Asthmaa" }, ClinicalStatus = "active", Verification = "refuted", Comment = "Never wheezed." } },
                [("Input.Status", "active"), ("Input.Comment", "Never wheezed.")]),
            ("medication", new() { Source = "MedicationRequest/1", Medication = new() { What = new() { Text = "Ibuprofeen" }, Status = "active", Intent = "plan", Comment = "With food." } }, [("Input.Status", "active")]),
            ("procedure", new() { Source = "Procedure/1", Procedure = new() { What = new() { Text = "Apendectomy" }, Status = "completed", Comment = "Laparoscopic." } }, [("Input.Status", "completed")]),
            ("immunization", new() { Source = "Immunization/1", Immunization = new() { What = new() { Text = "Tetanuss" }, Status = "completed", Lot = "L1" } }, [("Input.Status", "completed"), ("Input.Lot", "L1")]),
            ("vitals", new() { Source = "Observation/1", Vitals = new() { What = new() { Text = "Vital signs" }, Status = "preliminary", Measurements = { pulse, inPounds } } }, [("Input.Vitals[pulse]", "72")]),
        ];
        foreach (var (index, (kind, given, typed)) in imported.Index())
        {
            var id = records.Write(7000 + index, Patient, yesterday, given.Clone(), "").Id;
            var form = await doctor.GetStringAsync($"{Add(kind)}&entryId={id}", Stop);
            await doctor.Press(form, "/records/add", Typed([("Input.Text", "Spelt right"), .. typed]));

            Assert.Equal(2, records.Entries[id].Version);
            var kept = records.Entries[id].Content.Clone();
            if (Named(kept) is { } what)
                what.Text = Named(given)!.Text;
            kept.Sensitivity = given.Sensitivity;
            Assert.Equal(given, kept);
        }

        static Concept? Named(Content content) => content.Allergy?.What ?? content.Problem?.What ?? content.Medication?.What ?? content.Procedure?.What ?? content.Immunization?.What;
    }

    [Theory]
    [InlineData("allergy")]
    [InlineData("problem")]
    public async Task What_is_refuted_says_so_wherever_it_is_shown(string kind)
    {
        using var web = new WebHost(new World().WithRecord());
        using var doctor = await SignedIn(web);
        var what = new Concept { Text = "Latex" };
        var content = kind == "allergy"
            ? new Content { Allergy = new() { What = what, ClinicalStatus = "active", Verification = "refuted" } }
            : new Content { Problem = new() { What = what, ClinicalStatus = "active", Verification = "refuted" } };
        var id = web.World.Records.Write(7100, Patient, World.At(web.World.Today.PlusDays(-1), 10), content, "").Id;

        Assert.Contains("refuted: they do not have it", await doctor.GetStringAsync($"/records/entry?patientId={Patient}&entryId={id}", Stop), StringComparison.Ordinal);
        Assert.Contains("refuted: they do not have it", await doctor.GetStringAsync($"/records/chart?patientId={Patient}", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_editor_is_used_without_a_mouse()
    {
        using var web = new WebHost(new World().WithRecord());
        web.World.SigningIn = web.World.Doctors[0];
        await using var context = await chromium.NewContext(bypassPolicy: false);
        var page = await context.NewPageAsync();
        await page.GotoAsync($"{web.Address}sign-in");
        await page.GotoAsync(new Uri(web.Address, Note).ToString());
        await page.Keyboard.PressAsync("Alt+2");
        await page.Keyboard.TypeAsync("Throat red");
        await page.Keyboard.PressAsync("Alt+1");
        await page.Keyboard.TypeAsync("Sore throat");

        // Leaving asks first, because nothing is saved yet.
        var asked = new TaskCompletionSource<string>();
        page.Dialog += (_, dialog) => { asked.TrySetResult(dialog.Type); dialog.DismissAsync(); };
        await page.EvaluateAsync("setTimeout(() => location.assign('/people'))");
        Assert.Equal("beforeunload", await asked.Task.WaitAsync(TimeSpan.FromSeconds(5), Stop));

        await page.FocusAsync("#section-0");
        await page.Keyboard.PressAsync("Control+Shift+Enter");
        await Assertions.Expect(page.Locator(".note--good")).ToContainTextAsync("Signed");
        var note = web.World.Records.Entries.Values.Single(e => e.Content.Note?.Sections[0].Text == "Sore throat");
        Assert.Equal(("Throat red", World.Id(1)), (note.Content.Note.Sections[1].Text, note.SignedBy));
    }

    private static string Add(string kind) => $"/records/add?patientId={Patient}&kind={kind}";

    private static (string, string)[] Typed(params (string, string)[] more) => [("Input.Day", "2026-03-03"), ("Input.Time", "10:05"), ("Input.Sensitivity", "Restricted"), .. more];

    private static async Task<HttpClient> SignedIn(WebHost web)
    {
        web.World.SigningIn = web.World.Doctors[0];
        var browser = web.Browser();
        using var _ = await browser.GetAsync("/sign-in", Stop);
        return browser;
    }

    private static async Task<string> Read(HttpResponseMessage answer) => Forms.Text(await answer.Content.ReadAsStringAsync(Stop));
}
