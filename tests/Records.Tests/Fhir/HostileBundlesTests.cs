using System.Text;
using Grpc.Core;
using Hl7.Fhir.Model;
using Microsoft.EntityFrameworkCore;
using static PracticeAspire.Records.Tests.Fhir.Bundles;
using Task = System.Threading.Tasks.Task;

namespace PracticeAspire.Records.Tests.Fhir;

/// <summary>Of what is wrong nothing is shown and the report says why; what stands beside it is imported all the same.</summary>
public sealed class HostileBundlesTests(FhirHost host) : IClassFixture<FhirHost>
{
    public static TheoryData<string, string, string> Resources { get; } = new()
    {
        { "a patient who is not there", Condition("x", "somebody-else"), "is not in this bundle" },
        { "a patient who is none", Condition("x", "good"), "is none" },
        { "no patient", Condition("x", "p").Replace("\"subject\": { \"reference\": \"urn:uuid:p\" },", "\"subject\": { \"display\": \"Ms. Smith\" },", StringComparison.Ordinal), "does not say by a reference whose it is" },
        { "another patient beside its own", Condition("x", "p", """, "asserter": { "reference": "urn:uuid:q" } """), "another patient" },
        { "another patient by address", Condition("x", "p", """, "asserter": { "reference": "https://elsewhere.example/fhir/Patient/77" } """), "another patient" },
        { "another patient by a search", Condition("x", "p", """, "asserter": { "reference": "Patient?identifier=a|b" } """), "another patient" },
        { "another patient's resource", Condition("x", "p", """, "evidence": [{ "detail": [{ "reference": "urn:uuid:of-q" }] }] """), "another patient" },
        { "a contained patient", Condition("x", "p", """, "contained": [{ "resourceType": "Patient", "id": "c" }] """), "contains a patient" },
        { "a report of another patient's finding", Report("x", "p", "of-q-too"), "another patient" },
        { "a report whose finding is not there", Report("x", "p", "nowhere"), "is not in this bundle" },
        { "an unknown clinical status", Condition("x", "p").Replace("\"active\"", "\"better\"", StringComparison.Ordinal), "clinical status" },
        { "a clinical status of another system", Condition("x", "p").Replace("CodeSystem/condition-clinical", "CodeSystem/made-up", StringComparison.Ordinal), "clinical status" },
        { "an unknown status", Observation("x", "p", status: "guessed"), "FHIR R4" },
        { "no code and no text", Condition("x", "p", code: """{ "coding": [{ "userSelected": true }] }"""), "neither a code nor a text" },
        { "an element that FHIR does not have", Condition("x", "p", """, "secret": 1 """), "FHIR R4" },
        { "an extension that changes its meaning", Condition("x", "p", """, "modifierExtension": [{ "url": "urn:not", "valueBoolean": true }] """), "modifierExtension" },
        { "rules of its own", Condition("x", "p", """, "implicitRules": "urn:rules" """), "implicitRules" },
        { "something said twice", Condition("x", "p", """, "onsetDateTime": "1999" """), "twice" },
        { "a day that is none", Condition("x", "p").Replace("2012-03", "2012-02-30", StringComparison.Ordinal), "FHIR R4" },
        { "a year before any", Condition("x", "p").Replace("2012-03", "0001", StringComparison.Ordinal), "date" },
        { "a time to come", Condition("x", "p").Replace("2012-03", "2199-03", StringComparison.Ordinal), "not happened yet" },
        { "a number too long to keep", Observation("x", "p", "123456789012345678901234567890.5"), "FHIR R4" },
        { "a number as text", Observation("x", "p", "\"6.3\""), "FHIR R4" },
        { "text longer than anyone reads", Condition("x", "p", $$""", "note": [{ "text": "{{new string('n', 70_000)}}" }] """), "64 KiB" },
        { "an error of its source", Observation("x", "p", status: "entered-in-error"), "entered in error" },
        { "what is not to be given", Entry("MedicationRequest", "x", """ "status": "active", "intent": "order", "doNotPerform": true, "medicationCodeableConcept": { "text": "Penicillin" }, "subject": { "reference": "urn:uuid:p" } """), "not to be given" },
        { "a medication that is not there", Entry("MedicationRequest", "x", """ "status": "active", "intent": "order", "medicationReference": { "reference": "Medication/m" }, "subject": { "reference": "urn:uuid:p" } """), "is not in this bundle" },
        { "a name that another has", Condition("good", "p"), "called the same" },
        { "a deletion", Condition("x", "p").Replace("\"resource\":", "\"request\": { \"method\": \"DELETE\", \"url\": \"Condition/x\" }, \"resource\":", StringComparison.Ordinal), "delete" },
        { "no name at all", Condition("x", "p").Replace("\"fullUrl\": \"urn:uuid:x\",", "", StringComparison.Ordinal).Replace("\"id\": \"x\",", "", StringComparison.Ordinal), "neither an id nor a full URL" },
        { "a panel whose member is not there", Observation("x", "p", more: """, "hasMember": [{ "reference": "urn:uuid:nowhere" }] """), "is not in this bundle" },
        { "no resource", """{ "fullUrl": "urn:uuid:x" }""", "not an entry with a resource" },
        { "no object", "7", "not an entry with a resource" },
    };

    public static TheoryData<string, string, string> Files { get; } = new()
    {
        { "nothing", "", "empty" },
        { "XML", "<Bundle/>", "XML" },
        { "another resource", """{ "resourceType": "Patient" }""", "not of the type Bundle" },
        { "two lists of entries", """{ "resourceType": "Bundle", "entry": [], "entry": [] }""", "twice" },
        { "half a file", Of(Patient("p"), Condition("c", "p"))[..^30], "cut off" },
        { "a pit", Of(Patient("p"), Entry("Condition", "x", $"\"extension\": {new string('[', 100)}{new string(']', 100)}")), "nested more than 64 deep" },
    };

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Refuses(string what, string entry, string reason)
    {
        var (own, other) = (Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString());
        var report = await host.ImportAsync(Of(Patient("p"), Patient("q"), Condition("good", "p"), Condition("of-q", "q"), Observation("of-q-too", "q"), entry)
            .Replace("\"p\"", $"\"{own}\"", StringComparison.Ordinal).Replace("\"urn:uuid:p\"", $"\"urn:uuid:{own}\"", StringComparison.Ordinal)
            .Replace("\"q\"", $"\"{other}\"", StringComparison.Ordinal).Replace("\"urn:uuid:q\"", $"\"urn:uuid:{other}\"", StringComparison.Ordinal));

        Assert.Contains(reason, Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
        Assert.Equal(3, report.Created);
        var person = host.People.IdOf(own);
        var shown = await host.AllAsync($"/fhir/Patient/{person}/$everything", person);
        Assert.Equal(["Patient", "Condition"], shown.Select(r => r.TypeName));
        Assert.True(((Condition)shown[1]).Code!.Coding.Count == 1, what);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Refuses_a_file_that_is(string what, string file, string reason)
    {
        var before = await host.InDatabase(db => db.Entries.CountAsync());
        var refusal = await Assert.ThrowsAsync<RpcException>(() => host.ImportAsync(Encoding.UTF8.GetBytes(file)));
        Assert.Equal("bundle-unreadable", refusal.RuleCode());
        Assert.True(refusal.Status.Detail.Contains(reason, StringComparison.Ordinal) && refusal.Status.Detail.Contains("Nothing was imported", StringComparison.Ordinal), $"{what}: {refusal.Status.Detail}");
        Assert.Equal(before, await host.InDatabase(db => db.Entries.CountAsync()));
    }

    [Fact]
    public async Task Findings_that_are_members_of_each_other_come_to_an_end()
    {
        var patient = Guid.CreateVersion7().ToString();
        var report = await host.ImportAsync(Of(
            Patient(patient),
            Observation("round", patient, more: """, "hasMember": [{ "reference": "urn:uuid:about" }] """),
            Observation("about", patient, more: """, "hasMember": [{ "reference": "urn:uuid:round" }] """)));
        Assert.Equal(2, report.Refused.Count);
        Assert.Equal(0, report.Created);
    }

    [Fact]
    public async Task Who_cannot_be_asked_about_costs_their_own_part_and_the_report_comes_all_the_same()
    {
        var (before, unasked, after) = (Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString());
        host.People.Unanswered.Add(unasked);
        var bundle = Of(Patient(before), Condition("ua", before), Patient(unasked), Condition("ub", unasked), Patient(after), Condition("uc", after));

        var report = await host.ImportAsync(bundle);
        Assert.Contains("Import the same bundle again", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
        Assert.Equal(2, report.Created);

        host.People.Unanswered.Remove(unasked);
        var again = await host.ImportAsync(bundle);
        Assert.Empty(again.Refused);
        Assert.Equal((1, 2), (again.Created, again.Unchanged));
    }

    [Fact]
    public async Task Two_that_would_be_known_again_by_one_name_are_not_both_taken()
    {
        var patient = Guid.CreateVersion7().ToString();
        var byUrl = Condition("1", patient).Replace("\"id\": \"1\",", "", StringComparison.Ordinal).Replace("\"urn:uuid:1\"", "\"1\"", StringComparison.Ordinal);
        var byId = Condition("1", patient).Replace("\"fullUrl\": \"urn:uuid:1\",", "", StringComparison.Ordinal);

        var report = await host.ImportAsync(Of(Patient(patient), byUrl, byId));

        Assert.Contains("called the same", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
        Assert.Equal(1, report.Created);
    }

    [Fact]
    public async Task Nothing_is_imported_for_someone_the_practice_does_not_know()
    {
        var (stranger, known) = (Guid.CreateVersion7().ToString(), Guid.CreateVersion7().ToString());
        host.People.Strangers.Add(stranger);

        var report = await host.ImportAsync(Of(Patient(stranger), Condition("s", stranger), Patient(known), Condition("k", known)));

        Assert.Contains("does not know this patient", Assert.Single(report.Refused).Reason, StringComparison.Ordinal);
        Assert.Equal(1, report.Created);
    }
}
