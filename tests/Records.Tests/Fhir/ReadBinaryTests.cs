using System.Net;
using System.Net.Http.Headers;
using Hl7.Fhir.Model;
using PracticeAspire.Records.Tests.Attachments;
using PracticeAspire.ServiceDefaults;
using Task = System.Threading.Tasks.Task;

namespace PracticeAspire.Records.Tests.Fhir;

public sealed class ReadBinaryTests(FhirHost host) : IClassFixture<FhirHost>
{
    [Fact]
    public async Task A_document_says_where_its_bytes_are_and_there_they_are()
    {
        var (patient, doctor, file, id) = await AttachedAsync();

        var document = Assert.IsType<DocumentReference>(Assert.Single(await host.AllAsync($"/fhir/DocumentReference?patient={patient}", doctor, Roles.Doctor)));
        var attachment = Assert.Single(document.Content).Attachment!;
        Assert.Equal(($"Binary/{id}", "application/pdf"), (attachment.Url, attachment.ContentType));

        using var answer = await GetAsync(attachment.Url!, doctor, Roles.Doctor, null);
        Assert.Equal(file, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(("application/pdf", file.LongLength), (answer.Content.Headers.ContentType!.MediaType, answer.Content.Headers.ContentLength));
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task Whoever_asks_for_a_resource_gets_the_same_as_one()
    {
        var (patient, _, file, id) = await AttachedAsync();

        var binary = await host.FhirAsync<Binary>($"/fhir/Binary/{id}?_format=application/fhir%2Bjson", patient);

        Assert.Equal((id, "application/pdf"), (binary.Id, binary.ContentType));
        Assert.Equal(file, binary.Data);
        using var answer = await GetAsync($"Binary/{id}", patient, Roles.Patient, "application/fhir+json");
        Assert.Equal("application/fhir+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task It_is_in_the_ledger_and_for_whom_it_is_not_it_is_not_there()
    {
        var (patient, doctor, _, id) = await AttachedAsync();
        var note = await host.WriteNoteAsync(doctor, patient, "Coughs.");
        var stranger = Guid.CreateVersion7();

        await host.FhirAsync<OperationOutcome>($"/fhir/Binary/{id}", stranger, Roles.Doctor, HttpStatusCode.NotFound);
        await host.FhirAsync<OperationOutcome>($"/fhir/Binary/{note.Id}", doctor, Roles.Doctor, HttpStatusCode.NotFound);
        await host.FhirAsync<OperationOutcome>("/fhir/Binary/x", doctor, Roles.Doctor, HttpStatusCode.NotFound);
        using (await GetAsync($"Binary/{id}", doctor, Roles.Doctor, null))
        {
            var accesses = (await host.Ledger(patient).ListAccessesAsync(new() { PatientId = patient.ToString() })).Accesses;
            Assert.Equal($"fhir Binary {id}", accesses[0].Details["what"]);
            Assert.Contains(accesses, a => a.ActorId == stranger.ToString() && a.Outcome == "refused");
        }
    }

    [Fact]
    public async Task Not_a_byte_leaves_of_a_file_that_was_tampered_with()
    {
        var (patient, _, _, id) = await AttachedAsync();
        await host.AsSuperuserAsync("UPDATE attachment_segment SET sealed = set_byte(sealed, 60, get_byte(sealed, 60) # 1) WHERE entry_id = $1 AND number = 1", Guid.Parse(id));

        await host.FhirAsync<OperationOutcome>($"/fhir/Binary/{id}", patient, status: HttpStatusCode.UnprocessableEntity);
    }

    private async Task<(Guid Patient, Guid Doctor, byte[] File, string Id)> AttachedAsync()
    {
        var patient = await host.AdmitAsync();
        var (doctor, file) = (await host.GiveDoctorAsync(patient), GivenFiles.Pdf(1_200_000));
        return (patient, doctor, file, (await host.AttachAsync(doctor, patient, file)).Id);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, Guid person, string role, string? accept)
    {
        using var http = new HttpClient(host.Server.CreateHandler()) { BaseAddress = new Uri(host.Server.BaseAddress, "/fhir/") };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", host.Issuer.ForPerson(person, [role]));
        if (accept is not null)
            http.DefaultRequestHeaders.Accept.ParseAdd(accept);
        var answer = await http.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer;
    }
}
