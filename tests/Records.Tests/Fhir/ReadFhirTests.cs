using System.Net;
using Hl7.Fhir.Model;
using PracticeAspire.BuildingBlocks;
using PracticeAspire.Records.Contracts;
using PracticeAspire.ServiceDefaults;
using static PracticeAspire.Records.Tests.Fhir.Bundles;
using Task = System.Threading.Tasks.Task;

namespace PracticeAspire.Records.Tests.Fhir;

public sealed class ReadFhirTests(FhirHost host) : IClassFixture<FhirHost>
{
    [Fact]
    public async Task Whoever_may_not_see_a_record_hears_the_same_as_where_there_is_none_and_the_ledger_has_it()
    {
        var patient = await WithConditionAsync();
        var condition = (await host.AllAsync($"/fhir/Condition?patient={patient}", patient)).Single().Id;
        var stranger = Guid.CreateVersion7();
        string[] not = [$"/fhir/Condition/{condition}", $"/fhir/Condition?patient={patient}", $"/fhir/Patient/{patient}/$everything", $"/fhir/Patient/{patient}"];
        string[] nothing = [$"/fhir/Condition/{Guid.CreateVersion7()}", $"/fhir/Condition/x", $"/fhir/Condition?patient={Guid.CreateVersion7()}", "/fhir/Patient/y/$everything", "/fhir/Basic?patient=z"];

        var answers = await Task.WhenAll(not.Concat(nothing).Select(path => host.GetAsync(path, stranger, Roles.Doctor)));

        Assert.All(answers, a => Assert.Equal(HttpStatusCode.NotFound, a.Status));
        Assert.Single(answers.Select(a => a.Body).Distinct());
        await host.FhirAsync<OperationOutcome>(not[0], stranger, Roles.Doctor, HttpStatusCode.NotFound);
        var refusals = (await host.Ledger(patient).ListAccessesAsync(new() { PatientId = patient.ToString() })).Accesses.Where(a => a.ActorId == stranger.ToString()).ToList();
        Assert.Equal(5, refusals.Count);
        Assert.All(refusals, r => Assert.Equal("refused", r.Outcome));
    }

    [Fact]
    public async Task Nobody_without_a_token_gets_further_than_what_the_server_can()
    {
        var statement = await host.FhirAsync<CapabilityStatement>("/fhir/metadata", null);
        Assert.Equal(FHIRVersion.N4_0_1, statement.FhirVersion);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.GetAsync($"/fhir/Condition?patient={Guid.CreateVersion7()}", null)).Status);
    }

    [Fact]
    public async Task Every_reading_is_in_the_ledger_with_what_was_asked_for()
    {
        var patient = await WithConditionAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var condition = Assert.Single(await host.AllAsync($"/fhir/Condition?patient=Patient/{patient}", doctor, Roles.Doctor));
        await host.FhirAsync<Condition>($"/fhir/Condition/{condition.Id}", doctor, Roles.Doctor);
        await host.AllAsync($"/fhir/Patient/{patient}/$everything", doctor, Roles.Doctor);

        var lines = (await host.Ledger(patient).ListAccessesAsync(new() { PatientId = patient.ToString() })).Accesses.Where(a => a.ActorId == doctor.ToString()).Reverse().ToList();
        Assert.Equal(["fhir Condition", $"fhir Condition {condition.Id}", "fhir everything"], lines.Select(l => l.Details["what"]));
        Assert.All(lines, l => Assert.Equal(("record.read", "treating"), (l.Action, l.Basis)));
    }

    [Fact]
    public async Task What_is_withheld_from_the_reader_is_left_out()
    {
        var patient = await host.AdmitAsync();
        var (author, colleague) = (await host.GiveDoctorAsync(patient), await host.GiveDoctorAsync(patient));
        var secret = await host.WriteNoteAsync(author, patient, "Between us.", sensitivity: Sensitivity.VeryRestricted);
        var open = await host.WriteNoteAsync(author, patient, "Coughs.");

        Assert.Equal([open.Id], (await host.AllAsync($"/fhir/DocumentReference?patient={patient}", colleague, Roles.Doctor)).Select(r => r.Id));
        Assert.Equal(HttpStatusCode.NotFound, (await host.GetAsync($"/fhir/DocumentReference/{secret.Id}", colleague, Roles.Doctor)).Status);
        var own = (await host.AllAsync($"/fhir/DocumentReference?patient={patient}", patient)).Cast<DocumentReference>().ToList();
        Assert.Equal(2, own.Count);
        Assert.Contains("V", own.Single(d => d.Id == secret.Id).Meta!.Security.Select(s => s.Code));
    }

    [Fact]
    public async Task What_was_typed_here_keeps_to_FHIR_too()
    {
        var patient = await host.AdmitAsync();
        var doctor = await host.GiveDoctorAsync(patient);
        var measured = new Measurement { What = new() { Text = "Pulse", Codings = { new Contracts.Coding { System = "not a uri", Code = " 8867-4 " } } }, Quantity = new() { Value = "sixty", Unit = "/min" } };
        Content[] typed =
        [
            new() { Vitals = new() { Measurements = { measured } } },
            new() { Result = new() { What = new() { Text = "Swab" }, Conclusion = "Clear.", Status = "odd", Category = "two  spaces" } },
            new() { Problem = new() { What = new() { Text = "Cough" }, ClinicalStatus = "un known ", Onset = "last week", Abated = "x", Comment = " " } },
            new() { Allergy = new() { What = new() { Text = "Nuts" }, Criticality = "terrible", Categories = { "kitchen" }, Reactions = { "", "Hives" } } },
            new() { Medication = new() { What = new() { Text = "Tea" }, Status = "", Since = "yesterday", Until = "2026-13-01", Dosage = "" } },
            new() { Immunization = new() { What = new() { Text = "Flu" }, Status = "perhaps" } },
            new() { Procedure = new() { What = new() { Text = "Suture" }, Until = "soon" } },
            new() { Visit = new() { What = new() { Text = "House call" }, Setting = "two  words" } },
        ];
        foreach (var content in typed)
            await host.Entries(doctor).AddEntryAsync(new() { Id = Guid.CreateVersion7().ToString(), PatientId = patient.ToString(), HappenedAt = host.Clock.GetCurrentInstant().ToTimestamp(), Content = content });

        var all = await host.AllAsync($"/fhir/Patient/{patient}/$everything?_count=2", patient);

        Assert.Equal(typed.Length + 1, all.Count);
        Assert.Equal("sixty /min", Assert.IsType<FhirString>(all.OfType<Observation>().Single().Value).Value);
    }

    [Theory]
    [InlineData("?patient=")]
    [InlineData("?patient=@&_count=0")]
    [InlineData("?patient=@&_count=many")]
    [InlineData("?patient=@&page=7")]
    [InlineData("?patient=@&page=99999999999999999999.0.1")]
    [InlineData("?patient=@&code=I10")]
    [InlineData("?patient=@&patient=@")]
    public async Task What_is_asked_wrongly_is_refused_and_not_guessed(string query)
    {
        var patient = await WithConditionAsync();
        await host.FhirAsync<OperationOutcome>($"/fhir/Condition{query.Replace("@", patient.ToString(), StringComparison.Ordinal)}", patient, status: HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Only_JSON_is_spoken() =>
        await host.FhirAsync<OperationOutcome>("/fhir/metadata?_format=xml", null, status: HttpStatusCode.NotAcceptable);

    [Fact]
    public async Task A_record_that_was_tampered_with_is_not_shown_here_either()
    {
        var patient = await WithConditionAsync();
        await host.AsSuperuserAsync("UPDATE entry SET sealed = set_byte(sealed, 60, get_byte(sealed, 60) # 1) WHERE patient_id = $1", patient);
        var outcome = await host.FhirAsync<OperationOutcome>($"/fhir/Patient/{patient}/$everything", patient, status: HttpStatusCode.UnprocessableEntity);
        Assert.Contains("not as it was written", outcome.Issue[0].Diagnostics, StringComparison.Ordinal);
    }

    private async Task<Guid> WithConditionAsync()
    {
        var name = Guid.CreateVersion7().ToString();
        Assert.Equal(1, (await host.ImportAsync(Of(Patient(name), Condition("c", name)))).Created);
        return host.People.IdOf(name);
    }
}
