using Hl7.Fhir.Model;
using static PracticeAspire.Records.Tests.Fhir.Bundles;
using Task = System.Threading.Tasks.Task;

namespace PracticeAspire.Records.Tests.Fhir;

/// <summary>Ids are a server's own: what two servers call the same is of two people.</summary>
public sealed class OfTwoServersTests(FhirHost host) : IClassFixture<FhirHost>
{
    private const string A = "http://a.example/fhir";
    private const string B = "http://b.example/fhir";

    private readonly string one = Guid.CreateVersion7().ToString();
    private readonly string other = Guid.CreateVersion7().ToString();

    [Fact]
    public async Task Two_patients_with_one_id_keep_their_records_apart()
    {
        var report = await host.ImportAsync(Of(
            PatientAt(A, one), PatientAt(B, other),
            ConditionAt(A, "1", $"{A}/Patient/1"), ConditionAt(B, "1", $"{B}/Patient/1"), ConditionAt(B, "2", "Patient/1"), ConditionAt(B, "3", $"{B}/Patient/1/_history/4")));

        Assert.Empty(report.Refused);
        Assert.Equal(4, report.Created);
        Assert.Equal((1, 3), (await CountAsync(one), await CountAsync(other)));
    }

    [Fact]
    public async Task Nothing_of_a_patient_who_is_not_there_goes_to_another_with_the_same_id()
    {
        var report = await host.ImportAsync(Of(PatientAt(A, one), ConditionAt(A, "1", "Patient/1"), ConditionAt(B, "2", $"{B}/Patient/1"), ConditionAt(B, "3", "Patient/1")));

        Assert.All(report.Refused, r => Assert.Contains("is not in this bundle", r.Reason, StringComparison.Ordinal));
        Assert.Equal((1, 2), (report.Created, report.Refused.Count));
        Assert.Equal(1, await CountAsync(one));
    }

    [Fact]
    public async Task What_refers_to_the_same_id_on_another_server_is_refused()
    {
        var report = await host.ImportAsync(Of(
            PatientAt(A, one), PatientAt(B, other),
            ConditionAt(A, "1", "Patient/1", $$""", "asserter": { "reference": "{{B}}/Patient/1" } """), ConditionAt(B, "2", "Patient/1")));

        Assert.Contains("another patient", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
        Assert.Equal((0, 1), (await CountAsync(one), await CountAsync(other)));
    }

    [Fact]
    public async Task What_does_not_say_whose_server_it_is_of_goes_to_nobody_when_two_are_called_so()
    {
        var report = await host.ImportAsync(Of(
            Patient(one).Replace($"\"id\": \"{one}\"", "\"id\": \"both\"", StringComparison.Ordinal),
            Patient(other).Replace($"\"id\": \"{other}\"", "\"id\": \"both\"", StringComparison.Ordinal),
            Condition("w", one).Replace($"urn:uuid:{one}", "Patient/both", StringComparison.Ordinal)));

        Assert.Equal((0, 2), (report.Created, report.Refused.Count));
    }

    private static string PatientAt(string server, string identifier) =>
        Patient("1").At(server, "Patient", "1", "", "-").Replace("\"value\": \"1\"", $"\"value\": \"{identifier}\"", StringComparison.Ordinal);

    private static string ConditionAt(string server, string id, string subject, string more = "") =>
        Condition(id, "p", more).At(server, "Condition", id, subject, "p");

    private async Task<int> CountAsync(string identifier) =>
        (await host.AllAsync($"/fhir/Condition?patient={host.People.IdOf(identifier)}", host.People.IdOf(identifier))).OfType<Condition>().Count();
}
