using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using PracticeAspire.ServiceDefaults;
using PracticeAspire.Users.Contracts;
using static PracticeAspire.Users.Tests.FhirImport.Import;

namespace PracticeAspire.Users.Tests.FhirImport;

public sealed class IdentifyPatientTests(UsersHost host) : IClassFixture<UsersHost>
{
    [Fact]
    public async Task The_records_service_learns_whom_a_bundle_means_once_they_are_imported()
    {
        Assert.Equal("patient-unknown", await RefusalOf(Patient("i1")));
        await host.ImportAsync(Bundle(Patient("i1")));

        var found = await AskAsync(Patient("i1"));

        Assert.Equal((await host.InDatabase(db => Task.FromResult(db.People.Single(p => p.Identifiers.Any(i => i.Value == "i1"))))).Id.ToString(), found.PersonId);
    }

    [Fact]
    public async Task A_number_that_was_given_to_someone_else_since_leads_to_nobody()
    {
        await host.ImportAsync(Bundle(Patient("i2")));
        Assert.Equal("patient-doubtful", await RefusalOf(Patient("i2", """[{ "family": "Okafor", "given": ["Ada"] }]""", "\"1999-09-09\"")));
    }

    [Theory]
    [InlineData("""{ "resource": { "resourceType": "Practitioner", "id": "x" } }""")]
    [InlineData("""{ "resource": [] }""")]
    [InlineData("""{ "resource": "Patient" }""")]
    public async Task What_is_no_patient_is_refused(string entry) => Assert.Equal("patient-unreadable", await RefusalOf(entry));

    private async Task<IdentifyPatientReply> AskAsync(string entry)
    {
        using var json = JsonDocument.Parse(entry);
        return await new Contracts.FhirImport.FhirImportClient(host.AsService(AppNames.Records)).IdentifyPatientAsync(new()
        {
            FullUrl = json.RootElement.TryGetProperty("fullUrl", out var url) ? url.GetString() : "",
            Resource = ByteString.CopyFrom(Encoding.UTF8.GetBytes(json.RootElement.GetProperty("resource").GetRawText())),
        });
    }

    private async Task<string?> RefusalOf(string entry) => (await Assert.ThrowsAsync<RpcException>(() => AskAsync(entry))).Trailers.GetValue("rule");
}
